import { type CloudBackend, cloudSettings, cloudState, HCP_TERRAFORM } from "./cloud";
import { type LocalBackend, localSettings, localState } from "./local";
import type { NoBackend } from "./none";
import { type OtherBackend, otherSettings } from "./other";
import { type S3Backend, s3Settings, s3State } from "./s3";
import type { RemoteState, Setting, Settings } from "./settings";

export { isSame, type Migration, migrationSteps, worksOn } from "./migration";
export { placeOf, typesInHcl, type WrittenBackend, writtenBackend } from "./written";
export type { CloudBackend, LocalBackend, NoBackend, OtherBackend, RemoteState, S3Backend, Setting, Settings };

/** Where the state of a stack is. */
export type Backend = LocalBackend | S3Backend | CloudBackend | OtherBackend | NoBackend;

/** What a stack's `terraform` block has for its backend; `path` is that of its state file, were it local. */
export function terraformSettings(backend: Backend, path: string): Settings {
  switch (backend.kind) {
    case "local":
      return localSettings(path);
    case "s3":
      return s3Settings(backend);
    case "cloud":
      return cloudSettings(backend);
    case "other":
      return otherSettings(backend);
    case "none":
      return {};
  }
}

/**
 * How a stack whose own state is in `reader` reads the outputs of one whose state is in `backend`; undefined where it can
 * not, and a variable hands them over. `path` is that of the state file, were it local.
 */
export function remoteState(backend: Backend, reader: Backend, path: string): RemoteState | undefined {
  switch (backend.kind) {
    case "local":
      return localState(path);
    case "s3":
      return s3State(backend, reader.kind === "s3" ? reader : {});
    case "cloud":
      return cloudState(backend);
    case "other":
    case "none":
      return undefined;
  }
}

/** What identifies a state among all; undefined where it is not known here, or no other stack's can be the same. */
export function stateId(backend: Backend): string | undefined {
  switch (backend.kind) {
    case "s3":
      return `s3://${backend.bucket}/${backend.key}`;
    case "cloud":
      return [backend.hostname ?? HCP_TERRAFORM, backend.organization, backend.workspace].join("/");
    case "other":
      return Object.keys(backend.settings).length === 0
        ? undefined
        : `${backend.type} ${JSON.stringify(backend.settings)}`;
    case "local":
    case "none":
      return undefined;
  }
}

/** Whether another stack can read the outputs of one whose state is in a backend of this kind. */
export const isReadable = ({ kind }: Backend): boolean => kind !== "other" && kind !== "none";
