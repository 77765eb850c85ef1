import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { groupBy } from "../../collections/group-by";
import { UnknownValue } from "../../unknown/unknown-value";
import { namesIn } from "../source/directory";
import { readText } from "../source/source-file";
import { displayPath, InputError } from "../source-location";
import { type Dictionary, isDictionary, isList } from "../value";
import { yamlDocuments } from "../yaml-documents";
import type { ManifestSource, UnreadSource } from "./source";

/** What lies at a path. */
export interface Sources {
  readonly files: readonly ManifestSource[];
  readonly unread: readonly UnreadSource[];
}

type Around = Pick<ManifestSource, "namespace" | "changed">;

const NOTHING: Sources = { files: [], unread: [] };
const joined = (all: readonly Sources[]): Sources => ({
  files: all.flatMap(({ files }) => files),
  unread: all.flatMap(({ unread }) => unread),
});

/**
 * The manifests at `path`: a file, or a folder of files and folders; one with a kustomization is read as that says.
 * @throws InputError where nothing is there
 */
export function sourcesAt(path: string): Sources {
  const absolute = resolve(path);
  if (!existsSync(absolute))
    throw new InputError("found no such file or directory, expected Kubernetes manifests; correct the path", {
      file: displayPath(path),
    });
  const found = at(absolute, {}, []);
  if (found.files.length === 0 && found.unread.length === 0)
    throw new InputError("found no manifests here, expected *.yaml, *.yml or *.json files", {
      file: displayPath(path),
    });
  return { ...found, files: [...groupBy(found.files, ({ file }) => file).values()].flatMap(once) };
}

function at(path: string, around: Around, within: readonly string[]): Sources {
  if (statSync(path).isDirectory()) return inFolder(path, around, within);
  return KUSTOMIZATION.test(basename(path)) ? kustomized(dirname(path), path, around, within) : inFile(path, around);
}

/** A file to which several kustomizations lead, which may be for one environment each: only one of them is applied, or all. */
function once([first, ...others]: readonly ManifestSource[]): readonly ManifestSource[] {
  if (!first) return [];
  if (others.every(({ namespace, changed }) => namespace === first.namespace && changed === first.changed))
    return [first];
  const changed = new UnknownValue(
    "not-read",
    "several kustomizations lead to it, and each changes it in a way of its own",
    {
      advice: "Give the folder of the one that is applied.",
    },
  );
  return [{ ...first, changed }];
}

const inFile = (path: string, around: Around): Sources => ({
  files: [{ file: displayPath(path), text: readText(path), ...around }],
  unread: [],
});

/** @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
const KUSTOMIZATION = /^(kustomization\.ya?ml|Kustomization)$/;

/** `within` are the kustomizations that lead here: one that leads to itself is read once. */
function inFolder(folder: string, around: Around, within: readonly string[]): Sources {
  const names = namesIn(folder);
  const kustomization = names.find(({ name }) => KUSTOMIZATION.test(name));
  if (kustomization) return kustomized(folder, join(folder, kustomization.name), around, within);
  return joined(
    names
      .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
      .map(({ name, isDirectory }) => {
        if (isDirectory) return inFolder(join(folder, name), around, within);
        return /\.(ya?ml|json)$/.test(name) ? inFile(join(folder, name), around) : NOTHING;
      }),
  );
}

/** What leaves service accounts, their names and their annotations, and the pods' service accounts, as they are. */
const HARMLESS = new Set([
  ...["apiVersion", "kind", "metadata", "resources", "bases", "namespace", "sortOptions", "buildMetadata", "openapi"],
  ...["labels", "commonLabels", "images", "replicas", "configMapGenerator", "secretGenerator", "generatorOptions"],
  ...["crds", "validators"],
]);

/** What makes objects that no file has. */
const ADDS = new Set(["helmCharts", "helmChartInflationGenerator", "generators", "transformers"]);

function kustomized(folder: string, path: string, around: Around, within: readonly string[]): Sources {
  if (within.includes(path)) return NOTHING;
  const file = displayPath(path);
  const [content] = yamlDocuments(readText(path)) ?? [];
  if (content === undefined || content === null || !isDictionary(content))
    return {
      files: [],
      unread: [{ file, why: new UnknownValue("not-read", "the kustomization is not YAML", { advice: BUILD }) }],
    };
  const changing = Object.keys(content).filter((key) => !HARMLESS.has(key));
  const changed =
    around.changed ??
    (changing.length > 0
      ? new UnknownValue("not-read", `${changing.join(", ")} of ${file} may change it`, { advice: BUILD })
      : undefined);
  const namespace = around.namespace ?? (typeof content.namespace === "string" ? content.namespace : undefined);
  const inside: Around = { ...(namespace === undefined ? {} : { namespace }), ...(changed ? { changed } : {}) };
  const adding = changing.filter((key) => ADDS.has(key));
  const added: Sources = {
    files: [],
    unread: adding.map((key) => ({
      file,
      why: new UnknownValue("not-read", `its ${key} may add objects`, { advice: BUILD }),
    })),
  };
  return joined([
    added,
    ...listed(content).map((entry): Sources => {
      const resource = join(folder, entry);
      if (!/^https?:|\?ref=/.test(entry) && existsSync(resource)) return at(resource, inside, [...within, path]);
      const why = new UnknownValue("not-read", `its resource ${entry} is not there`, { advice: BUILD });
      return { files: [], unread: [{ file, why }] };
    }),
  ]);
}

const BUILD = "Give what kustomize build prints.";

const listed = ({ resources = [], bases = [], components = [] }: Dictionary): readonly string[] =>
  [resources, bases, components].flatMap((list) =>
    isList(list) ? list.filter((one): one is string => typeof one === "string") : [],
  );

/** The annotation by which synthesis names the cluster of a folder, in the folder's kustomization. */
const CLUSTER_ANNOTATION = "eks-cross-account/cluster";

/** The ARN of the cluster that synthesis wrote a folder for; undefined for any other folder. */
export function clusterOfFolder(folder: string): string | undefined {
  const file = namesIn(folder).find(({ name }) => KUSTOMIZATION.test(name));
  const [content = null] = file ? (yamlDocuments(readText(join(folder, basename(file.name)))) ?? []) : [];
  const metadata = isDictionary(content) ? (content.metadata ?? null) : null;
  const annotations = isDictionary(metadata) ? (metadata.annotations ?? null) : null;
  const cluster = isDictionary(annotations) ? annotations[CLUSTER_ANNOTATION] : undefined;
  return typeof cluster === "string" ? cluster : undefined;
}
