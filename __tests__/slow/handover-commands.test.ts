import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { handoverOf } from "../../src/report/handover";
import { allow, type Json, PRIMARY, trust } from "../support/documents";

/** A command line of AWS that keeps four documents as files, and has no right to read what $DENIED names. */
const AWS = `#!/bin/sh
cd "$(dirname "$0")/account"
case $2 in
  get-caller-identity) echo 222222222222; exit ;;
  get-role|update-assume-role-policy) name=trust none=NoSuchEntity ;;
  *key-policy) name=key none=NotFoundException ;;
  *bucket-policy) name=bucket none=NoSuchBucketPolicy ;;
  *role-policy) name=inline none=NoSuchEntity ;;
  *) exit ;;
esac
failed() { echo "An error occurred ($1) when calling the $2 operation" >&2; exit 254; }
for word; do case $word in file://*) file="$OLDPWD/\${word#file://}" ;; esac; done
case $2 in
  get-*) [ "$name" != "\${DENIED:-}" ] || failed AccessDenied "$2"; [ -e $name ] || failed $none "$2"; cat $name ;;
  delete-*) rm $name ;;
  *) cp "$file" $name ;;
esac
`;
const document = (...Statement: Json[]): string => JSON.stringify({ Version: "2012-10-17", Statement });
const ASKED = {
  key: document(allow("kms:Decrypt", "*", { Principal: { AWS: PRIMARY } })),
  bucket: document(allow("s3:GetObject", "arn:aws:s3:::b/*", { Principal: { AWS: PRIMARY } })),
  inline: document(allow("s3:GetObject", "${aws_s3_bucket.b.arn}/*")),
  trust: document(trust({ AWS: PRIMARY })),
};
const OWNERS = document(allow("kms:*", "*", { Principal: { AWS: "222222222222" } }));

const { commands } = handoverOf({
  account: { key: "data", id: "222222222222", region: "us-east-1", partition: "aws" },
  modules: [
    {
      name: "data",
      root: {
        resource: {
          aws_kms_key_policy: { k: { key_id: "k", policy: ASKED.key } },
          aws_s3_bucket_policy: { b: { bucket: "b", policy: ASKED.bucket } },
          aws_iam_role: { reader: { name: "reader", assume_role_policy: ASKED.trust } },
          aws_iam_role_policy: { p: { name: "p", role: "reader", policy: ASKED.inline } },
        },
      },
      files: new Map(),
      before: [],
      after: [],
    },
  ],
  existing: new Set(["aws_iam_role.reader"]),
  uses: [],
}).steps[0] ?? { commands: { apply: "", verify: "", revoke: "" } };

describe("in an account that has policies of its own", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "handover-"));
    for (const name of ["account", "work", "elsewhere"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "aws"), AWS);
    chmodSync(join(folder, "aws"), 0o755);
    put("key", OWNERS);
    put("trust", OWNERS);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (name: string, text: string) => writeFileSync(join(folder, "account", name), text);
  const held = (name: string): Json => {
    const path = join(folder, "account", name);
    return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
  };
  const filled = (text: string): Json => JSON.parse(text.replace("${aws_s3_bucket.b.arn}", "arn:aws:s3:::b"));
  const shell = (script: string, { DENIED = "", at = "work" } = {}) =>
    spawnSync("sh", ["-c", script], {
      cwd: join(folder, at),
      encoding: "utf8",
      env: {
        PATH: `${folder}${delimiter}${process.env.PATH}`,
        DENIED,
        aws_s3_bucket_b_arn: "arn:aws:s3:::b",
      },
    });

  test.each([["key"], ["bucket"], ["inline"], ["trust"]])(
    "the commands replace no policy that they may not read: %s",
    (name) => {
      put(name, OWNERS);
      const { status, stderr } = shell(commands.apply, { DENIED: name });
      expect([status, stderr]).toEqual([expect.any(Number), expect.stringContaining("AccessDenied")]);
      expect(status).not.toBe(0);
      expect(held(name)).toEqual(JSON.parse(OWNERS));
    },
  );

  test("a second run keeps what was there before the first", () => {
    expect([shell(commands.apply).status, shell(commands.apply).status]).toEqual([0, 0]);
    for (const [name, text] of Object.entries(ASKED)) expect([name, held(name)]).toEqual([name, filled(text)]);
    const saved = (file: string) => readFileSync(join(folder, "work", file), "utf8");
    expect([saved("aws_kms_key_policy.k.before"), saved("reader.trust.before")]).toEqual([OWNERS, OWNERS]);
    expect([saved("aws_s3_bucket_policy.b.before"), saved("reader.p.before")]).toEqual(["", ""]);
  });
});
