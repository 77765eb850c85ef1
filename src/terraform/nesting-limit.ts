import { InputError } from "./source-location";

type Where = { readonly file: string; readonly line?: number };

/** Reading recurses; a stack overflow in it is the input's fault. */
export const tooDeep = (location: Where): InputError =>
  new InputError("found Terraform nested too deeply to be read, expected less", location);

/** What `read` returns. @throws InputError instead of a stack overflow */
export function withStackLimit<T>(location: () => Where, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(location());
    throw error;
  }
}
