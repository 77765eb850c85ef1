import assert from "node:assert/strict";
import { test } from "node:test";
import { Kubernetes } from "./kubernetes";

const CLUSTER = "arn:aws:eks:us-east-1:111111111111:cluster/one";

function kubernetes(): Kubernetes {
  const made = new Kubernetes();
  made.addCluster(CLUSTER);
  return made;
}

const account = (namespace: string) => ({ kind: "ServiceAccount", metadata: { name: "app", namespace } });

test("an object needs its namespace", () => {
  assert.throws(() => kubernetes().create(CLUSTER, account("other")), /namespaces "other" not found/);
});

test("a name is taken once", () => {
  const made = kubernetes();
  made.create(CLUSTER, account("default"));
  assert.throws(() => made.create(CLUSTER, account("default")), /serviceaccounts "app" already exists/);
});

test("an object that is made again has another uid, one that is replaced keeps its own", () => {
  const made = kubernetes();
  const { uid } = made.create(CLUSTER, account("default")).metadata;
  assert.equal(made.replace(CLUSTER, account("default")).metadata.uid, uid);
  made.remove(CLUSTER, "ServiceAccount", "default", "app");
  assert.notEqual(made.create(CLUSTER, account("default")).metadata.uid, uid);
});

test("with a namespace everything in it goes", () => {
  const made = kubernetes();
  made.create(CLUSTER, { kind: "Namespace", metadata: { name: "other" } });
  made.create(CLUSTER, account("other"));
  made.remove(CLUSTER, "Namespace", undefined, "other");
  assert.equal(made.get(CLUSTER, "ServiceAccount", "other", "app"), undefined);
});

test("what others make in a namespace is there whenever that is", () => {
  const made = kubernetes();
  made.createByOthers(CLUSTER, account("other"));
  made.create(CLUSTER, { kind: "Namespace", metadata: { name: "other" } });
  assert.ok(made.get(CLUSTER, "ServiceAccount", "other", "app"));
});

test("a missing cluster refuses every request", () => {
  assert.throws(() => new Kubernetes().list(CLUSTER), /Unauthorized/);
});
