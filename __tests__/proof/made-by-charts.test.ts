import { A, ISSUER, type Json, TARGET } from "../support/documents";
import { irsaWorld, proofOf, stackIn, warningsIn } from "../support/world";

const ANNOTATION = "eks.amazonaws.com/role-arn";
const CLUSTER = { aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } } };

/** What is in the stack of the cluster beside it. */
const proofBeside = (resources: Json, rest: Json = {}) =>
  proofOf(irsaWorld({ cluster: stackIn(A, { ...CLUSTER, ...resources }, rest) }));
const chainsBeside = async (resources: Json, rest: Json = {}) =>
  (await proofBeside(resources, rest)).chains.map(({ id, verdict }) => [id, verdict]);

const VALUES = JSON.stringify({ serviceAccount: { name: "sa", annotations: { [ANNOTATION]: TARGET } } });
const KNOWN = [["clu/ns/sa", "conditional"]];
const release = (more: Json) => ({ helm_release: { one: { name: "app", chart: "app", namespace: "ns", ...more } } });

test.each<[string, unknown]>([
  ["in a block", [{ binary_path: "./patch.sh" }]],
  ["in an object, as of the provider's version 3", { binary_path: "./patch.sh" }],
])("what changes a chart's objects after it made them may change the annotation: %s", async (_, postrender) => {
  expect(await chainsBeside(release({ values: [VALUES], postrender }))).toEqual([["clu/ns/sa", "unknown"]]);
  expect(await chainsBeside(release({ values: [VALUES], postrender: [] }))).toEqual(KNOWN);
  expect(warningsIn(await proofBeside(release({ postrender })))).toContain("objects-not-read");
});

describe("an object of its own in the values of a chart", () => {
  const metadata = { name: "sa", namespace: "ns", annotations: { [ANNOTATION]: TARGET } };
  const object = JSON.stringify({ apiVersion: "v1", kind: "ServiceAccount", metadata });
  const yaml = (name: string, kind = "ServiceAccount") =>
    `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  annotations:\n    ${ANNOTATION}: ${TARGET}\n`;
  const given = (text: string) => release({ values: [JSON.stringify({ extraObjects: [text] })] });

  test.each<[string, Json]>([
    ["as JSON", given(object)],
    ["as YAML, in the namespace of its release", given(yaml("sa"))],
    ["by a setting", release({ set: [{ name: "extraObjects[0]", value: yaml("sa") }] })],
  ])("is a service account: %s", async (_, resources) => {
    expect(await chainsBeside(resources)).toEqual(KNOWN);
  });

  test("of another kind is none", async () => {
    expect(await chainsBeside(given(yaml("sa", "ConfigMap")))).toEqual([["ABCDEF/ns/sa", "conditional"]]);
  });

  test("whose name the chart fills in is a chain, and so is a text that is no YAML before that", async () => {
    expect(await chainsBeside(given(yaml("{{ .Release.Name }}")))).toContainEqual(["clu/ns/?", "unknown"]);
    expect(await chainsBeside(given(`{{- if .Values.on }}\n${yaml("sa")}{{- end }}`))).toContainEqual([
      "clu/?/?",
      "unknown",
    ]);
  });
});

describe("an Application that the provider of Argo CD makes", () => {
  const application = (helm: Json, more: Json = {}) => ({
    argocd_application: {
      one: {
        metadata: [{ name: "app", namespace: "argocd" }],
        spec: [
          {
            destination: [{ server: "https://kubernetes.default.svc", namespace: "ns" }],
            source: [{ repo_url: "https://example.com", chart: "app", helm: [helm], ...more }],
          },
        ],
      },
    },
  });
  // which cluster it is in nothing shows
  const UNKNOWN = [["?/ns/sa", "unknown"]];

  test.each<[string, Json]>([
    ["values", { values: VALUES }],
    [
      "parameters",
      {
        parameter: [
          { name: "serviceAccount.name", value: "sa" },
          { name: "serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn", value: TARGET },
        ],
      },
    ],
  ])("annotates by %s", async (_, helm) => {
    expect(await chainsBeside(application(helm))).toEqual(UNKNOWN);
  });

  test("may annotate by values that are not known, or that lie elsewhere", async () => {
    const unknown = await proofBeside(application({ values: "${var.v}" }), { variable: { v: {} } });
    expect(warningsIn(unknown)).toContain("objects-not-read");
    expect(warningsIn(await proofBeside(application({ value_files: ["$values/app.yaml"] })))).toContain(
      "objects-not-read",
    );
    expect(warningsIn(await proofBeside(application({ values: "a: b" })))).not.toContain("objects-not-read");
  });

  test("that patches what is in its repository is a chain", async () => {
    const patches = [{ target: [{ kind: "ServiceAccount" }], patch: `{"${ANNOTATION}": "${TARGET}"}` }];
    expect(await chainsBeside(application({}, { kustomize: [{ patches }] }))).toContainEqual(["clu/?/?", "unknown"]);
  });
});

test.each<[string, Json, boolean]>([
  ["waits for somebody without a policy of its own", {}, true],
  ["waits for somebody where that is off", { syncPolicy: { automated: { enabled: false } } }, true],
  ["is installed by itself", { syncPolicy: { automated: {} } }, false],
])("an Application of Argo CD %s", async (_, policy, waits) => {
  const spec = {
    destination: { server: "https://kubernetes.default.svc", namespace: "ns" },
    source: { chart: "app", repoURL: "https://example.com", helm: { values: VALUES } },
    ...policy,
  };
  const manifest = { apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata: { name: "app" }, spec };
  const [chain] = (await proofBeside({ kubernetes_manifest: { one: { manifest } } })).chains;
  expect(chain?.verdict).toBe("conditional");
  expect(chain?.assumptions.some(({ message }) => message.includes("somebody has to sync"))).toBe(waits);
});
