import { type Body, knownText, refuse } from "./arguments";

/** Loaded by need, as few stacks hash anything. */
const createHash = (algorithm: string) => process.getBuiltinModule("node:crypto").createHash(algorithm);

/** The functions that hash a string's bytes; those of `file…` do so with a file's. */
export const ALGORITHMS = ["md5", "sha1", "sha256", "sha512"] as const;

export const digest = (algorithm: string, content: string | Buffer, form: "hex" | "base64"): string =>
  createHash(algorithm).update(content).digest(form);

/** @see https://developer.hashicorp.com/terraform/language/functions#hash-and-crypto-functions */
export const HASHES: Readonly<Record<string, Body>> = {
  ...Object.fromEntries(
    ALGORITHMS.map((name): [string, Body] => [name, ([value]) => digest(name, knownText(value), "hex")]),
  ),
  base64sha256: ([value]) => digest("sha256", knownText(value), "base64"),
  base64sha512: ([value]) => digest("sha512", knownText(value), "base64"),
  uuidv5: ([namespace, name]) => uuidv5(knownText(namespace), knownText(name)),
};

/** @see https://www.rfc-editor.org/rfc/rfc4122#appendix-C */
const NAMESPACES: Readonly<Record<string, string>> = {
  dns: "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  url: "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
  oid: "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
  x500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
};

function uuidv5(namespace: string, name: string): string {
  const space = (Object.hasOwn(NAMESPACES, namespace) ? NAMESPACES[namespace] : undefined) ?? namespace;
  if (!/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(space)) refuse("uuidv5 is given no namespace");
  const bytes = createHash("sha1")
    .update(Buffer.from(space.replaceAll("-", ""), "hex"))
    .update(name)
    .digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
