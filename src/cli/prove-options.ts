import { InvalidArgumentError } from "commander";
import { partitionOf } from "../aws";
import type { GivenManifests } from "../terraform";

/** The verdicts that --fail-on takes. */
export const FAIL_ON = ["refuted", "unknown", "conditional"] as const;
export type FailOn = (typeof FAIL_ON)[number];

// Parsers of prove's option values; for a repeatable option each gets the result of the one before.

type Values = ReadonlyMap<string, string>;
type Files = ReadonlyMap<string, readonly string[]>;

export const parseAccount = (text: string, earlier?: Values): Values =>
  added(text, earlier, "STACK[.ALIAS]=ID", text.lastIndexOf("="), (id) =>
    /^\d{12}$/.test(id) ? undefined : `found "${id}", expected the 12 digits of an account`,
  );

export const parseRegion = (text: string, earlier?: Values): Values =>
  added(text, earlier, "STACK[.ALIAS]=REGION", text.lastIndexOf("="), (name) =>
    partitionOf(name) ? undefined : `found "${name}", expected a region such as us-east-1`,
  );

export const parseVariable = (text: string, earlier?: Values): Values =>
  added(text, earlier, "STACK.NAME=VALUE", text.indexOf("="), () =>
    /.\.[\p{L}_][\p{L}\p{N}_-]*=/u.test(text) ? undefined : `found "${text}", expected STACK.NAME=VALUE`,
  );

export function parseVariableFile(text: string, earlier: Files = new Map()): Files {
  const equals = text.indexOf("=");
  const [stack, file] = [text.slice(0, Math.max(0, equals)), text.slice(equals + 1)];
  if (stack === "" || file === "") throw new InvalidArgumentError(`found "${text}", expected STACK=FILE`);
  return new Map([...earlier, [stack, [...(earlier.get(stack) ?? []), file]]]);
}

export function parseManifests(text: string, earlier: readonly GivenManifests[] = []): readonly GivenManifests[] {
  const equals = text.indexOf("=");
  const [cluster, path] = [text.slice(0, Math.max(0, equals)), text.slice(equals + 1)];
  if (cluster === "" || path === "") throw new InvalidArgumentError(`found "${text}", expected CLUSTER=PATH`);
  if (path === "-" && earlier.some((one) => one.path === "-"))
    throw new InvalidArgumentError("found - twice, expected one cluster's objects on standard input");
  return [...earlier, { cluster, path }];
}

/** `earlier` and one more `KEY=VALUE`, cut at `equals`. */
function added(
  text: string,
  earlier: Values = new Map(),
  form: string,
  equals: number,
  complaint: (value: string) => string | undefined,
): Values {
  const [key, value] = [text.slice(0, Math.max(0, equals)), text.slice(equals + 1)];
  if (key === "" || /^\.|\.$/.test(key)) throw new InvalidArgumentError(`found "${text}", expected ${form}`);
  const wrong = complaint(value);
  if (wrong) throw new InvalidArgumentError(wrong);
  const other = earlier.get(key);
  if (other !== undefined && other !== value)
    throw new InvalidArgumentError(`found ${value} for ${key}, which is already ${other}`);
  return new Map([...earlier, [key, value]]);
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
export function parseOrganisation(id: string, earlier?: string): string {
  if (!/^o-[a-z0-9]{10,32}$/.test(id))
    throw new InvalidArgumentError(`found "${id}", expected an organisation's id such as o-a1b2c3d4e5`);
  return parseSingle(id, earlier);
}

export function parseSingle(value: string, earlier?: string): string {
  if (earlier !== undefined && earlier !== value)
    throw new InvalidArgumentError(`found ${earlier} and ${value}, expected one value`);
  return nonEmpty(value);
}

export function parseFiles(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, nonEmpty(value)];
}

function nonEmpty(value: string): string {
  if (value === "") throw new InvalidArgumentError("found nothing, expected a value");
  return value;
}
