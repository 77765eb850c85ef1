import { groupBy } from "../collections/group-by";
import { lazy } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import { notSettled } from "./documents";
import type { Document } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { knownText, nameAt, unlessWrong } from "./values";

/**
 * `document` of `resource`, unless it names a role that a plan replaces and is not saved anew: when it was saved, AWS
 * wrote the role's unique id in place of the ARN, and the new role has another one.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
export type OldIds = (document: Document, resource: Resource, argument: string) => Document;

export function oldIdsOf(resources: ResourceIndex): OldIds {
  const replaced = lazy(() =>
    groupBy(
      resources.managed("aws_iam_role").filter(({ change }) => change === "replaces"),
      (role) => unlessWrong(() => knownText(nameAt(role, "arn"))),
    ),
  );
  return (document, resource, argument) => {
    if (replaced().size === 0 || typeof document.text !== "string" || resource.saves(argument) === true)
      return document;
    const role = principalsIn(document.text)
      .map((name) => replaced().get(name)?.[0])
      .find((one) => one !== undefined);
    if (!role) return document;
    return notSettled(
      document,
      new UnknownValue(
        "after-apply",
        `it names ${role.address} of stack ${role.stack}, which the plan replaces: a policy saved before keeps the unique id of the old role`,
        { advice: "Save the policy after the role is made, and prove the state then." },
      ),
    );
  };
}

/** The AWS principals that a document names. */
function principalsIn(text: string): readonly string[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return [];
  }
  const statements = [field(document, "Statement")].flat();
  return statements
    .flatMap((statement) => [field(field(statement, "Principal"), "AWS")].flat())
    .filter((name) => typeof name === "string");
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
