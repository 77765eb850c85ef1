import type { Path } from "../../rules";
import type { Draft, DraftWorkload } from "../draft";

type Setting = "confine" | "sessionTags" | "verify" | "verifyImage";

/** A setting of a workload and its path: in the workload, in the defaults, or the fallback. */
export function settingOf<T>(
  config: Draft,
  key: string,
  workload: DraftWorkload,
  name: Setting,
  fallback: T,
): { value: T; path: Path } {
  if (workload[name] !== undefined) return { value: workload[name] as T, path: ["workloads", key, name] };
  if (config.defaults?.[name] !== undefined) return { value: config.defaults[name] as T, path: ["defaults", name] };
  return { value: fallback, path: ["workloads", key] };
}
