import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments, stringify } from "yaml";
import { manifestOf } from "../../e2e/loader/resources/manifest";
import { IRSA_EXAMPLE, irsa } from "../config/irsa-cases";
import { DEFAULT, type Json, readText, synth, withWorkload } from "../support/synth";

const EXAMPLES = readdirSync("examples").filter((name) => existsSync(join("examples", name, DEFAULT)));

/** An example as stacks, whose objects are made in one way, with names that are known before apply and jobs for checks. */
function configured(name: string, kubernetes: string): string {
  const config: Json = parse(readText(`examples/${name}/${DEFAULT}`).replace("layout: modules\n", ""));
  for (const { bucket } of Object.values<Json>(config.resources))
    if (bucket?.prefix !== undefined) {
      bucket.name = `${bucket.prefix}-fixed`;
      delete bucket.prefix;
    }
  for (const workload of Object.values<Json>(config.workloads)) if (workload.verify) workload.verify = "job";
  delete config.layout;
  config.defaults = { ...config.defaults, kubernetes };
  return stringify(config);
}

/** The objects in manifests, without what tells those who apply them how. */
function written(manifests: Readonly<Record<string, string>>): readonly Json[] {
  const files = Object.entries(manifests).filter(([path]) => path.includes("/workloads/"));
  return files.flatMap(([, text]) =>
    parseAllDocuments(text).map((document) => {
      const { apiVersion: _, ...object }: Json = document.toJS();
      if (object.kind !== "Job") return object;
      const { annotations: __, ...metadata } = object.metadata;
      return { ...object, metadata, spec: { ...object.spec, backoffLimit: 0 } };
    }),
  );
}

const KINDS: Readonly<Record<string, string>> = {
  namespace: "Namespace",
  service_account: "ServiceAccount",
  config_map: "ConfigMap",
  job: "Job",
  deployment: "Deployment",
  service: "Service",
  network_policy: "NetworkPolicy",
  pod_disruption_budget: "PodDisruptionBudget",
};

/** The objects in Terraform, as the API would have them by a translation that the stacks know nothing of. */
const declared = (stacks: Readonly<Record<string, Json>>): readonly Json[] =>
  Object.values(stacks).flatMap(({ resource = {} }) =>
    Object.entries<Json>(resource).flatMap(([type, made]) => {
      const kind = KINDS[/^kubernetes_(.*)_v1$/.exec(type)?.[1] ?? ""];
      if (!kind) return [];
      return Object.values<Json>(JSON.parse(named(JSON.stringify(made), resource))).map(({ metadata, spec, data }) => ({
        kind,
        metadata,
        ...(spec ? { spec: manifestOf(spec) } : {}),
        ...(data ? { data } : {}),
      }));
    }),
  );

/** Names in place of references to objects of the stack, and template markers as Terraform reads them. */
const named = (text: string, resource: Json): string =>
  text
    .replaceAll(
      /\$\{(kubernetes_\w+)\.([\w-]+)\.metadata\[0\]\.name\}/g,
      (_, type, address) => resource[type][address].metadata.name,
    )
    .replaceAll("$${", "${");

/** Terraform's provider takes numbers as texts. */
const loose = (value: Json): Json =>
  JSON.parse(JSON.stringify(value), (_, one) => (typeof one === "string" && /^\d+$/.test(one) ? Number(one) : one));

const byName = (objects: readonly Json[]) =>
  Object.fromEntries(objects.map((one) => [`${one.kind} ${one.metadata.namespace}/${one.metadata.name}`, loose(one)]));

test.each(EXAMPLES)("the manifests of examples/%s are the objects that Terraform would make", (name) => {
  const manifests = written(synth(configured(name, "manifests")).manifests);
  expect(byName(manifests)).toEqual(byName(declared(synth(configured(name, "terraform")).stacks)));
});

test.each(["manifests", "none"])(
  "%s for all: nothing of Kubernetes is left in any stack, but its cluster is checked",
  (way) => {
    for (const name of ["article-irsa", "several-accounts", "fleet"]) {
      const { stacks } = synth(configured(name, way));
      const text = JSON.stringify(stacks);
      expect(text).not.toMatch(/kubernetes_|hashicorp\/kubernetes|get-token|\.endpoint|certificate_authority/);
      expect(text).toContain("${self.arn ==");
    }
  },
);

