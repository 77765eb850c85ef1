import type { AccountDocuments, RequestedRole, ResourcePolicy } from "./model";
import { type PolicyDocument, withoutEscapes } from "./policy";

/** One document that an owner is asked for, as a file that the AWS command line takes. */
export interface DocumentFile {
  /** Below the output folder, with slashes: `handover/account-b/s3-reader.trust.json`. */
  readonly path: string;
  readonly kind: "trust" | "permissions" | "policy";
  readonly account: AccountDocuments["account"];
  /** Of the role or the resource that it is put on. */
  readonly arn: string;
  /** Whether that is there already. */
  readonly exists: boolean;
  /** What it is for, in a sentence. */
  readonly why: string;
  readonly text: string;
}

/** The documents that the owner of an account is asked for, a file each. */
export const documentFiles = ({
  name,
  account,
  roles,
  resourcePolicies,
}: AccountDocuments): readonly DocumentFile[] => {
  const file = (named: string, document: PolicyDocument, about: Omit<DocumentFile, "path" | "account" | "text">) => ({
    path: `${name}/${named}`,
    account,
    ...about,
    text: `${withoutEscapes(JSON.stringify(document, undefined, 2))}\n`,
  });
  return [
    ...roles.flatMap(({ name: role, arn, exists, trust, permissions, why }) => {
      const about = { arn, exists, why };
      return [
        file(roleFileName(role, "trust"), trust, { kind: "trust", ...about }),
        ...(permissions
          ? [file(roleFileName(role, "permissions"), permissions, { kind: "permissions", ...about })]
          : []),
      ];
    }),
    ...resourcePolicies.map((policy) =>
      file(resourceFileName(policy), policy.document, {
        kind: "policy",
        arn: policy.arn,
        exists: true,
        why: `Roles of other accounts may use ${policy.resource}: its own policy must let them in, beside what it holds already.`,
      }),
    ),
  ];
};

export const roleFileName = (role: RequestedRole["name"], kind: "trust" | "permissions"): string =>
  `${role}.${kind}.json`;

/** No role is called so: its own files end in another word. */
export const resourceFileName = ({ resource }: Pick<ResourcePolicy, "resource">): string => `${resource}.policy.json`;
