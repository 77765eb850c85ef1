import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AccountDocuments, RequestedRole } from "../src/model";
// alone: the program has the rest of the model already
import { documentFileName, documentFiles } from "../src/model/document-files";
import { requiredProvider, TERRAFORM } from "./versions";

/**
 * Writes what owners of accounts are asked for beside the stacks: each document as a file, and a root module that reads
 * these. It has no backend: its owner applies it from a folder of his own, or does the same in another way.
 */
export function writeOwnerDocuments(documents: readonly AccountDocuments[], outdir: string): void {
  for (const asked of documents) {
    const files = [
      ...documentFiles(asked),
      { path: `${asked.name}/main.tf.json`, text: `${JSON.stringify(rootModule(asked), undefined, 2)}\n` },
    ];
    for (const { path, text } of files) {
      mkdirSync(dirname(join(outdir, path)), { recursive: true });
      writeFileSync(join(outdir, path), text);
    }
  }
}

function rootModule({ account, roles, oidcProviders }: AccountDocuments): object {
  const byAddress = <T extends { readonly address: string }>(all: readonly T[], made: (one: T) => object) =>
    Object.fromEntries(all.map((one) => [one.address, made(one)]));
  const granted = roles.filter(({ permissions }) => permissions !== undefined);
  return {
    // tells the proof that nothing shows that AWS holds it
    "//": { requestedOf: account.id },
    terraform: { required_version: TERRAFORM.conditions, required_providers: { aws: requiredProvider("aws") } },
    provider: { aws: [{ region: account.region, allowed_account_ids: [account.id] }] },
    resource: {
      ...(oidcProviders.length === 0
        ? {}
        : {
            aws_iam_openid_connect_provider: byAddress(oidcProviders, ({ url, audience }) => ({
              url,
              client_id_list: [audience],
            })),
          }),
      aws_iam_role: byAddress(roles, (role) => ({
        name: role.name,
        ...pathOf(role),
        assume_role_policy: fileOf(role, "trust"),
      })),
      ...(granted.length === 0
        ? {}
        : {
            aws_iam_role_policy: byAddress(granted, (role) => ({
              role: `\${aws_iam_role.${role.address}.name}`,
              name: role.name,
              policy: fileOf(role, "permissions"),
            })),
          }),
    },
  };
}

const fileOf = (role: RequestedRole, kind: "trust" | "permissions"): string =>
  `\${file("\${path.module}/${documentFileName(role, kind)}")}`;

/** `/team/` of `arn:aws:iam::111111111111:role/team/NAME`. */
function pathOf({ arn, name }: RequestedRole): { readonly path?: string } {
  const path = arn.slice(arn.indexOf(":role/") + ":role".length, arn.length - name.length);
  return path === "/" ? {} : { path };
}
