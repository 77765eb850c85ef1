import { UnknownValue } from "../unknown/unknown-value";
import { isRaw, listed, own, type Raw } from "./source/block";
import { InputError } from "./source-location";
import type { Value } from "./value";

/** What Terraform runs once it has made a resource. */
export interface Provisioner {
  /** What the command is given to, in place of a shell. */
  readonly interpreter: Value;
  readonly command: Value;
  readonly inline: Value;
  readonly environment: Value;
}

/**
 * The commands of `provisioner` blocks as a file has them, but for those that run when the resource is destroyed.
 * @see https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax
 */
export function provisionersIn(raw: unknown, read: (raw: unknown) => Value): readonly Provisioner[] {
  return listed(raw).flatMap((one) =>
    isRaw(one)
      ? Object.entries(one).flatMap(([kind, bodies]) =>
          isCommand(kind) ? listed(bodies).flatMap((body) => (isRaw(body) ? (commandIn(body, read) ?? []) : [])) : [],
        )
      : [],
  );
}

/** Whether a provisioner of this type runs commands. */
export const isCommand = (type: unknown): boolean => type === "local-exec" || type === "remote-exec";

/** undefined for what runs when the resource is destroyed. */
export function commandIn(body: Raw, read: (raw: unknown) => Value): Provisioner | undefined {
  const when = own(body, "when");
  if (typeof when === "string" && /^(\$\{)?destroy\}?$/.test(when)) return undefined;
  const at = (name: string): Value => (own(body, name) === undefined ? null : attempted(() => read(own(body, name))));
  return {
    interpreter: at("interpreter"),
    command: at("command"),
    inline: at("inline"),
    environment: at("environment"),
  };
}

function attempted(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return new UnknownValue("not-read", "it could not be read");
    throw error;
  }
}
