import assert from "node:assert/strict";
import { test } from "node:test";
import { routeOf } from "./eks-routes";

test("the path and the method say which operation of EKS is asked for", () => {
  assert.deepEqual(routeOf("GET", "/clusters/c"), { operation: "DescribeCluster", params: { name: "c" } });
  assert.deepEqual(routeOf("GET", "/clusters/c/pod-identity-associations/"), {
    operation: "ListPodIdentityAssociations",
    params: { clusterName: "c" },
  });
  assert.deepEqual(routeOf("DELETE", "/clusters/c/pod-identity-associations/a-1"), {
    operation: "DeletePodIdentityAssociation",
    params: { clusterName: "c", associationId: "a-1" },
  });
  assert.equal(routeOf("PATCH", "/clusters/c"), undefined);
  assert.equal(routeOf("GET", "/clusters/c/node-groups"), undefined);
});

test("the ARN of tags may have slashes, encoded or not", () => {
  const arn = "arn:aws:eks:eu-central-1:111111111111:podidentityassociation/c/a-1";
  for (const path of [`/tags/${arn}`, `/tags/${encodeURIComponent(arn)}`])
    assert.deepEqual(routeOf("GET", path), { operation: "ListTagsForResource", params: { resourceArn: arn } });
});
