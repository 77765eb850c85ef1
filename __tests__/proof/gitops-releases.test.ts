import { A, document, ISSUER, type Json, providerArn, TARGET, webTrust } from "../support/documents";
import { irsaWorld, proofOf, stackIn } from "../support/world";

const ANNOTATION = "eks.amazonaws.com/role-arn";
const CLUSTER = { aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } } };
const TRUST_ONLY = "ABCDEF/ns/sa";

/** A world in whose cluster's stack `resources` are. */
const madeBy = (resources: Json, rest: Json = {}) =>
  irsaWorld({ cluster: stackIn(A, { ...CLUSTER, ...resources }, rest) });

const values = (more: Json = {}): Json => ({
  serviceAccount: { name: "sa", annotations: { [ANNOTATION]: TARGET }, ...more },
});
const text = (tree: Json = values()): string => JSON.stringify(tree);
const SETTINGS = [
  { name: "serviceAccount.name", value: "sa" },
  { name: "serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn", value: TARGET },
];

const OWN = { server: "https://kubernetes.default.svc", namespace: "ns" };
const source = (helm: Json, more: Json = {}): Json => ({ chart: "app", repoURL: "https://example.com", helm, ...more });
const application = (spec: Json): Json => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  metadata: { name: "app", namespace: "argocd" },
  spec: { destination: OWN, ...spec },
});
const release = (spec: Json, metadata: Json = { name: "app", namespace: "ns" }): Json => ({
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  metadata,
  spec: { chart: { spec: { chart: "app" } }, ...spec },
});

/** The chains of a world in which a manifest makes `object`. */
async function chainsOf(object: Json, rest: Json = {}) {
  const { chains } = await proofOf(madeBy({ kubernetes_manifest: { one: { manifest: object } } }, rest));
  return chains.map(({ id, verdict }) => [id, verdict]);
}

const KNOWN = [["clu/ns/sa", "conditional"]];

describe("an Application of Argo CD annotates a service account", () => {
  test.each<[string, Json]>([
    ["by values that are text", { source: source({ values: text() }) }],
    ["by values that are an object", { source: source({ valuesObject: values() }) }],
    ["by parameters", { source: source({ parameters: SETTINGS }) }],
    ["by one of its sources", { sources: [{ repoURL: "x", ref: "values" }, source({ values: text() })] }],
    [
      "by parameters of which one is a text, which is true whatever it says",
      {
        source: source({
          parameters: [{ name: "serviceAccount.create", value: "false", forceString: true }, ...SETTINGS],
        }),
      },
    ],
    [
      "by parameters over values",
      { source: source({ values: text(values({ annotations: { [ANNOTATION]: "x" } })), parameters: SETTINGS }) },
    ],
    [
      "by an object of values, which has their text ignored",
      { source: source({ values: text(values({ name: "x", create: false })), valuesObject: values() }) },
    ],
    [
      "in the cluster that Argo CD calls in-cluster",
      {
        source: source({ values: text() }),
        destination: { name: "in-cluster", namespace: "ns" },
      },
    ],
  ])("%s", async (_, spec) => {
    expect(await chainsOf(application(spec))).toEqual(KNOWN);
  });

  test("as far as its chart does so, which is an assumption", async () => {
    const manifest = application({ source: source({ valuesObject: values() }) });
    const [{ assumptions = [] } = {}] = (await proofOf(madeBy({ kubernetes_manifest: { one: { manifest } } }))).chains;
    expect(assumptions).toMatchObject([
      {
        id: "service-account-not-seen",
        message: expect.stringMatching(/the chart of kubernetes_manifest.one, .* makes/),
      },
    ]);
  });

  test("in YAML that Terraform makes, whose role another resource has", async () => {
    const yaml_body = JSON.stringify(application({ source: source({ values: text() }) }));
    const { chains } = await proofOf(madeBy({ kubectl_manifest: { one: { yaml_body } } }));
    expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual(KNOWN);
  });

  test("in text that is indented, with a role whose name only apply knows", async () => {
    const sub = { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: "system:serviceaccount:ns:sa" };
    const trust = { ...webTrust({ StringEquals: sub }), Principal: { Federated: providerArn(A, ISSUER) } };
    const own = text(values({ annotations: { [ANNOTATION]: "${aws_iam_role.r.arn}" } }));
    const object = text(application({ source: source({ values: "@" }) }));
    const resources = {
      aws_iam_openid_connect_provider: { p: { url: `https://${ISSUER}`, client_id_list: ["sts.amazonaws.com"] } },
      aws_iam_role: { r: { name_prefix: "r", assume_role_policy: document(trust) } },
      kubectl_manifest: { one: { yaml_body: object.replace('"@"', "${indent(4, jsonencode(local.own))}") } },
    };
    const { chains } = await proofOf(madeBy(resources, { locals: { own } }));
    const hops = chains.find(({ id }) => id === "clu/ns/sa")?.hops ?? [];
    expect(hops.find(({ id }) => id === "target-trust")?.verdict).toBe("allowed");
  });

  test("in manifests that are given", async () => {
    const given = {
      manifests: [
        { cluster: "clu", path: "k8s.yaml", text: text(application({ source: source({ values: text() }) })) },
      ],
    };
    const { chains } = await proofOf(madeBy({}), {}, given);
    expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual(KNOWN);
  });

  test("whose name its chart chooses, as a chart of Terraform's does", async () => {
    const spec = { source: source({ values: text({ serviceAccount: { annotations: { [ANNOTATION]: TARGET } } }) }) };
    expect(await chainsOf(application(spec))).toEqual(KNOWN);
  });

  test("whose name the drivers' charts choose", async () => {
    const spec = {
      source: source(
        { values: text({ controller: { serviceAccount: { annotations: { [ANNOTATION]: TARGET } } } }) },
        { chart: "aws-ebs-csi-driver" },
      ),
    };
    expect((await chainsOf(application(spec))).map(([id]) => id)).toContain("clu/ns/ebs-csi-controller-sa");
  });

  test("each of its sources for itself", async () => {
    const named = (name: string) => source({ values: text(values({ name })) });
    const ids = (await chainsOf(application({ sources: [named("sa"), named("other")] }))).map(([id]) => id);
    expect(ids).toEqual(["clu/ns/other", "clu/ns/sa"]);
  });
});