test("of two clusters only the one with objects of Terraform's has a provider", () => {
  const config: Json = parse(configured("fleet", "terraform"));
  const [first, ...others] = Object.keys(config.clusters);
  config.clusters[first ?? ""].kubernetes = "manifests";
  const { stacks, manifests } = synth(stringify(config));
  const providers = Object.values<Json>(stacks).flatMap(({ provider }) => provider.kubernetes ?? []);
  expect(providers.map(({ alias }: Json) => alias).sort()).toEqual(others.sort());
  expect(Object.keys(manifests).every((path) => path.startsWith(`manifests/${first}/`))).toBe(true);
});

test("a workload's own word counts before its cluster's, and that before the defaults'", () => {
  const says = (defaults: string, cluster: string, workload: string) =>
    Object.keys(
      synth(
        `defaults: { kubernetes: ${defaults} }\n${irsa(
          ["    account: account-a\n    issuer", `    account: account-a\n    kubernetes: ${cluster}\n    issuer`],
          ["  api:\n", `  api:\n    kubernetes: ${workload}\n`],
        )}`,
      ).manifests,
    ).length > 0;
  expect(says("terraform", "terraform", "manifests")).toBe(true);
  expect(says("manifests", "manifests", "terraform")).toBe(false);
  expect(says("none", "{ objects: none }", "manifests")).toBe(true);
});

test("with nothing to wait for in it, the stack of a cluster waits for no role of irsa", () => {
  const example = readText(IRSA_EXAMPLE);
  expect(synth(example).dependencies["account-a-rest"]).toEqual(["account-b"]);
  const { dependencies } = synth(`defaults: { kubernetes: manifests }\n${example}`);
  expect(dependencies["account-a-rest"]).toEqual([]);
});

test("a text of the configuration stands in a manifest as it is", () => {
  const text = irsa([
    "    deployment:\n",
    '    kubernetes: manifests\n    deployment:\n      env: { PATTERN: "${x} %{y}" }\n',
  ]);
  const [{ spec }] = written(synth(text).manifests).filter(({ kind }) => kind === "Deployment");
  expect(spec.template.spec.containers[0].env).toContainEqual({ name: "PATTERN", value: "${x} %{y}" });
});

test("one list of a folder's objects names them all, and no values of charts", () => {
  const { manifests } = synth(readText("examples/gitops/eks-cross-account.yaml"));
  const { resources, metadata } = parse(manifests["manifests/shop/kustomization.yaml"] ?? "");
  expect(resources).toEqual(["workloads/reports.yaml", "workloads/importer.yaml"]);
  expect(metadata.annotations).toEqual({
    "eks-cross-account/cluster": "arn:aws:eks:eu-central-1:111111111111:cluster/shop",
  });
  expect(parse(manifests["manifests/shop/values/importer.imports.yaml"] ?? "")).toEqual({
    serviceAccount: { create: false, name: "importer" },
  });
});

test("values give a chart the annotation where it makes the service account itself", () => {
  const text = irsa([
    "    serviceAccount: api-sa\n",
    "    serviceAccount: api-sa\n    kubernetes: manifests\n    createServiceAccount: false\n",
  ]).replace(/ {4}deployment:[\s\S]*?(?= {4}addressPrefix)/, "");
  const { manifests } = synth(text);
  expect(Object.keys(manifests)).toEqual(["manifests/my-eks-cluster/values/api.default.yaml"]);
  expect(parse(manifests["manifests/my-eks-cluster/values/api.default.yaml"] ?? "").serviceAccount).toEqual({
    create: true,
    name: "api-sa",
    annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::222222222222:role/s3-reader-role" },
  });
});

test("a check by a pod is a job in manifests", () => {
  const text = withWorkload("kubernetes: manifests").replace("prefix: my-cross", "name: my-cross");
  const kinds = written(synth(text).manifests).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(kinds).toContain("Job s3-access-test-job");
});
