import { brotliDecompressSync } from "node:zlib";
import { carried } from "./carried";

interface Carried {
  /** `2026-09-30` */
  readonly date: string;
  readonly compressed: Buffer;
  /** A line for each policy: path and name, a tab, the document. Decompressed when one is first asked for. */
  text?: string;
}

let file: Carried | undefined;

function fileOf(): Carried {
  if (file) return file;
  const bytes = carried("managed-policies.bin");
  const end = bytes.indexOf("\n");
  file = { date: bytes.toString("utf8", 0, end), compressed: bytes.subarray(end + 1) };
  return file;
}

/** The day up to which the texts of the policies that AWS manages are carried. */
export const policiesOfAwsDate = (): string => fileOf().date;

const OF_AWS = /^arn:([^:]*):iam::aws:policy\/(.+)$/;

/** Whether `arn` is that of a policy that AWS manages, carried or not. */
export const isPolicyOfAws = (arn: string): boolean => OF_AWS.test(arn);

function textOf(): string {
  const whole = fileOf();
  whole.text ??= brotliDecompressSync(whole.compressed).toString();
  return whole.text;
}

/** The ARN, in partition `aws`, of the policy called `name` that AWS manages; undefined where what is carried has none. */
export function arnOfPolicyOfAws(name: string): string | undefined {
  if (!/^[\w+=,.@-]+$/.test(name)) return undefined;
  const [, path] = new RegExp(`(?:^|\\n)((?:[\\w-]+/)*${name.replaceAll(/[+.]/g, "\\$&")})\\t`).exec(textOf()) ?? [];
  return path === undefined ? undefined : `arn:aws:iam::aws:policy/${path}`;
}

/**
 * The document of the policy `arn` that AWS manages, as of `policiesOfAwsDate`; undefined where what is carried has none:
 * it has those of partition `aws` only.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function policyOfAws(arn: string): string | undefined {
  const [, partition, name] = OF_AWS.exec(arn) ?? [];
  if (partition !== "aws" || name === undefined) return undefined;
  const text = textOf();
  const start = text.indexOf(`\n${name}\t`);
  if (start < 0) return undefined;
  const from = start + name.length + 2;
  return text.slice(from, text.indexOf("\n", from));
}
