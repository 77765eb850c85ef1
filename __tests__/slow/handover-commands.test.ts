import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { handoverOf } from "../../src/report/handover";
import type { RootModule } from "../../src/report/review";
import { allow, type Json, PRIMARY, trust } from "../support/documents";

/** A command line of AWS that keeps four documents as files, and has no right to read what $DENIED names. */
const AWS = `#!/bin/sh
cd "$(dirname "$0")/account"
case $2 in
  get-caller-identity) echo 222222222222; exit ;;
  get-role) case "$*" in *PermissionsBoundary*) echo None; exit ;; esac; name=trust none=NoSuchEntity ;;
  update-assume-role-policy) name=trust none=NoSuchEntity ;;
  *key-policy) name=key none=NotFoundException ;;
  *bucket-policy) name=bucket none=NoSuchBucketPolicy ;;
  *role-policy) name=inline none=NoSuchEntity ;;
  list-role-policies) [ ! -e inline ] || echo p; exit ;;
  get-bucket-policy-status) echo False; exit ;;
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

/** The hand-over of one root module with these resources. */
const handoverWith = (resource: RootModule["resource"], existing: readonly string[]) =>
  handoverOf({
    account: { key: "data", id: "222222222222", region: "us-east-1", partition: "aws" },
    modules: [{ name: "data", root: { resource }, files: new Map(), before: [], after: [] }],
    existing: new Set(existing),
    uses: [],
  });

const { digest, steps } = handoverWith(
  {
    aws_kms_key_policy: { k: { key_id: "k", policy: ASKED.key } },
    aws_s3_bucket_policy: { b: { bucket: "b", policy: ASKED.bucket } },
    aws_iam_role: { reader: { name: "reader", assume_role_policy: ASKED.trust } },
    aws_iam_role_policy: { p: { name: "p", role: "reader", policy: ASKED.inline } },
  },
  ["aws_iam_role.reader"],
);
const { commands } = steps[0] ?? { commands: { apply: "", verify: "", revoke: "" } };

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

  test("revoke puts back what was there, and takes away what has taken the place of nothing", () => {
    for (const _ of ["", "again"]) {
      shell(commands.apply);
      const { status, stderr } = shell(commands.revoke);
      expect([status, stderr]).toEqual([0, ""]);
      expect([held("key"), held("trust"), held("bucket"), held("inline")]).toEqual([
        JSON.parse(OWNERS),
        JSON.parse(OWNERS),
        {},
        {},
      ]);
    }
  });

  test.each([
    ["the owner has changed it since", () => put("key", document(allow("kms:Sign", "*"))), "not what was asked for"],
    [
      "nothing says what was there",
      () => rmSync(join(folder, "work/aws_kms_key_policy.k.before")),
      "not in this folder",
    ],
  ])("revoke leaves a policy as it is, and fails, where %s", (_, change, message) => {
    shell(commands.apply);
    change();
    const left = held("key");
    const { status, stderr } = shell(commands.revoke);
    expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
    expect([held("key"), held("trust")]).toEqual([left, JSON.parse(OWNERS)]);
  });

  test("verify runs in any folder, and its status says whether all is as asked", () => {
    expect(shell(commands.verify, { at: "elsewhere" }).status).toBe(1);
    shell(commands.apply);
    // as AWS gives it back: a list of one for what is in it, the keys in another order
    put("bucket", JSON.stringify({ Statement: JSON.parse(ASKED.bucket).Statement[0], Version: "2012-10-17" }));
    const { status, stdout } = shell(commands.verify, { at: "elsewhere" });
    expect([status, stdout.match(/: as asked$/gm)?.length]).toEqual([0, 8]);
    put("key", OWNERS);
    const changed = shell(commands.verify, { at: "elsewhere" });
    expect([changed.status, changed.stdout]).toEqual([1, expect.stringContaining("k.policy.json: NOT AS ASKED")]);
  });

  test("the folder of documents has the digest, although the commands have filled one in", () => {
    shell(commands.apply);
    const { stdout } = shell("cd documents; sha256sum *.json | LC_ALL=C sort -k 2 | sha256sum");
    expect(`sha256:${stdout.slice(0, 64)}`).toBe(digest);
    expect(held("inline")).toEqual(filled(ASKED.inline));
  });
});

describe("in an account where a part is not there, since the commands or their revocation broke off", () => {
  /** Each command is kept; what would take something away finds nothing, or $DENIED. */
  const GONE = `#!/bin/sh
cd "$(dirname "$0")"
case $2 in get-caller-identity) echo 222222222222; exit ;; list-pod-identity-associations) echo None; exit ;; esac
echo "$2" >> taken
case $2 in "\${DENIED:-}") code=AccessDenied ;; *) code=NoSuchEntity ;; esac
echo "An error occurred ($code) when calling the $2 operation" >&2
exit 254
`;
  const { revoke } = handoverWith(
    {
      aws_iam_role: { reader: { name: "reader", assume_role_policy: ASKED.trust } },
      aws_iam_role_policy: { i: { name: "i", role: "reader", policy: ASKED.bucket } },
      aws_iam_policy: { p: { name: "p", policy: ASKED.bucket } },
      aws_iam_role_policy_attachment: {
        a: { role: "${aws_iam_role.reader.name}", policy_arn: "${aws_iam_policy.p.arn}" },
      },
      aws_eks_pod_identity_association: {
        e: { cluster_name: "c", namespace: "n", service_account: "s", role_arn: PRIMARY },
      },
    },
    [],
  );

  test.each([
    ["nothing is there", "", 0, ["delete-policy", "delete-role", "delete-role-policy", "detach-role-policy"]],
    ["something may not be taken away, at which it stops", "delete-role", 1, expect.arrayContaining(["delete-role"])],
  ])("revoke takes away the rest where %s", (_, DENIED, code, taken) => {
    const folder = mkdtempSync(join(tmpdir(), "handover-"));
    writeFileSync(join(folder, "aws"), GONE, { mode: 0o755 });
    const env = { PATH: `${folder}${delimiter}${process.env.PATH}`, DENIED };
    const { status, stderr } = spawnSync("sh", ["-c", revoke], { cwd: folder, encoding: "utf8", env });
    expect([status, stderr]).toEqual([code, DENIED === "" ? "" : expect.stringContaining("AccessDenied")]);
    expect(readFileSync(join(folder, "taken"), "utf8").trim().split("\n").sort()).toEqual(taken);
    rmSync(folder, { recursive: true });
  });
});
