import { resolve } from "node:path";
import { partitionOf } from "../../aws";
import { UnknownValue } from "../../unknown/unknown-value";
import type { StateLocation } from "../lookup";
import { isList, LazyObject, toText, unknownIn, type Value, walkValue } from "../value";
import type { ResourceFacts } from "./resource-facts";

/** What a stack that keeps no backend configuration has. */
const DEFAULT_PATH = "terraform.tfstate";

/**
 * The settings that identify a state of a backend: names, and where such names are its own. A storage account's name is one
 * in each Azure environment, a bucket's one at each endpoint, one of OCI in each region.
 * @see https://developer.hashicorp.com/terraform/language/backend
 */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  local: [],
  s3: ["bucket", "key"],
  gcs: ["bucket", "prefix", "storage_custom_endpoint"],
  azurerm: ["storage_account_name", "container_name", "key", "environment", "metadata_host", "endpoint"],
  http: ["address"],
  consul: ["address", "datacenter", "path"],
  pg: ["conn_str", "schema_name", "table_name"],
  cos: ["bucket", "prefix", "key", "domain", "endpoint"],
  oss: ["bucket", "prefix", "key", "endpoint"],
  oci: ["namespace", "bucket", "key", "region"],
  kubernetes: [
    ...["host", "config_context", "config_context_cluster", "config_path", "config_paths", "in_cluster_config"],
    ...["namespace", "secret_suffix"],
  ],
};

/** What some of them are where they are not set. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  azurerm: { environment: "public" },
  pg: { schema_name: "terraform_remote_state" },
  cos: { key: "terraform.tfstate" },
  oss: { key: "terraform.tfstate", prefix: "env:" },
  kubernetes: { namespace: "default" },
};

/** Where a backend keeps the states of other workspaces than the default one, and the setting that moves them. */
const WORKSPACES: Readonly<Record<string, readonly [setting: string, unset: string]>> = {
  s3: ["workspace_key_prefix", "env:"],
  oci: ["workspace_key_prefix", "env:"],
  local: ["workspace_dir", "terraform.tfstate.d"],
};

/** Of workspaces that no host is given for. */
const HCP_TERRAFORM = "app.terraform.io";

/** The workspace that is selected, whichever that is: a stack's own state is read in it. */
const SELECTED = Symbol("terraform.workspace");

/** Where the state lies that a backend's configuration names; an unknown value where that is not known. Paths are relative to `directory`. */
export function stateLocation(
  type: string,
  config: (name: string) => Value,
  directory: string,
  workspace: Value | typeof SELECTED = SELECTED,
): StateLocation | UnknownValue {
  if (workspace instanceof UnknownValue) return workspace;
  // `cloud` is how newer stacks write the remote backend
  if (type === "cloud" || type === "remote") return workspaceLocation(config, workspace);
  const keys = Object.hasOwn(KEYS, type) ? KEYS[type] : undefined;
  if (keys === undefined)
    return new UnknownValue(
      "not-read",
      `which settings tell one state from another in the backend ${type} is not known`,
    );
  const parts: string[] = [];
  const setting = (value: Value): UnknownValue | undefined => {
    const unknown = unknownIn(value);
    if (unknown === undefined) parts.push(toText(value) ?? (value === null ? "" : JSON.stringify(value)));
    return unknown;
  };
  if (type === "local") {
    const path = config("path");
    if (path instanceof UnknownValue) return path;
    parts.push(resolve(directory, toText(path) || DEFAULT_PATH));
  }
  for (const name of keys) {
    const value = config(name) ?? DEFAULTS[type]?.[name] ?? null;
    const unknown = setting(name.startsWith("config_path") ? inDirectory(value, directory) : value);
    if (unknown) return unknown;
  }
  if (type === "s3") {
    // a bucket at another endpoint is another bucket: https://developer.hashicorp.com/terraform/language/backend/s3#custom-endpoints
    const endpoint = config("endpoint") ?? walkValue(config("endpoints"), ["s3"]);
    const unknown = setting(endpoint);
    if (unknown) return unknown;
  }
  const space = workspace === SELECTED ? undefined : (toText(workspace) ?? "default");
  const [prefixed, unset] = (space !== "default" && WORKSPACES[type]) || [];
  let workspaces: string | undefined;
  if (prefixed !== undefined) {
    const prefix = config(prefixed);
    if (prefix instanceof UnknownValue) return prefix;
    workspaces = toText(prefix) ?? unset;
    if (type === "local") workspaces = resolve(directory, workspaces ?? "");
  }
  if (space !== undefined && space !== "default")
    parts.push(workspaces === undefined ? space : `${workspaces}/${space}`);
  return {
    type,
    key: JSON.stringify(parts),
    ...(space === undefined && workspaces !== undefined ? { workspaces } : {}),
    ...(type === "s3" ? partitionAt(config("region")) : {}),
  };
}

