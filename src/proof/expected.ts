import { lazy } from "../collections/lazy";
import { InputError } from "../terraform/source-location";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { Expectation } from "./proof";
import type { ProofContext } from "./proof-context";

/** An expectation with the ARN that it is about. */
export interface Expected extends Expectation {
  readonly arn: string | UnknownValue;
}

/** @throws InputError for a stack or an address that the world does not have */
export function expectedOf(
  proof: ProofContext,
  expectations: readonly Expectation[],
  file: string,
): readonly Expected[] {
  const byStack = new Map(
    proof.world.stacks.map((stack) => [stack.name, lazy(() => firstByAddress(stack.resources))] as const),
  );
  return expectations.map((expectation) => {
    const { on, line } = expectation;
    if (on.startsWith("arn:") || on === "*") return { ...expectation, arn: on };
    // a stack that is told apart by its path has slashes in its name
    const stackName = [...byStack.keys()]
      .filter((name) => on.startsWith(`${name}/`))
      .reduce((longest, name) => (name.length > longest.length ? name : longest), "");
    const rest = on.slice(stackName.length + 1);
    const stack = byStack.get(stackName);
    if (!stack)
      throw new InputError(
        `"on" is "${on}"; expected an ARN, or STACK/ADDRESS with one of the stacks ${[...byStack.keys()].join(", ")}`,
        { file, line },
      );
    const { address, key } = splitAddress(rest);
    const resource = stack().get(address);
    if (!resource)
      throw new InputError(`"on" is "${on}"; stack ${stackName} has no ${address || "address"}`, { file, line });
    return { ...expectation, arn: arnOf(resource, key) };
  });
}

function firstByAddress(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  const known = new Map<string, Resource>();
  for (const one of resources) if (one.indefinite === undefined && !known.has(one.address)) known.set(one.address, one);
  return known;
}

/** An address ends at the first `/` outside brackets and quotes. */
function splitAddress(text: string): { readonly address: string; readonly key: string | undefined } {
  let quoted = false;
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (c === '"' && text[i - 1] !== "\\") quoted = !quoted;
    else if (!quoted && c === "[") depth += 1;
    else if (!quoted && c === "]") depth -= 1;
    else if (!quoted && depth === 0 && c === "/") return { address: text.slice(0, i), key: text.slice(i + 1) };
  }
  return { address: text, key: undefined };
}

function arnOf(resource: Resource, key: string | undefined): string | UnknownValue {
  const arn = resource.get("arn");
  if (typeof arn !== "string")
    return arn instanceof UnknownValue ? arn : new UnknownValue("not-read", `${resource.address} has no known ARN`);
  return key === undefined ? arn : `${arn}/${key}`;
}
