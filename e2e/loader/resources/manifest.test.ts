import assert from "node:assert/strict";
import { test } from "node:test";
import { manifestOf } from "./manifest";

test("a probe's port is one value, a container's ports are a list", () => {
  const container = { name: "api", port: [{ name: "http", container_port: 8080 }] };
  const liveness_probe = [{ http_get: [{ path: "/healthz", port: "http" }] }];
  assert.deepEqual(manifestOf({ container: [{ ...container, liveness_probe }] }), {
    containers: [
      {
        name: "api",
        ports: [{ name: "http", containerPort: 8080 }],
        livenessProbe: { httpGet: { path: "/healthz", port: "http" } },
      },
    ],
  });
});

test("what a network policy lists is a list also where it is one", () => {
  const from = [{ pod_selector: [{ match_labels: { app: "web" } }] }];
  assert.deepEqual(
    manifestOf({ policy_types: ["Ingress"], ingress: [{ from, ports: [{ port: "8080", protocol: "TCP" }] }] }),
    {
      policyTypes: ["Ingress"],
      ingress: [
        { from: [{ podSelector: { matchLabels: { app: "web" } } }], ports: [{ port: "8080", protocol: "TCP" }] },
      ],
    },
  );
});

test("constraints of a pod's spread are in the plural", () => {
  const constraint = { topology_key: "zone", label_selector: [{ match_labels: { app: "api" } }] };
  assert.deepEqual(manifestOf({ topology_spread_constraint: [{ ...constraint, match_label_keys: ["hash"] }] }), {
    topologySpreadConstraints: [
      { topologyKey: "zone", labelSelector: { matchLabels: { app: "api" } }, matchLabelKeys: ["hash"] },
    ],
  });
});