/** Paths, as they are read in `directory`. */
function inDirectory(value: Value, directory: string): Value {
  if (isList(value)) return value.map((path) => inDirectory(path, directory));
  return typeof value === "string" && !value.startsWith("~") ? resolve(directory, value) : value;
}

/** Buckets of one name may be in several partitions: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function partitionAt(region: Value): Pick<StateLocation, "partition"> {
  const partition = typeof region === "string" ? partitionOf(region) : undefined;
  return partition === undefined ? {} : { partition };
}

/**
 * A workspace of HCP Terraform or Terraform Enterprise, by its name, or by a prefix and the name that is selected. Without
 * either it is chosen at init, by tags or a variable of the environment.
 * @see https://developer.hashicorp.com/terraform/language/backend/remote#workspaces
 */
function workspaceLocation(
  config: (name: string) => Value,
  selected: Value | typeof SELECTED,
): StateLocation | UnknownValue {
  const [hostname, organization, workspaces] = [config("hostname"), config("organization"), config("workspaces")];
  const [name, prefix] = ["name", "prefix"].map((key) => walkValue(workspaces, [key]));
  const named = name ?? prefix ?? null;
  const unknown = [hostname, organization, named].find((value) => value instanceof UnknownValue);
  if (unknown instanceof UnknownValue) return unknown;
  if (organization === null || named === null)
    return new UnknownValue("not-read", "the workspace of a state is not written in its backend");
  const space = selected === SELECTED ? undefined : (toText(selected) ?? "default");
  const chosen = space === undefined || (space === "default" && name !== null) ? [] : [`in ${space}`];
  const parts = [hostname ?? HCP_TERRAFORM, organization, named].map((value) => toText(value) ?? JSON.stringify(value));
  return { type: "remote", key: JSON.stringify([...parts, ...chosen]) };
}

/** Where the state lies that a terraform_remote_state reads. */
export const remoteLocation = (subject: ResourceFacts): StateLocation | UnknownValue =>
  stateLocation(
    toText(subject.set("backend")) ?? "",
    (attribute) => subject.set("config", attribute),
    subject.directory,
    workspaceRead(subject),
  );

/** A stack that reads the workspace in which it is itself reads the same one of each other stack, as all here are read. */
function workspaceRead(subject: ResourceFacts): Value | typeof SELECTED {
  const workspace = subject.set("workspace");
  const isOwn = workspace instanceof UnknownValue && workspace.origin === `${subject.stack}/terraform.workspace`;
  return isOwn ? SELECTED : workspace;
}

/** The outputs of another stack's state, each asked of the world when it is needed. */
export function remoteState(subject: ResourceFacts): Value {
  return new RemoteOutputs(subject);
}

class RemoteOutputs extends LazyObject {
  constructor(private readonly subject: ResourceFacts) {
    super(`the outputs of ${subject.address}`);
  }

  attribute([name, ...rest]: readonly (string | number)[]): Value {
    const { subject } = this;
    const origin = `${subject.stack}/${subject.address}.outputs.${name}`;
    const location = remoteLocation(subject);
    // what its place is made of is none of its outputs
    if (location instanceof UnknownValue) return location.as({ origin, isText: false }).part(rest);
    const [stack, other] = subject.lookup.statesAt(location);
    const place = `${toText(subject.set("backend")) ?? ""} at ${readableKey(location.key)}`;
    if (other)
      return new UnknownValue("not-read", `two stacks that were read have their state in ${place}`, {
        advice: "Give each a state of its own.",
        origin,
      }).part(rest);
    const value = stack?.output(String(name));
    if (value !== undefined)
      return value instanceof LazyObject ? value.attribute(rest) : rest.length === 0 ? value : walkValue(value, rest);
    // a state that was not read may have the output
    const defaults = stack ? subject.set("defaults", String(name)) : null;
    if (defaults !== null) return rest.length === 0 ? defaults : walkValue(defaults, rest);
    return new UnknownValue("not-read", `no stack that was read has the output ${name} with its state in ${place}`, {
      advice: "Add the stack to the command line, or correct the backend.",
      origin,
    }).part(rest);
  }
}

const readableKey = (key: string): string =>
  (JSON.parse(key) as readonly string[]).filter((part) => part !== "").join("/");
