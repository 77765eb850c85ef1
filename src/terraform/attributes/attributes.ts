import { unknownText } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { isDictionary, textOrUnknown, type Value, walkValue } from "../value";
import { computed, isName } from "./computed";
import { savedProviderUrl } from "./provider-url";
import type { ResourceFacts } from "./resource-facts";

/** Nested blocks of the types that are read: a single one is a list of one. */
const BLOCKS: ReadonlySet<string> = new Set([
  ...[
    "inline_policy",
    "metadata",
    "spec",
    "template",
    "job_template",
    "container",
    "init_container",
    "statement",
    "principals",
    "not_principals",
  ],
  ...[
    "rule",
    "apply_server_side_encryption_by_default",
    "server_side_encryption_configuration",
    "identity",
    "oidc",
    "selector",
    "encryption",
    "server_side_encryption",
  ],
]);

/** Fields of Kubernetes objects that are maps, though blocks of other resources have their name. */
const isMap = (type: string, name: string): boolean =>
  type.startsWith("kubernetes_") && (name === "selector" || name === "template") && /service|manifest/.test(type);

export type Path = readonly (string | number)[];

/** The value at `path` of a resource: what is set, else what the provider computes; null where neither is. @throws InputError */
export function attributeOf(subject: ResourceFacts, path: Path): Value {
  const [name, ...rest] = path;
  if (typeof name !== "string") return null;
  const set = subject.set(...path);
  if (rest.length === 0 && set instanceof UnknownValue && isName(subject.type, name))
    return textOrUnknown(set, `${subject.stack}/${subject.address}.${name}`) ?? null;
  // a plan may leave open what its provider's configuration sets
  if (set instanceof UnknownValue && path.length === 1 && name === "tags_all") return computed(subject, name) ?? set;
  if (set !== null) return listOfBlocks(subject.type, path, set);
  if (name === "metadata" && subject.type.startsWith("kubernetes_")) return metadata(subject, rest);
  if (rest.length > 0 && subject.set(name) !== null) return null;
  const value = computed(subject, name);
  return value === undefined ? null : walkValue(value, rest);
}

function listOfBlocks(type: string, path: Path, value: Value): Value {
  const name = path.at(-1);
  return isDictionary(value) && typeof name === "string" && BLOCKS.has(name) && !isMap(type, name) ? [value] : value;
}

/** A Kubernetes object's name, where the API server chooses its end. */
function metadata(subject: ResourceFacts, path: Path): Value {
  const [index, name, ...rest] = path;
  if (index !== 0 || name !== "name" || rest.length > 0) return null;
  const prefix = subject.set("metadata", 0, "generate_name");
  return prefix === null
    ? null
    : (textOrUnknown(prefix, `${subject.address}.generate_name`) ?? "") +
        unknownText(`${subject.stack}/${subject.address}.metadata[0].name`);
}

/** Attributes that are not computed: not set, they are null. */
const OPTIONAL: ReadonlySet<string> = new Set([
  "permissions_boundary",
  "description",
  "tags",
  "target_role_arn",
  "policy_id",
]);

/** The value that a reference to `path` of a resource gives: what is not set is known after apply. @throws InputError */
export function referenceTo(subject: ResourceFacts, path: Path): Value {
  const value = attributeOf(subject, path);
  const [name, ...rest] = path;
  if (value !== null && subject.type === "aws_iam_openid_connect_provider" && name === "url")
    return savedProviderUrl(subject, value);
  if (value !== null) return value;
  if (rest.length === 0 && OPTIONAL.has(String(name))) return null;
  if (subject.type.startsWith("kubernetes_") && rest.at(-1) === "namespace") return "default";
  const label = path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
  const origin = `${subject.stack}/${subject.address}.${label}`;
  if (subject.mode === "data")
    return new UnknownValue("after-apply", `${subject.address}.${label} is read by apply`, {
      advice: "Prove the state or the plan.",
      origin,
      // an ARN is a text in every schema of the provider
      isText: /(^|_)arn$/.test(String(path.at(-1))),
    });
  if (subject.type === "terraform_data" || subject.type === "null_resource")
    return new UnknownValue("not-read", `${subject.address}.${label} is not read`, {
      advice: "Prove the state or the plan.",
      origin,
    });
  return unknownText(origin);
}
