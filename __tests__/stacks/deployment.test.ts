import { CALLERS, IRSA_EXAMPLE, inDeployment, irsa } from "../config/irsa-cases";
import { type Json, readText, synth } from "../support/synth";

const resources = (text: string): Json => synth(text).stacks["account-a-rest"].resource;
const example = resources(readText(IRSA_EXAMPLE));
const podOf = ({ kubernetes_deployment_v1 }: Json): Json => kubernetes_deployment_v1.app.spec.template.spec;
const envOf = (made: Json): Readonly<Record<string, string>> =>
  Object.fromEntries(podOf(made).container[0].env.map(({ name, value }: Json) => [name, value]));
const ingressOf = (text: string): Json => resources(text).kubernetes_network_policy_v1.app.spec.ingress;
const callers = (...entries: string[]): string => irsa([CALLERS, `      callers: [${entries.join(", ")}]\n`]);

test("a pod is killed only after its drain delay, the bound of its bodies and five seconds more", () => {
  expect(podOf(example).termination_grace_period_seconds).toBe(3 + 25 + 5);
  expect(envOf(example)).toMatchObject({ DRAIN_DELAY_MS: "3000", DRAIN_TIMEOUT_MS: "25000" });
  const longer = resources(inDeployment("drainDelaySeconds: 20\n      drainTimeoutSeconds: 300"));
  expect(podOf(longer).termination_grace_period_seconds).toBe(325);
  expect(envOf(longer)).toMatchObject({ DRAIN_DELAY_MS: "20000", DRAIN_TIMEOUT_MS: "300000" });
});

test("no preStop is made, which an image without a shell could not run", () => {
  expect(podOf(example).container[0]).not.toHaveProperty("lifecycle");
});

test("every probe asks the port of probes and waits longer than Kubernetes' one second", () => {
  const [container] = podOf(example).container;
  const probes = [container.startup_probe, container.liveness_probe, container.readiness_probe];
  expect(probes.map(({ http_get }) => [http_get.path, http_get.port])).toEqual([
    ["/healthz", "probes"],
    ["/healthz", "probes"],
    ["/readyz", "probes"],
  ]);
  for (const { timeout_seconds, period_seconds } of probes) {
    expect(timeout_seconds).toBeGreaterThan(1);
    expect(period_seconds).toBeGreaterThan(0);
  }
  expect(container.startup_probe.period_seconds * container.startup_probe.failure_threshold).toBe(60);
  expect(container.port).toContainEqual({ name: "probes", container_port: 8081 });
  expect(envOf(example).PROBE_PORT).toBe("8081");
});

test("a program with one port is probed there, and told of no other", () => {
  const made = resources(irsa(["      probePort: 8081\n", ""]));
  const [container] = podOf(made).container;
  expect(container.port).toEqual([{ name: "http", container_port: 8080 }]);
  for (const probe of [container.startup_probe, container.liveness_probe, container.readiness_probe])
    expect(probe.http_get.port).toBe("http");
  expect(envOf(made)).not.toHaveProperty("PROBE_PORT");
});

test("pods are spread over zones and nodes by revision, and never left out for it", () => {
  const { topology_spread_constraint: constraints } = podOf(example);
  expect(constraints.map(({ topology_key }: Json) => topology_key)).toEqual([
    "topology.kubernetes.io/zone",
    "kubernetes.io/hostname",
  ]);
  for (const constraint of constraints)
    expect(constraint).toMatchObject({
      max_skew: 1,
      when_unsatisfiable: "ScheduleAnyway",
      label_selector: [{ match_labels: { app: "api" } }],
      match_label_keys: ["pod-template-hash"],
    });
});

test("nodes are drained one of its pods at a time", () => {
  const { metadata, spec } = example.kubernetes_pod_disruption_budget_v1.app;
  expect([metadata.name, metadata.namespace]).toEqual(["api", "default"]);
  expect(spec).toEqual({ max_unavailable: "1", selector: { match_labels: { app: "api" } } });
});

