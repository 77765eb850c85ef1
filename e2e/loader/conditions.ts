import { isDeepStrictEqual } from "node:util";
import type { Resource, Value } from "../../src/terraform";
import { PlanRefused } from "./errors";

/** What conditions of a data source may read. */
export interface Asked {
  /** The value of `self.<path>`; undefined where there is none. */
  self(path: string): string | undefined;
  /** Whether the file that a precondition names is there. */
  file(): boolean;
}

const SELF_EQUALS = /^\$\{self\.([\w.[\]-]+) == "([^"]*)"\}$/;
const CAN_SELF = /^\$\{can\(self\.([\w.[\]-]+)\)\}$/;
/** With what the world's own reading of `local` gives for the policy. */
const POLICY_EQUALS = /^\$\{jsondecode\(self\.policy\) == local\.[\w-]+\}$/;
const FILE_EXISTS = /^\$\{fileexists\(".*"\)\}$/s;

const decoded = (text: unknown): unknown => JSON.parse(String(text));

/** Checks one kind of condition, in the forms that this project writes. @throws PlanRefused as Terraform words it; Error for another form */
export function check(resource: Resource, when: "precondition" | "postcondition", asked: Asked): void {
  for (const { condition, message } of conditionsOf(resource, when)) {
    if (holds(condition, asked, resource)) continue;
    throw new PlanRefused(`Resource ${when} failed`, message);
  }
}

function conditionsOf(resource: Resource, when: string): readonly { condition: string; message: string }[] {
  const conditions = [resource.get("lifecycle", 0, when)].flat() as readonly Value[];
  return conditions.flatMap((one) => {
    if (typeof one !== "object" || one === null || !("condition" in one) || !("error_message" in one)) return [];
    return [{ condition: String(one.condition), message: String(one.error_message) }];
  });
}

function holds(condition: string, asked: Asked, resource: Resource): boolean {
  const { stack, address } = resource;
  const [, path, value] = SELF_EQUALS.exec(condition) ?? [];
  if (path !== undefined) return asked.self(path) === value;
  const [, maybe] = CAN_SELF.exec(condition) ?? [];
  if (maybe !== undefined) return asked.self(maybe) !== undefined;
  if (POLICY_EQUALS.test(condition))
    return isDeepStrictEqual(decoded(asked.self("policy")), decoded(resource.get("policy")));
  if (FILE_EXISTS.test(condition)) return asked.file();
  throw new Error(`found the condition ${condition} of ${stack}/${address}, which the loader cannot check`);
}
