import { InputError } from "../place";

/** What `read` returns; a stack overflow in it is the input's fault. @throws InputError */
export function guarded<T>(
  place: () => { readonly file: string; readonly line?: number } | undefined,
  read: () => T,
): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError("found Terraform nested too deeply to be read, expected less", place());
  }
}
