/** An address without the keys of instances. */
export const withoutKeys = (address: string): string =>
  address.includes("[") ? address.replaceAll(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, "") : address;

/** Addresses, distinguished as in Terraform's graph: without the keys of instances. */
export class Addresses extends Set<string> {
  override has(address: string): boolean {
    return super.has(withoutKeys(address));
  }
}

/** What `direct` leads to from `start`, one step after another. */
export function reachedFrom(start: string, direct: (address: string) => Iterable<string>): ReadonlySet<string> {
  const reached = new Addresses();
  const open = [...direct(start)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...direct(next));
  }
  return reached;
}

/** The address of what is called `name` in the module at `address`. */
export const join = (address: string, name: string): string => (address === "" ? name : `${address}.${name}`);
