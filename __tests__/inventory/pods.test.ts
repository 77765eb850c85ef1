import { A, factsIn, stackIn } from "./facts-in";

const spec = [{ service_account_name: "reader" }];
const template = [{ metadata: [{ labels: {} }], spec }];
const metadata = [{ name: "x", namespace: "apps" }];
const podsIn = async (resource: object, rest: object = {}) =>
  (await factsIn({ main: stackIn(A, resource as never, rest as never) })).pods;

test("minimal definition: a pod in the default namespace runs under its default service account", async () => {
  expect(await podsIn({ kubernetes_pod: { p: { metadata: [{ name: "x" }], spec: [{}] } } })).toMatchObject([
    { clusterName: "main", namespace: "default", serviceAccount: "default", label: "kubernetes_pod.p" },
  ]);
});

test.each(["kubernetes_pod", "kubernetes_pod_v1"])("%s names its service account itself", async (type) => {
  expect(await podsIn({ [type]: { p: { metadata, spec } } })).toMatchObject([
    { namespace: "apps", serviceAccount: "reader" },
  ]);
});

test.each([
  "kubernetes_deployment",
  "kubernetes_deployment_v1",
  "kubernetes_stateful_set",
  "kubernetes_stateful_set_v1",
  "kubernetes_daemonset",
  "kubernetes_daemon_set_v1",
  "kubernetes_job",
  "kubernetes_job_v1",
])("%s names it in its template", async (type) => {
  expect(await podsIn({ [type]: { p: { metadata, spec: [{ template }] } } })).toMatchObject([
    { namespace: "apps", serviceAccount: "reader" },
  ]);
});

test.each(["kubernetes_cron_job", "kubernetes_cron_job_v1"])(
  "%s names it in the template of its jobs",
  async (type) => {
    expect(
      await podsIn({ [type]: { p: { metadata, spec: [{ job_template: [{ spec: [{ template }] }] }] } } }),
    ).toMatchObject([{ namespace: "apps", serviceAccount: "reader" }]);
  },
);

test("blocks may be written without lists, names as references", async () => {
  const resource = {
    kubernetes_service_account_v1: { s: { metadata: { name: "reader", namespace: "apps" } } },
    kubernetes_deployment_v1: {
      p: {
        metadata: { name: "x", namespace: "apps" },
        spec: { template: { spec: { service_account_name: "${kubernetes_service_account_v1.s.metadata[0].name}" } } },
      },
    },
  };
  expect(await podsIn(resource)).toMatchObject([{ namespace: "apps", serviceAccount: "reader" }]);
});

test("the cluster is the one that the provider names", async () => {
  const provider = {
    aws: [{ region: "us-east-1", allowed_account_ids: [A] }],
    kubernetes: [{ exec: [{ args: ["eks", "get-token", "--cluster-name", "other"] }] }],
  };
  expect(await podsIn({ kubernetes_pod: { p: { metadata, spec } } }, { provider })).toMatchObject([
    { clusterName: "other" },
  ]);
});
