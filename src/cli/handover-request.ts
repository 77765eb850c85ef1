import { join } from "node:path";
import { groupBy } from "../collections/group-by";
import { type OutputFile, stackFile } from "../library/synthesize";
import type { AccountDocuments, Chain, ChainAction, ChainGrant, Model } from "../model";
import type { FullModule, HandoverRequest, RoleUse, UsedGrant } from "../report/handover";

/** What the owner of an account is asked for, out of the files of the output: its stacks, and what no stack makes there. */
export function handoverRequest(model: Model, key: string, files: readonly OutputFile[]): HandoverRequest {
  const { stacks, documents, chains } = model;
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const textAt = (path: string): string => {
    const text = texts.get(path);
    if (text === undefined) throw new Error(`synthesis has not written ${path}`);
    return text;
  };
  const rootAt = (path: string) => JSON.parse(textAt(path)) as FullModule;
  const own = stacks.filter(({ account }) => account.key === key);
  const asked = documents.filter(({ account }) => account.key === key);
  const account = [...own, ...asked].map((one) => one.account)[0];
  const accountOf = new Map(stacks.map((stack) => [stack.name, stack.account.id]));
  const others = (names: readonly string[]) =>
    [...new Set(names.flatMap((name) => accountOf.get(name) ?? []))].filter((id) => id !== account?.id);
  const waiting = (name: string) => [
    ...new Set(
      [...stacks, ...documents].flatMap(({ dependsOn, account: { id } }) => (dependsOn.includes(name) ? [id] : [])),
    ),
  ];
  return {
    account: {
      key,
      id: account?.id ?? "",
      region: account?.region ?? "",
      partition: account?.partition ?? "aws",
    },
    modules: [
      ...asked.map(({ name, dependsOn }) => ({
        name,
        root: withDocuments(rootAt(join(name, "main.tf.json")), (file) => textAt(join(name, file))),
        files: policyFiles(rootAt(join(name, "main.tf.json"))),
        before: others(dependsOn),
        after: chains.flatMap((chain) => (usesAccount(chain, account?.id ?? "") ? [chain.account] : [])),
      })),
      ...own.map(({ name, dependsOn }) => ({
        name,
        root: rootAt(stackFile(model, name)),
        files: new Map<string, string>(),
        before: others(dependsOn),
        after: waiting(name),
      })),
    ].map(({ after, ...module }) => ({ ...module, after: [...new Set(after)].filter((id) => id !== account?.id) })),
    existing: new Set(asked.flatMap(existingRoles)),
    uses: chains.flatMap(usesOf),
  };
}

const existingRoles = ({ roles }: AccountDocuments): readonly string[] =>
  roles.flatMap(({ address, exists }) => (exists ? [`aws_iam_role.${address}`] : []));

const usesAccount = (chain: Chain, id: string): boolean =>
  [...rolesOf(chain), ...chain.grants.map(({ on }) => on)].some((arn) => arn.split(":")[4] === id);

const rolesOf = ({ primaryRoleArn, targetRoleArn, profiles }: Chain): readonly string[] =>
  [primaryRoleArn, targetRoleArn, ...(profiles?.roles ?? []).map(({ roleArn }) => roleArn)].flatMap((arn) => arn ?? []);

/** A file that a module reads. */
const FILE = /^\$\{file\("\$\{path\.module\}\/(.+)"\)\}$/;

/** The files of the policies of a module, by address. */
const policyFiles = ({ resource = {} }: FullModule): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(resource).flatMap(([type, all]) =>
      Object.entries(all).flatMap(([name, { policy }]) => {
        const [, file] = typeof policy === "string" ? (FILE.exec(policy) ?? []) : [];
        return file === undefined ? [] : [[`${type}.${name}`, file] as const];
      }),
    ),
  );

/** The module that reads documents from files, with them in it: `%{` and `${` of a document are no template's. */
function withDocuments(root: FullModule, textOf: (file: string) => string): FullModule {
  const read = (_: string, value: unknown): unknown => {
    const [, file] = typeof value === "string" ? (FILE.exec(value) ?? []) : [];
    if (file === undefined) return value;
    return JSON.stringify(JSON.parse(textOf(file)))
      .replaceAll("${", "$${")
      .replaceAll("%{", "%%{");
  };
  return JSON.parse(JSON.stringify(root), read) as FullModule;
}

/** What the pod of a chain does with each of its roles. */
function usesOf(chain: Chain): readonly RoleUse[] {
  const [cluster = "", ...pod] = chain.id.split("/");
  const final = chain.targetRoleArn ?? chain.primaryRoleArn;
  return rolesOf(chain).map((roleArn) => ({
    pod: pod.join("/"),
    cluster,
    account: chain.account,
    roleArn,
    grants: chain.grants.flatMap(({ as = final, ...grant }) => (as === roleArn ? usedGrants(grant) : [])),
  }));
}

/** What is granted on a resource, and what is granted with it on something else, such as a list of all zones. */
function usedGrants({ verb, arn, on, can, anywhere = [], limits = {} }: ChainGrant): readonly UsedGrant[] {
  const where = (one: ChainAction) =>
    anywhere.includes(one.action) ? "*" : one.on === on || one.on.startsWith(`${on}/`) ? arn : one.on;
  return [...groupBy(can, where)].map(([place, all]) => ({
    ...(place === arn ? { verb, limits } : { verb: "actions", limits: {} }),
    arn: place,
    actions: [...new Set(all.map(({ action }) => action))],
  }));
}
