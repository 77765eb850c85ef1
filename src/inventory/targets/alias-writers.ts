import type { Resource } from "../../terraform/world";
import type { ResourceIndex } from "../resource-index";
import { knownText, nameAt, unlessWrong } from "../values";

/** A resource that gives a key an alias; undefined is what is not said, or needs a region that is not known. */
export interface AliasWriter {
  readonly resource: Resource;
  /** `alias/data` */
  readonly name: string | undefined;
  readonly arn: string | undefined;
  /** What it calls the key. */
  readonly key: string | undefined;
}

/** The arguments with the name of an alias, by type. */
const NAMED_BY = { aws_kms_alias: "name", awscc_kms_alias: "alias_name" } as const;

export const aliasWritersIn = (resources: ResourceIndex): readonly AliasWriter[] =>
  Object.entries(NAMED_BY).flatMap(([type, argument]) =>
    resources.managed(type).map((resource) => {
      const at = (attribute: string) => unlessWrong(() => knownText(nameAt(resource, attribute)));
      return {
        resource,
        get name() {
          return at(argument);
        },
        get arn() {
          return type === "aws_kms_alias" ? knownText(nameAt(resource, "arn")) : arnOf(resource, at(argument));
        },
        get key() {
          return at("target_key_id");
        },
      };
    }),
  );

const arnOf = ({ partition, region, account }: Resource, name: string | undefined): string | undefined =>
  region === undefined || name === undefined ? undefined : `arn:${partition}:kms:${region}:${account}:${name}`;
