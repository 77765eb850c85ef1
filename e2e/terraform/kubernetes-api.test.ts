import assert from "node:assert/strict";
import { test } from "node:test";
import { Kubernetes } from "../loader/kubernetes";
import { ApiServers } from "./kubernetes-api";

const CLUSTER = "arn:aws:eks:us-east-1:111111111111:cluster/one";

type Send = (method: string, path: string, body?: unknown) => Promise<{ code: number; body: Record<string, unknown> }>;

/** Runs `body` with a cluster and what sends requests to its API server. */
async function withCluster(body: (send: Send, kubernetes: Kubernetes) => Promise<void>): Promise<void> {
  const kubernetes = new Kubernetes();
  kubernetes.addCluster(CLUSTER);
  const servers = await ApiServers.start(kubernetes);
  const send: Send = async (method, path, sent) => {
    const response = await fetch(servers.address(CLUSTER) + path, {
      method,
      ...(sent ? { body: JSON.stringify(sent) } : {}),
    });
    return { code: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  try {
    await body(send, kubernetes);
  } finally {
    await servers.stop();
  }
}

test("what is created over HTTP is in the cluster, and a pod that ends has succeeded", () =>
  withCluster(async (send, kubernetes) => {
    const metadata = { name: "check" };
    const { code, body } = await send("POST", "/api/v1/namespaces/default/pods", {
      metadata,
      spec: { restartPolicy: "Never" },
    });
    assert.equal(code, 201);
    assert.deepEqual(body.status, { phase: "Succeeded" });
    assert.ok(kubernetes.get(CLUSTER, "Pod", "default", "check"));
  }));

test("a deployment is available at once, with the replicas that it asks for", () =>
  withCluster(async (send) => {
    const path = "/apis/apps/v1/namespaces/default/deployments";
    await send("POST", path, { metadata: { name: "api" }, spec: { replicas: 2 } });
    const { body } = await send("GET", `${path}/api`);
    const status = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
    assert.deepEqual(body.status, status);
  }));

test("a namespace is gone with its objects as soon as it is deleted", () =>
  withCluster(async (send) => {
    await send("POST", "/api/v1/namespaces", { metadata: { name: "app" } });
    assert.equal((await send("GET", "/api/v1/namespaces/app/serviceaccounts/default")).code, 200);
    assert.equal((await send("DELETE", "/api/v1/namespaces/app")).code, 200);
    assert.equal((await send("GET", "/api/v1/namespaces/app")).code, 404);
    assert.equal((await send("GET", "/api/v1/namespaces/app/serviceaccounts/default")).code, 404);
  }));

test("a patch changes an object in place", () =>
  withCluster(async (send, kubernetes) => {
    const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::222222222222:role/reader" };
    const patch = [{ op: "add", path: "/metadata/annotations", value: annotations }];
    assert.equal((await send("PATCH", "/api/v1/namespaces/default/serviceaccounts/default", patch)).code, 200);
    assert.deepEqual(
      kubernetes.get(CLUSTER, "ServiceAccount", "default", "default")?.metadata.annotations,
      annotations,
    );
  }));

test("errors are as the API server words them", () =>
  withCluster(async (send) => {
    const metadata = { name: "default" };
    const taken = await send("POST", "/api/v1/namespaces/default/serviceaccounts", { metadata });
    assert.deepEqual(
      [taken.code, taken.body.reason, taken.body.message],
      [409, "AlreadyExists", 'serviceaccounts "default" already exists'],
    );
    const nowhere = await send("POST", "/api/v1/namespaces/app/serviceaccounts", { metadata });
    assert.deepEqual(
      [nowhere.code, nowhere.body.reason, nowhere.body.message],
      [404, "NotFound", 'namespaces "app" not found'],
    );
    assert.equal((await send("GET", "/apis/apps/v1/namespaces/default/daemonsets/x")).code, 404);
  }));

test("a group of the API whose name has dots is served", () =>
  withCluster(async (send, kubernetes) => {
    const path = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
    assert.equal((await send("POST", path, { metadata: { name: "api" }, spec: {} })).code, 201);
    assert.ok(kubernetes.get(CLUSTER, "NetworkPolicy", "default", "api"));
    assert.equal((await send("GET", `${path}/api`)).code, 200);
  }));