describe("of an Application of Argo CD it is unknown", () => {
  test.each<[string, Json, string]>([
    [
      "which cluster another server is",
      { source: source({ values: text() }), destination: { server: "https://example.com", namespace: "ns" } },
      "?/ns/sa",
    ],
    [
      "which cluster another name is",
      { source: source({ values: text() }), destination: { name: "other", namespace: "ns" } },
      "?/ns/sa",
    ],
    [
      "where it goes that names no namespace",
      { source: source({ values: text() }), destination: { name: "in-cluster" } },
      "clu/?/sa",
    ],
    ["where it goes that names two", { source: source({ values: text(), namespace: "x" }) }, "clu/?/sa"],
    [
      "what files elsewhere call the service account",
      {
        source: source({
          valueFiles: ["x.yaml"],
          values: text({ serviceAccount: { annotations: { [ANNOTATION]: TARGET } } }),
        }),
      },
      "clu/ns/?",
    ],
    [
      "what a file that is a parameter calls the service account",
      { source: source({ parameters: SETTINGS, fileParameters: [{ name: "serviceAccount.name", path: "name.txt" }] }) },
      "clu/ns/?",
    ],
    [
      "what a template fills in",
      { source: source({ values: text(values({ annotations: { [ANNOTATION]: "{{ .role }}" } })) }) },
      "clu/ns/sa",
    ],
    [
      "what the build environment fills in",
      { source: source({ parameters: [...SETTINGS, { name: "serviceAccount.name", value: "$ARGOCD_APP_NAME" }] }) },
      "clu/ns/?",
    ],
    ["what values that are no YAML have", { source: source({ values: `a: [\n${ANNOTATION}: ${TARGET}` }) }, "clu/?/?"],
    [
      "what a text among its values has",
      { source: source({ valuesObject: { extra: `metadata: { annotations: { ${ANNOTATION}: ${TARGET} } }` } }) },
      "clu/?/?",
    ],
    [
      "what its patches have",
      { source: { path: "x", kustomize: { patches: [{ patch: `${ANNOTATION}: ${TARGET}` }] } } },
      "clu/?/?",
    ],
  ])("%s", async (_, spec, id) => {
    expect(await chainsOf(application(spec))).toContainEqual([id, "unknown"]);
  });

  test("whether its values annotate one, where they are not known: it is named", async () => {
    const resources = {
      kubernetes_manifest: {
        one: { manifest: application({ source: source({ values: "${var.more}" }) }) },
        two: { manifest: application({ source: source({ valuesObject: { serviceAccount: "${var.more}" } }) }) },
        three: { manifest: application({ source: source({ valueFiles: ["x.yaml"] }) }) },
      },
      kubectl_manifest: {
        four: { yaml_body: `${text(application({ source: source({ values: "@" }) })).replace("@", "${var.more}")}\n` },
      },
    };
    const { chains, findings } = await proofOf(madeBy(resources, { variable: { more: {} } }));
    expect(chains.map(({ id }) => id)).toEqual([TRUST_ONLY]);
    const named = findings.filter(({ code }) => code === "objects-not-read").map(({ message }) => message);
    expect(named.map((one) => /manifest\.\w+/.exec(one)?.[0])).toEqual([
      "manifest.one",
      "manifest.two",
      "manifest.three",
      "manifest.four",
    ]);
  });
});

test("an ApplicationSet that has the annotation in its template is a chain that is unknown", async () => {
  const { spec } = application({ source: source({ values: text() }) });
  const set = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    spec: { generators: [], template: { spec } },
  };
  expect(await chainsOf(set)).toContainEqual(["clu/?/?", "unknown"]);
});

