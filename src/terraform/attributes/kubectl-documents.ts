import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { Failure } from "../expression/functions/arguments";
import { filesMatching } from "../expression/functions/fileset";
import { dictionary, isDictionary, type Value } from "../value";
import { yamlDocuments } from "../yaml-documents";
import type { Attributes, ResourceFacts } from "./resource-facts";

/** What the data sources of the kubectl provider give, by attribute. */
/**
 * The documents in `content`.
 * @see https://registry.terraform.io/providers/alekc/kubectl/latest/docs/data-sources/kubectl_file_documents
 */
const ofContent = (subject: ResourceFacts): readonly string[] | UnknownValue => {
  const content = subject.set("content");
  if (content instanceof UnknownValue) return content;
  return typeof content === "string" ? split(content) : [];
};

/**
 * The documents in the files that match `pattern`; without variables they are no templates.
 * @see https://registry.terraform.io/providers/alekc/kubectl/latest/docs/data-sources/kubectl_path_documents
 */
function ofPath(subject: ResourceFacts): readonly string[] | UnknownValue {
  const files = filesOf(subject);
  if (files instanceof UnknownValue) return files;
  const texts = files.map((file) => readFileSync(file, "utf8"));
  const isTemplate = subject.set("disable_template") !== true && texts.some((text) => /[$%]\{/.test(text));
  return isTemplate
    ? new UnknownValue("not-read", `the files of ${subject.address} are templates, which are not read here`, {
        advice: "Prove the plan or the state.",
      })
    : texts.flatMap(split);
}

function filesOf(subject: ResourceFacts): readonly string[] | UnknownValue {
  const pattern = subject.set("pattern");
  if (pattern instanceof UnknownValue) return pattern;
  if (typeof pattern !== "string" || hasUnknown(pattern))
    return new UnknownValue("after-apply", `the pattern of ${subject.address} is not known`);
  try {
    const found = matching(resolve(subject.directory, pattern));
    return found.length > 0
      ? found
      : new UnknownValue("not-read", `no file matches ${pattern}, the pattern of ${subject.address}`);
  } catch (error) {
    if (error instanceof Failure) return error.unknown;
    throw error;
  }
}

/** @throws Failure */
function matching(pattern: string): readonly string[] {
  const literal = pattern.slice(0, pattern.search(/[*?[]|$/));
  const directory = literal.slice(0, literal.lastIndexOf("/") + 1);
  return filesMatching(directory, pattern.slice(directory.length))
    .map((path) => join(directory, path))
    .sort();
}

/** Documents are divided by `---`, after which one may begin on the same line; those of comments alone are none. */
const split = (text: string): readonly string[] =>
  text.split(/^---(?=[ \t\r]|$)/m).filter((one) => one.split("\n").some((line) => /^\s*[^\s#]/.test(line)));

/** By the path under which the API server has each object, as the provider calls them. */
function manifests(documents: readonly string[] | UnknownValue): Value {
  if (documents instanceof UnknownValue) return documents;
  const entries = documents.map((text) => [pathOf(text), text] as const);
  return entries.some(([path]) => path === undefined)
    ? new UnknownValue("not-read", "a document is not YAML as far as it is known")
    : dictionary(entries.map(([path, text]) => [path ?? "", text] as const));
}

function pathOf(text: string): string | undefined {
  const [object] = yamlDocuments(text) ?? [];
  if (object === undefined || !isDictionary(object)) return undefined;
  const { apiVersion, kind, metadata } = object;
  const { namespace = null, name = null } = metadata !== undefined && isDictionary(metadata) ? metadata : {};
  return [
    apiVersion === "v1" ? "/api" : "/apis",
    apiVersion,
    ...(namespace === null ? [] : ["namespaces", namespace]),
    `${String(kind).toLowerCase()}s`,
    name,
  ].join("/");
}

export const KUBECTL: Readonly<Record<string, Attributes>> = {
  kubectl_file_documents: {
    documents: ofContent,
    manifests: (subject) => manifests(ofContent(subject)),
  },
  kubectl_path_documents: {
    documents: ofPath,
    manifests: (subject) => manifests(ofPath(subject)),
  },
  kubectl_filename_list: { matches: filesOf },
};
