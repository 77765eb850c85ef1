import type { Backend } from "../backend";
import { type Config, expanded, type StateValues } from "../config";
import type { Account } from "./account";

type Written = Config["defaults"]["backend"];

/** What the configuration says of an account's backends. */
export const writtenBackend = (config: Config, account: string): Written =>
  config.accounts[account]?.backend ?? config.defaults.backend;

/** Where the state of a stack of `account` is. */
export function backendOf(config: Config, { key, id, region }: Account, stack: string): Backend {
  const values: StateValues = { stack, account: key, accountId: id, region };
  const written = withTexts(writtenBackend(config, key), (text) => expanded(text, values));
  if (typeof written === "string") return { kind: written };
  const { s3, cloud, other } = written;
  if (s3) {
    const { assumeRole, ...rest } = s3;
    return { kind: "s3", ...rest, assumeRole: typeof assumeRole === "string" ? { arn: assumeRole } : assumeRole };
  }
  if (cloud) return { kind: "cloud", ...cloud };
  if (other) return { kind: "other", ...other };
  throw new Error("unchecked backend");
}

/** The same value with each text in it changed. */
function withTexts<T>(value: T, change: (text: string) => string): T {
  const changed = (one: unknown): unknown => {
    if (typeof one === "string") return change(one);
    if (Array.isArray(one)) return one.map(changed);
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, changed(inner)]));
  };
  return changed(value) as T;
}
