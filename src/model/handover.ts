import { type Backend, isReadable } from "../backend";
import type { Account } from "./account";
import { terraformReference } from "./address";

/** How a value known only after apply is passed to a stack. */
export type Handover =
  | {
      readonly kind: "variable";
      readonly variable: string;
      readonly from: string;
      /** What the value is: `Name of the bucket`. */
      readonly what: string;
    }
  | {
      readonly kind: "remote-state";
      readonly address: string;
      readonly from: string;
      /** Where that stack's state is. */
      readonly backend: Backend;
      readonly outputs: readonly string[];
    };

/** The handover of the output `output` of an account's stack, whose state is in `backend`: a variable where that cannot be read. */
export const handoverOf = (
  kind: Handover["kind"],
  { key }: Account,
  backend: Backend,
  output: string,
  what: string,
): Handover =>
  kind === "remote-state" && isReadable(backend)
    ? { kind, address: key, from: key, backend, outputs: [output] }
    : { kind: "variable", variable: output, from: key, what };

/** The value that was handed over, in the stack that it was handed to. */
export const handedOver = (handover: Handover, output: string): string =>
  handover.kind === "variable"
    ? terraformReference("var", handover.variable)
    : terraformReference("data.terraform_remote_state", handover.address, "outputs", output);
