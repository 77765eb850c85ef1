import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cli } from "../support/cli";
import { A, CLUSTER_ARN, PRIMARY, trust } from "../support/documents";
import { podWorld } from "../support/world";

let folder: string;
const before = process.cwd();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prove-text-"));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** Writes files, objects as JSON, and proves the folders they are in. */
async function textOf(files: Readonly<Record<string, unknown>>, ...options: readonly string[]): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  }
  return (await cli(process.cwd(), ["prove", ".", ...options])).out;
}

const inFiles = (world: ReturnType<typeof podWorld>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(world).map(([stack, json]) => [`${stack}/main.tf.json`, json]));

const tagged = (namespace: string) => ({
  StringEquals: {
    "aws:RequestTag/eks-cluster-arn": CLUSTER_ARN,
    "aws:RequestTag/kubernetes-namespace": namespace,
    "aws:RequestTag/kubernetes-service-account": "sa",
  },
});

test("every fault of a hop is named: the wrong account, the wrong namespace and the missing action, each once", async () => {
  const wrong = trust({ AWS: PRIMARY.replace(A, "111111111112") }, tagged("nz"), { Action: "sts:AssumeRole" });
  const out = await textOf(inFiles(podWorld({ targetTrust: wrong })));
  expect(out).toContain("  ✔ association  ✔ primary-trust  ✔ primary-permission  ✘ target-trust  · 2 grants\n");
  expect(out).toContain("111111111112 differs by one digit from account-a (111111111111)\n");
  expect(out).toContain('aws:RequestTag/kubernetes-namespace "nz", but the request has "ns"');
  expect(out).toContain("it allows sts:AssumeRole, not sts:TagSession");
  expect(out.split("111111111112 differs").length).toBe(2);
  expect(out.split('"nz", but').length).toBe(2);
});

test("a value that is nearly right is told from what has the right one", async () => {
  const out = await textOf(
    inFiles(
      podWorld({
        association: { namespace: "analytics" },
        targetTrust: trust({ AWS: PRIMARY }, tagged("analytic")),
      }),
    ),
  );
  expect(out).toContain('    "analytic": the association has "analytics"\n');
});

test("of JSON within JSON the part of the long line is quoted that is wrong, with a mark under the value alone", async () => {
  const out = await textOf(inFiles(podWorld({ targetTrust: trust({ AWS: PRIMARY }, tagged("nz")) })));
  const [line = "", marks = ""] = /^ +\d+ \| .*\n.*\^+$/m.exec(out)?.[0].split("\n") ?? [];
  expect(line).toMatch(/^ +\d+ \| ….*kubernetes-namespace\\":\\"nz\\",/);
  expect(line.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("nz");
  expect(line.length).toBeLessThanOrEqual(100);
});

const HCL = `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["222222222222"]
}

resource "aws_iam_role" "target" {
  name = "target"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "${PRIMARY}" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = {
        StringEquals = {
          "aws:RequestTag/kubernetes-service-account" = "nz"
          "aws:RequestTag/kubernetes-namespace"       = "nz"
        }
      }
    }]
  })
}
`;

test("in HCL the line is that of the value, behind its own key where another has the same", async () => {
  const world = inFiles(podWorld({ association: { service_account: "nz" } }));
  const out = await textOf({ ...world, "account-b/main.tf.json": {}, "account-b/role.tf": HCL });
  expect(out).toContain(
    [
      "    account-b/role.tf:17",
      '      17 |           "aws:RequestTag/kubernetes-namespace"       = "nz"',
      "         |                                                          ^^",
    ].join("\n"),
  );
});

test("grants that lack the same are one, with the fix of the first and the actions of the others", async () => {
  const policy = (Principal: unknown) => ({
    aws_s3_bucket_policy: {
      data: {
        bucket: "data-bucket",
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Principal, Action: BOTH_S3, Resource: "arn:aws:s3:::data-bucket/*" },
        }),
      },
    },
  });
  const out = await textOf(
    inFiles(
      podWorld({
        association: { target_role_arn: null },
        permission: { Effect: "Allow", Action: BOTH_S3, Resource: "arn:aws:s3:::data-bucket/*" },
        b: policy({ AWS: PRIMARY.replace("primary", "other") }),
      }),
    ),
  );
  expect(out).toContain("  ✘ 2 grants  s3:GetObject, s3:PutObject on arn:aws:s3:::data-bucket/*\n");
  expect(out).toContain("and likewise for s3:PutObject\n");
});

const BOTH_S3 = ["s3:GetObject", "s3:PutObject"];

test("callers of whom nothing is known but one reason share a block", async () => {
  const out = await textOf({
    "infra/main.tf":
      'module "pod" {\n  source = "terraform-aws-modules/eks-pod-identity/aws"\n  name   = "worker"\n}\n',
  });
  expect(out).toContain("  unknown  intruders other-service-account, other-namespace, other-cluster, other-role,\n");
  expect(out.match(/depends on values known only after apply/g)).toHaveLength(1);
});
