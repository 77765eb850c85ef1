import { join } from "node:path";
import type { Config } from "../config";
import type { OutputFile } from "../library/synthesize";
import type { Path, Problem } from "../rules";
import { fileText } from "./file-text";
import type { Project } from "./project";

/** What of a stack's Terraform JSON is compared. */
interface Root {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly moved?: readonly { readonly from: string }[];
}

interface Resource {
  readonly type: string;
  /** Without the type. */
  readonly address: string;
  readonly body: object;
}

/** A key of the configuration in an address: which part of it that is, as `_` divides them, and the key. */
interface Renamed {
  readonly type: string;
  readonly parts: readonly string[];
  readonly index: number;
  readonly former: string;
}

/**
 * New keys of what the old output has under old ones: where a resource leaves and another one comes that is the same in AWS
 * or Kubernetes, Terraform would destroy the one and then fail to make the other, or make it anew.
 */
export function unsaidRenames(project: Project, files: readonly OutputFile[], config: Config): readonly Problem[] {
  const renames = files
    .filter(({ path }) => isOfStack(path))
    .flatMap((made) => {
      const before = fileText(join(project.outdir, made.path));
      if (!("text" in before)) return [];
      const { text } = made;
      return before.text === text ? [] : renamesOf(rootOf(before.text), rootOf(text));
    });
  const problems = renames.flatMap((renamed) => {
    const path = entryOf(renamed, config);
    return path ? [problemOf(path, renamed)] : [];
  });
  return [...new Map(problems.map((problem) => [problem.path.join("."), problem])).values()];
}

/** A stack's own, or that of a module in its place; not what the owners of accounts are asked for. */
const isOfStack = (path: string): boolean =>
  path.endsWith("cdk.tf.json") || (path.endsWith("main.tf.json") && !path.startsWith("handover"));

const problemOf = (path: Path, { former, type, parts }: Renamed): Problem => ({
  rule: "renamed-unsaid",
  path,
  at: "key",
  found: `a new key, ${type}.${parts.join("_")} being what the output has under ${former}`,
  fix: `Write renamedFrom: ${former}, so that Terraform moves what is there, or first destroy it.`,
});

function rootOf(text: string): Root {
  try {
    return (JSON.parse(text) ?? {}) as Root;
  } catch {
    return {};
  }
}

function renamesOf(before: Root, after: Root): readonly Renamed[] {
  const said = new Set((after.moved ?? []).map(({ from }) => from));
  const gone = resourcesIn(before).filter(
    ({ type, address }) => !after.resource?.[type]?.[address] && !said.has(`${type}.${address}`),
  );
  if (gone.length === 0) return [];
  const come = resourcesIn(after).filter(({ type, address }) => !before.resource?.[type]?.[address]);
  const made = new Map(come.flatMap((one) => withoutEachKey(one).map(({ id, parts }) => [id, parts] as const)));
  return gone.flatMap((one) =>
    withoutEachKey(one).flatMap(({ id, parts, index }) => {
      const [now, former] = [made.get(id), parts[index]];
      return now === undefined || former === undefined ? [] : [{ type: one.type, parts: now, index, former }];
    }),
  );
}

const resourcesIn = ({ resource = {} }: Root): readonly Resource[] =>
  Object.entries(resource).flatMap(([type, of]) =>
    Object.entries(of).map(([address, body]) => ({ type, address, body })),
  );

/** What a resource is without one part of its address, for each part: equal for two that differ in a key alone. */
function withoutEachKey({ type, address, body }: Resource) {
  const identity = identityOf(body);
  if (identity === undefined) return [];
  const parts = address.split("_");
  return parts.map((part, index) => {
    const open = parts.with(index, "*").join("_");
    return { id: `${type}.${open} ${identity.replaceAll(address, open).replaceAll(`.${part}_`, ".*_")}`, parts, index };
  });
}

/** What says in AWS and Kubernetes that two are one. */
const IDENTITY = ["name", "bucket", "url", "cluster_name", "namespace", "service_account", "metadata"];

function identityOf(body: object): string | undefined {
  const found = Object.entries(body)
    .filter(([name]) => IDENTITY.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return found.length > 0 ? JSON.stringify(found) : undefined;
}

/** Sections whose entries a resource of a type belongs to by the first part of its address. */
function sectionsOf(type: string): readonly ("clusters" | "primaryRoles" | "resources" | "workloads")[] {
  if (type === "aws_iam_openid_connect_provider" || type === "aws_eks_addon") return ["clusters"];
  return /^(aws_iam_|aws_eks_|kubernetes_)/.test(type) ? ["workloads", "primaryRoles"] : ["resources"];
}

/** The entry that has the new key, where it says nothing of an old one and no entry has that. */
function entryOf({ type, parts, index, former }: Renamed, config: Config): Path | undefined {
  const key = parts[index] ?? "";
  const among = (
    map: Readonly<Record<string, { readonly renamedFrom?: string | undefined }>> | undefined,
    at: Path,
  ) => {
    const entry = map && Object.hasOwn(map, key) ? map[key] : undefined;
    return entry && entry.renamedFrom === undefined && !Object.hasOwn(map ?? {}, former) ? [...at, key] : undefined;
  };
  if (index === parts.length - 1) return among(config.clusters, ["clusters"]);
  const [owner = ""] = parts;
  if (index > 0) return among(config.workloads[owner]?.targets, ["workloads", owner, "targets"]);
  return sectionsOf(type)
    .map((section) => among(config[section], [section]))
    .find((path) => path !== undefined);
}
