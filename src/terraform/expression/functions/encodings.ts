import { UnknownValue } from "../../../unknown/unknown-value";
import type { Value } from "../../value";
import { type Body, Failure, known, knownText, notRead, refuse } from "./arguments";
import { csvdecode } from "./csvdecode";
import { jsonencode } from "./jsonencode";
import { yamldecode } from "./yamldecode";
import { yamlencode } from "./yamlencode";

/** Functions that write values as texts and read them. @see https://developer.hashicorp.com/terraform/language/functions#encoding-functions */
export const ENCODINGS: Readonly<Record<string, Body>> = {
  base64decode: ([value]) => utf8(bytesOf(knownText(value))),
  base64encode: ([value]) => Buffer.from(knownText(value)).toString("base64"),
  csvdecode: ([value]) => csvdecode(knownText(value)),
  jsondecode: ([value]) => jsondecode(knownText(value)),
  jsonencode: ([value = null]) => {
    const written = jsonencode(value);
    if (written instanceof UnknownValue) throw new Failure(written);
    return written;
  },
  textdecodebase64: ([value, encoding]) => decoded(bytesOf(knownText(value)), knownText(encoding)),
  textencodebase64: ([value, encoding]) => encoded(knownText(value), knownText(encoding)).toString("base64"),
  urlencode: ([value]) =>
    encodeURIComponent(wellFormed(knownText(value)))
      .replaceAll("%20", "+")
      .replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
  yamldecode: ([value]) => yamldecode(knownText(value)),
  yamlencode: ([value]) => yamlencode(known(value)),
};

const wellFormed = (value: string): string => value.replaceAll(/[\ud800-\udfff]/gu, "\ufffd");

function bytesOf(encoded: string): Buffer {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded.replaceAll(/[\r\n]/g, "")))
    refuse("a function is given what is not base64");
  return Buffer.from(encoded, "base64");
}

/** @throws Failure for bytes that are not UTF-8 */
export function utf8(bytes: Buffer): string {
  const read = bytes.toString("utf8");
  return Buffer.from(read).equals(bytes) ? read : refuse("what a function decodes is not UTF-8 text");
}

function jsondecode(value: string): Value {
  try {
    return JSON.parse(value) as Value;
  } catch {
    return refuse("jsondecode is given what is not JSON");
  }
}

/** Names of the encodings that Node writes, in the form in which they are compared. */
const WRITTEN: Readonly<Record<string, (value: string) => Buffer>> = {
  "utf-8": (value) => Buffer.from(value),
  "utf-16le": (value) => Buffer.from(value, "utf16le"),
  "utf-16be": (value) => Buffer.from(value, "utf16le").swap16(),
  "us-ascii": (value) => narrow(value, 0x7f),
  "iso-8859-1": (value) => narrow(value, 0xff),
};

function narrow(value: string, most: number): Buffer {
  if ([...value].some((one) => (one.codePointAt(0) ?? 0) > most)) refuse("a character has no place in the encoding");
  return Buffer.from(value, "latin1");
}

/** @see https://developer.hashicorp.com/terraform/language/functions/textencodebase64 */
function encoded(value: string, encoding: string): Buffer {
  const name = encoding.toLowerCase();
  const write = Object.hasOwn(WRITTEN, name) ? WRITTEN[name] : undefined;
  return write ? write(value) : notRead(`the encoding ${encoding} is not read`, true);
}

function decoded(bytes: Buffer, encoding: string): string {
  const name = encoding.toLowerCase();
  if (name === "iso-8859-1") return bytes.toString("latin1");
  try {
    return new TextDecoder(name, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    return error instanceof RangeError
      ? notRead(`the encoding ${encoding} is not read`, true)
      : refuse(`what textdecodebase64 is given is not ${encoding}`);
  }
}