test("a single pod has neither a budget nor others to be spread from", () => {
  const made = resources(irsa(["replicas: 2", "replicas: 1"]));
  expect(made).not.toHaveProperty("kubernetes_pod_disruption_budget_v1");
  expect(podOf(made)).not.toHaveProperty("topology_spread_constraint");
});

test("only the pods of its namespace may call it by default, on its port alone", () => {
  const text = irsa([CALLERS, ""]);
  const { metadata, spec } = resources(text).kubernetes_network_policy_v1.app;
  expect(metadata).toEqual({ name: "api", namespace: "default", labels: { app: "api" } });
  expect([spec.pod_selector, spec.policy_types]).toEqual([{ match_labels: { app: "api" } }, ["Ingress"]]);
  expect(spec.ingress).toEqual([{ ports: [{ port: "8080", protocol: "TCP" }], from: [{ pod_selector: {} }] }]);
});

test("who may call it is named by namespace, by labels, by both or by address", () => {
  const [rule, ...more] = ingressOf(
    callers(
      ...[
        "{ namespace: web }",
        "{ labels: { a: b } }",
        "{ namespace: web, labels: { a: b } }",
        "{ cidr: 10.0.0.0/16 }",
      ],
    ),
  );
  const web = { match_labels: { "kubernetes.io/metadata.name": "web" } };
  expect(more).toEqual([]);
  expect(rule.from).toEqual([
    { namespace_selector: web },
    { pod_selector: { match_labels: { a: "b" } } },
    { namespace_selector: web, pod_selector: { match_labels: { a: "b" } } },
    { ip_block: { cidr: "10.0.0.0/16" } },
  ]);
});

test("the port of metrics is closed to callers, and open to the scrapers that are named", () => {
  expect(ingressOf(readText(IRSA_EXAMPLE))).toHaveLength(1);
  const [api, metrics] = ingressOf(inDeployment("scrapers: [{ namespace: monitoring }]"));
  expect(api.ports).toEqual([{ port: "8080", protocol: "TCP" }]);
  expect(metrics).toEqual({
    ports: [{ port: "8081", protocol: "TCP" }],
    from: [{ namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "monitoring" } } }],
  });
});

test("the first pod runs after the policy is there, unless none is wanted", () => {
  expect(example.kubernetes_deployment_v1.app.depends_on).toEqual(["kubernetes_network_policy_v1.app"]);
  const open = resources(irsa([CALLERS, "      networkPolicy: false\n"]));
  expect(open).not.toHaveProperty("kubernetes_network_policy_v1");
  expect(open.kubernetes_deployment_v1.app).not.toHaveProperty("depends_on");
});

test("tokens of the cluster are asked for with its own issuer", () => {
  const made = resources(inDeployment("jwt: { audience: s3-api, subjects: ['system:serviceaccount:web:*', b] }"));
  expect(envOf(made)).toMatchObject({
    JWT_ISSUER: "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
    JWT_AUDIENCE: "s3-api",
    JWT_SUBJECT: "system:serviceaccount:web:*,b",
  });
  const other = resources(inDeployment("jwt: { issuer: issuer.example.com/, audience: a, subjects: [b] }"));
  expect(envOf(other).JWT_ISSUER).toBe("https://issuer.example.com");
  expect(Object.keys(envOf(example)).filter((name) => name.startsWith("JWT_"))).toEqual([]);
});

test("the prefixes that are served are one variable", () => {
  expect(envOf(resources(inDeployment("keyPrefixes: [public/, reports/2026]"))).KEY_PREFIXES).toBe(
    "public/,reports/2026",
  );
  expect(envOf(example)).not.toHaveProperty("KEY_PREFIXES");
});

test("the example's image is named by its digest, which no tag can change", () => {
  expect(podOf(example).container[0].image).toMatch(/^registry\.example\.com\/s3-api:1\.0\.0@sha256:[0-9a-f]{64}$/);
});
