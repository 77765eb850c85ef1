import type { AccountDocuments, RequestedRole } from "./model";
import type { PolicyDocument } from "./policy";

/** One document that an owner is asked for, as a file that the AWS command line takes. */
export interface DocumentFile {
  /** Below the output folder, with slashes: `handover/account-b/s3-reader.trust.json`. */
  readonly path: string;
  readonly kind: "trust" | "permissions";
  readonly account: AccountDocuments["account"];
  readonly role: RequestedRole;
  readonly text: string;
}

/** The documents that the owner of an account is asked for, a file each. */
export const documentFiles = ({ name, account, roles }: AccountDocuments): readonly DocumentFile[] =>
  roles.flatMap((role) => {
    const file = (kind: DocumentFile["kind"], document: PolicyDocument): DocumentFile => ({
      path: `${name}/${documentFileName(role, kind)}`,
      kind,
      account,
      role,
      text: `${JSON.stringify(document, undefined, 2)}\n`,
    });
    return [file("trust", role.trust), ...(role.permissions ? [file("permissions", role.permissions)] : [])];
  });

export const documentFileName = ({ name }: Pick<RequestedRole, "name">, kind: DocumentFile["kind"]): string =>
  `${name}.${kind}.json`;