test.each<[string, Json]>([
  ["that is told to make no service account", { source: source({ values: text(values({ create: false })) }) }],
  [
    "that is told so by a parameter",
    { source: source({ parameters: [{ name: "serviceAccount.create", value: "false" }, ...SETTINGS] }) },
  ],
  ["whose chart has nothing to do with roles", { source: source({ values: "a: 1" }) }],
])("an Application %s makes no chain", async (_, spec) => {
  expect((await chainsOf(application(spec))).map(([id]) => id)).toEqual([TRUST_ONLY]);
});

test("a chart that makes an Application of its values leaves open which namespace that installs into", async () => {
  const { spec } = application({ source: source({ valuesObject: values() }) });
  const tree = { applications: { app: spec } };
  const nested = { chart: "argocd-apps", namespace: "argocd", values: [text(tree)] };
  const { chains } = await proofOf(madeBy({ helm_release: { apps: nested } }));
  expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual([
    [TRUST_ONLY, "conditional"],
    ["clu/?/sa", "unknown"],
  ]);
});

test("an Application that Argo CD is to skip is a chain that is unknown", async () => {
  const one = application({ source: source({ valuesObject: values() }) });
  const annotations = { "argocd.argoproj.io/skip-reconcile": "true" };
  expect(await chainsOf({ ...one, metadata: { name: "app", namespace: "argocd", annotations } })).toEqual([
    ["clu/ns/sa", "unknown"],
  ]);
});

/** Of a service account, whose role it replaces. */
const PATCH = {
  target: { kind: "ServiceAccount" },
  patch: text([{ op: "replace", path: "/metadata/annotations/eks.amazonaws.com~1role-arn", value: "x" }] as never),
};

describe("a HelmRelease of Flux annotates a service account", () => {
  test.each<[string, Json]>([
    ["in its own namespace", release({ values: values() })],
    ["in its target namespace", release({ values: values(), targetNamespace: "ns" }, { name: "app", namespace: "x" })],
    [
      "with other images than its chart's",
      release({ values: values(), postRenderers: [{ kustomize: { images: [{ name: "x", newTag: "1" }] } }] }),
    ],
    [
      "by values over those of other objects",
      release({
        valuesFrom: [{ kind: "ConfigMap", name: "x" }],
        values: values({ create: true }),
      }),
    ],
  ])("%s", async (_, object) => {
    expect(await chainsOf(object)).toEqual(KNOWN);
  });

  test("in the namespace that a kubectl_manifest puts it into", async () => {
    const one = { yaml_body: text(release({ values: values() }, { name: "app" })), override_namespace: "ns" };
    const { chains } = await proofOf(madeBy({ kubectl_manifest: { one } }));
    expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual(KNOWN);
  });

  test.each<[string, Json, string]>([
    ["in a namespace that what applies it decides", release({ values: values() }, { name: "app" }), "clu/?/sa"],
    ["of which a variable of Flux is filled in", release({ values: values({ name: "${name}" }) }), "clu/ns/?"],
  ])("%s, which is unknown", async (_, object, id) => {
    const given = { manifests: [{ cluster: "clu", path: "k8s.yaml", text: text(object) }] };
    const { chains } = await proofOf(madeBy({}), {}, given);
    expect(chains.map((chain) => [chain.id, chain.verdict])).toContainEqual([id, "unknown"]);
  });

  test.each<[string, Json, string]>([
    ["whether while it is suspended", { values: values(), suspend: true }, "clu/ns/sa"],
    [
      "with which role after patches",
      { values: values(), postRenderers: [{ kustomize: { patches: [PATCH] } }] },
      "clu/ns/sa",
    ],
    ["in which cluster with a kubeConfig", { values: values(), kubeConfig: { secretRef: { name: "x" } } }, "?/ns/sa"],
    [
      "which one where other objects have values",
      {
        values: { serviceAccount: { annotations: { [ANNOTATION]: TARGET } } },
        valuesFrom: [{ kind: "Secret", name: "x" }],
      },
      "clu/ns/?",
    ],
    [
      "which one where files of the chart have values",
      {
        values: { serviceAccount: { annotations: { [ANNOTATION]: TARGET } } },
        chart: { spec: { chart: "app", valuesFiles: ["x.yaml"] } },
      },
      "clu/ns/?",
    ],
    [
      "whether where a file of values may say no",
      { values: values(), chart: { spec: { chart: "app", valuesFile: "prod.yaml" } } },
      "clu/ns/sa",
    ],
    [
      "whether where the chart's own object has such files",
      { values: values(), chart: null, chartRef: { kind: "HelmChart", name: "app" } },
      "clu/ns/sa",
    ],
    [
      "which one by what changes what is rendered",
      { postRenderers: [{ kustomize: { patches: [{ patch: `${ANNOTATION}: ${TARGET}` }] } }] },
      "clu/?/?",
    ],
  ])("and it is unknown %s", async (_, spec, id) => {
    expect(await chainsOf(release(spec))).toContainEqual([id, "unknown"]);
  });
});
