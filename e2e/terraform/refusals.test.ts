import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalsIn } from "./refusals";
import type { Line } from "./terraform";

const error = (address: string | undefined, summary: string, detail = ""): Line => ({
  type: "diagnostic",
  "@message": `Error: ${summary}`,
  diagnostic: { severity: "error", summary, detail, ...(address ? { address } : {}) },
});

const errored = (addr: string, action: string): Line => ({
  type: "apply_errored",
  "@message": "errored",
  hook: { resource: { addr }, action },
});

test("a refusal has AWS's own code and text, and what Terraform was about to do", () => {
  const address = "aws_iam_role.target_role";
  const said = `creating IAM Role (reader): operation error IAM: CreateRole, https response error StatusCode: 400, RequestID: 7a62, MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::111111111111:role/primary"`;
  assert.deepEqual(refusalsIn("account-b", [errored(address, "create"), error(address, said)]), [
    {
      stack: "account-b",
      address,
      code: "MalformedPolicyDocument",
      message: 'Invalid principal in policy: "AWS":"arn:aws:iam::111111111111:role/primary"',
      action: "create",
    },
  ]);
});

test("an error that the SDK does not know, and one with a host id, are read as well", () => {
  const eks =
    "operation error EKS: DescribeCluster, https response error StatusCode: 403, RequestID: 1, api error AccessDeniedException: User: x is not authorized";
  const s3 =
    "operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: 1, HostID: a/b=, BucketAlreadyExists: taken";
  const found = refusalsIn("a", [
    error("data.aws_eks_cluster.one", "reading EKS Cluster (one)", eks),
    error("aws_s3_bucket.b", s3),
  ]);
  assert.deepEqual(
    found.map(({ code, message, action }) => [code, message, action]),
    [
      ["AccessDeniedException", "User: x is not authorized", "read"],
      ["BucketAlreadyExists", "taken", "read"],
    ],
  );
});

test("Terraform's own errors are refusals under their heading, of the whole stack where they have no address", () => {
  const [refusal] = refusalsIn("rest", [error(undefined, "Resource precondition failed", "apply account-b first")]);
  const message = "apply account-b first";
  assert.deepEqual(refusal, {
    stack: "rest",
    address: "",
    code: "Resource precondition failed",
    message,
    action: "read",
  });
});

test("warnings and news are no refusals", () => {
  const warning: Line = {
    type: "diagnostic",
    "@message": "",
    diagnostic: { severity: "warning", summary: "w", detail: "" },
  };
  assert.deepEqual(refusalsIn("a", [warning, { type: "version", "@message": "Terraform 1.11.4" }]), []);
});
