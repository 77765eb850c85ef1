import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { prove } from "../../src/proof";
import { readWorlds } from "../../src/terraform";
import { A, B, CONFINED_PRIMARY, ID, type Json, PRIMARY, TARGET, trust } from "../support/documents";
import { irsaWorld, podWorld, proofOf } from "../support/world";

const CLUSTER = { aws_eks_cluster: { clu: { name: "clu" } } };

/** A world in which any pod that has the primary role without a target gets in, and only an association lets one have it. */
const open = (a: Json = {}) => podWorld({ targetTrust: trust({ AWS: PRIMARY }), a: { ...CLUSTER, ...a } });
/** A world that lets in nobody else, whatever associations there are. */
const closed = () => podWorld({ primaryTrust: CONFINED_PRIMARY, targetTrust: trust({ AWS: PRIMARY }), a: CLUSTER });

const OTHER = `{ clusterName: clu, namespace: evil, serviceAccount: other, roleARN: "${PRIMARY}" }`;
const ASSOCIATION = `apiVersion: eks.services.k8s.aws/v1alpha1
kind: PodIdentityAssociation
metadata: { name: other, namespace: ack }
spec: ${OTHER}
`;
const REFERRING = ASSOCIATION.replace(`roleARN: "${PRIMARY}"`, "roleRef: { from: { name: pri } }");
const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n";

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "kustomized-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const verdictOf = async (stacks: Readonly<Record<string, Json>>, text: string | undefined, path = "k8s.yaml") => {
  const options = { manifests: [{ cluster: "clu", path, ...(text === undefined ? {} : { text }) }] };
  const { chains } = await proofOf(stacks, { assume: [{ id: "association-admins" }] }, options);
  return chains.find(({ id }) => id === ID)?.verdict;
};

test("a proof that rests on who makes associations holds beside manifests without one", async () => {
  expect(await verdictOf(open(), CONFIG)).toBe("proved");
});

test.each([
  ["as it is", ASSOCIATION],
  ["in lines that end as on Windows", `${ASSOCIATION}---\n${CONFIG}`.replaceAll("\n", "\r\n")],
  [
    "on the line of the separator",
    `--- {apiVersion: eks.services.k8s.aws/v1alpha1, kind: PodIdentityAssociation, metadata: {name: o}, spec: ${OTHER}}\n`,
  ],
  [
    "in a list of its kind",
    `apiVersion: eks.services.k8s.aws/v1alpha1\nkind: PodIdentityAssociationList\nitems: [{ metadata: { name: o }, spec: ${OTHER} }]\n`,
  ],
])("an association %s is seen by whoever holds the primary role", async (_, text) => {
  expect(await verdictOf(open(), text)).toBe("refuted");
});

const ofKind = (apiVersion: string, kind: string, spec: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: other }\nspec: ${spec}\n`;

test.each([
  ["a template that is no YAML", "a: {{- with .Values.x }}\n  b: {{ . }}: y: z\n{{- end }}\n"],
  ["a template that includes all there is", '{{ include "associations" . }}\n'],
  ["a kind that a template fills in", ASSOCIATION.replace("PodIdentityAssociation", "{{ .Values.kind }}")],
  ["a version that a template fills in", ASSOCIATION.replace("eks.services.k8s.aws/v1alpha1", "{{ .Values.api }}")],
  [
    "a role that a condition chooses",
    ASSOCIATION.replace(PRIMARY, `{{ if .own }}${TARGET}{{ else }}${PRIMARY}{{ end }}`),
  ],
  ["a role that another object decides", REFERRING],
  ["an association that a template may leave out", `{{ if .Values.x }}\n${ASSOCIATION}{{ end }}\n`],
  [
    "an association that is adopted",
    ASSOCIATION.replace("namespace: ack", 'annotations: { services.k8s.aws/read-only: "true" }'),
  ],
  [
    "an association of Crossplane",
    ofKind("eks.aws.upbound.io/v1beta1", "PodIdentityAssociation", "{ forProvider: {} }"),
  ],
  ["a namespaced association of Crossplane", ofKind("eks.aws.m.upbound.io/v1beta1", "PodIdentityAssociation", "{}")],
  [
    "an add-on with associations",
    ofKind("eks.services.k8s.aws/v1alpha1", "Addon", "{ podIdentityAssociations: [{}] }"),
  ],
  [
    "what carries an association",
    ofKind("apiextensions.crossplane.io/v1", "Composition", "{ base: PodIdentityAssociation }"),
  ],
])("beside %s it is not known who has the primary role", async (_, text) => {
  expect(await verdictOf(open(), text)).toBe("unknown");
});

test.each([
  ["a remote resource", "resources: [https://github.com/example/example?ref=1]\n"],
  ["charts", "resources: [x.yaml]\nhelmCharts: [{ name: chart }]\n"],
  ["generators", "resources: [x.yaml]\ngenerators: [g.yaml]\n"],
  ["transformers", "resources: [x.yaml]\ntransformers: [t.yaml]\n"],
])("nor beside a kustomization with %s", async (_, kustomization) => {
  const folder = folderOf({ "kustomization.yaml": kustomization, "x.yaml": CONFIG });
  try {
    expect(await verdictOf(open(), undefined, folder)).toBe("unknown");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each([
  [
    "kubernetes_manifest",
    {
      apiVersion: "eks.services.k8s.aws/v1alpha1",
      kind: "PodIdentityAssociation",
      metadata: { name: "o" },
      spec: { clusterName: "clu", namespace: "evil", serviceAccount: "other", roleARN: PRIMARY },
    },
    "manifest",
  ],
  ["kubectl_manifest", ASSOCIATION, "yaml_body"],
])("an association in a %s is one like those of files", async (type, content, argument) => {
  expect(await verdictOf(open({ [type]: { o: { [argument]: content } } }), CONFIG)).toBe("refuted");
});

describe("objects of controllers", () => {
  test.each([
    ["a role of ACK", ofKind("iam.services.k8s.aws/v1alpha1", "Role", "{ name: primary }")],
    ["a bucket of ACK", ofKind("s3.services.k8s.aws/v1alpha1", "Bucket", "{ name: data-bucket, policy: '{}' }")],
    ["an attachment of Crossplane", ofKind("iam.aws.upbound.io/v1beta1", "RolePolicyAttachment", "{}")],
    [
      "a composition with one",
      ofKind("apiextensions.crossplane.io/v1", "Composition", "{ base: { apiVersion: iam.aws.upbound.io/v1beta1 } }"),
    ],
  ])("such as %s may change what a proof rests on, and are named", async (_, text) => {
    const options = { manifests: [{ cluster: "clu", path: "k8s.yaml", text }] };
    const [chain] = (await proofOf(closed(), {}, options)).chains;
    expect([chain?.verdict, chain?.access, chain?.others]).toEqual(["unknown", "unknown", "unknown"]);
    expect(chain?.hops.map(({ verdict }) => verdict)).not.toContain("allowed");
    expect(JSON.stringify(chain?.hops)).toContain("other of stack manifests/clu");
  });

  test.each([
    ["databases", ofKind("rds.services.k8s.aws/v1alpha1", "DBInstance", "{}")],
    [
      "what describes them",
      ofKind("apiextensions.k8s.io/v1", "CustomResourceDefinition", "{ kind: PodIdentityAssociation }"),
    ],
    ["who may use them", ofKind("rbac.authorization.k8s.io/v1", "ClusterRole", "[eks.services.k8s.aws]")],
    ["how a provider signs in", ofKind("aws.upbound.io/v1beta1", "ProviderConfig", "{}")],
  ])("such as %s change nothing", async (_, text) => {
    expect(await verdictOf(open(), text)).toBe("proved");
  });
});

test("a release for a controller that annotates a service account is a chain of which nothing is known", async () => {
  const text = ofKind(
    "helm.toolkit.fluxcd.io/v2",
    "HelmRelease",
    '{ values: { sa: { eks.amazonaws.com/role-arn: "x" } } }',
  );
  const options = { manifests: [{ cluster: "clu", path: "k8s.yaml", text }] };
  const { chains } = await proofOf(closed(), {}, options);
  expect(chains.map(({ id, verdict }) => [id, verdict])).toContainEqual(["clu/?/?", "unknown"]);
});

describe("the annotations of a Namespace", () => {
  const same = ASSOCIATION.replace("evil", "ns").replace("serviceAccount: other", "serviceAccount: sa");
  const namespace = (annotations: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: ack, annotations: { ${annotations} } }\n---\n`;
  const isRefused = async (options: { readonly path: string; readonly text?: string }) => {
    const { chains } = await proofOf(closed(), {}, { manifests: [{ cluster: "clu", ...options }] });
    return chains.some(
      ({ account, region, hops }) =>
        account === A && region === "us-east-1" && hops.some(({ verdict }) => verdict === "denied"),
    );
  };

  test.each([
    ["nothing", "", true],
    ["another region", 'services.k8s.aws/default-region: "eu-west-1"', false],
    ["this region", 'services.k8s.aws/default-region: "us-east-1"', true],
  ])("that say %s decide where its associations are", async (_, annotations, refused) => {
    expect(await isRefused({ path: "k8s.yaml", text: `${namespace(annotations)}${same}` })).toBe(refused);
  });

  test("are those of the namespace that a kustomization sets", async () => {
    const folder = folderOf({
      "kustomization.yaml": "resources: [namespace.yaml, inner]\n",
      "namespace.yaml": namespace(`services.k8s.aws/owner-account-id: "${B}"`),
      "inner/kustomization.yaml": "namespace: elsewhere\nresources: [association.yaml]\n",
      "inner/association.yaml": same,
    });
    try {
      expect(await isRefused({ path: folder })).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test.each([
  ["of the world whose cluster one root module has", "clu", ["one"], ASSOCIATION, ["refuted"]],
  ["of each world whose cluster several root modules have", "clu", ["one", "two"], CONFIG, ["unknown", "unknown"]],
  ["of any world, whose cluster none has, where they make something in AWS", "hub", ["one"], REFERRING, ["unknown"]],
  ["of any world, whose cluster none has, where they are templates", "hub", ["one"], "a: {{ b }\n", ["unknown"]],
  ["of a world of their own, whose cluster none has, where they make nothing", "hub", ["one"], CONFIG, ["proved"]],
])("below a folder that is searched, manifests are %s", async (_, cluster, names, text, verdicts) => {
  const folder = folderOf(
    Object.fromEntries(
      names.flatMap((name) =>
        Object.entries(open()).map(([stack, content]) => [
          `${name}/live/${stack}/main.tf.json`,
          JSON.stringify(content)
            .replaceAll("data-bucket", `data-${name}`)
            .replaceAll(A, name === "one" ? A : "444444444444")
            .replaceAll(B, name === "one" ? B : "555555555555"),
        ]),
      ),
    ),
  );
  try {
    const options = { manifests: [{ cluster, path: "k8s.yaml", text }] };
    const { worlds } = await readWorlds([folder], options);
    const found = worlds.flatMap(({ world }) => prove(world, { assume: [{ id: "association-admins" }] }).chains);
    expect(found.flatMap(({ id, verdict }) => (id.endsWith(ID) ? [verdict] : []))).toEqual(verdicts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("manifests of Terraform that are not known", () => {
  const unknown = { kubernetes_manifest: { m: { manifest: "${yamldecode(var.text)}" } } };
  const rest = (cluster: string) => ({
    variable: { text: {} },
    provider: {
      aws: [{ region: "us-east-1", allowed_account_ids: [A] }],
      kubernetes: [{ exec: [{ args: ["eks", "get-token", "--cluster-name", cluster] }] }],
    },
  });
  const provedWith = async (world: Readonly<Record<string, Json>>, cluster = "clu", options = {}) => {
    const { chains } = await proofOf({ ...world, more: { resource: unknown, ...rest(cluster) } }, options);
    return chains.map(({ verdict, assumptions }) => [
      verdict,
      assumptions.map(({ id, subject }) => `${id}@${subject}`),
    ]);
  };
  const ASSUMED = "not-modelled@kubernetes_manifest@clu";

  test.each([
    ["an association", closed()],
    ["a token", irsaWorld()],
  ])("are assumed to hold nothing about a pod of their cluster that has its role by %s", async (_, world) => {
    expect(await provedWith(world)).toEqual([["conditional", [ASSUMED]]]);
    expect(await provedWith(world, "clu", { assume: [{ id: "not-modelled" }] })).toEqual([["proved", [ASSUMED]]]);
  });

  test("are assumed to where their cluster may be that one", async () => {
    const [[verdict, assumed] = []] = await provedWith(irsaWorld(), "c${var.text}");
    expect([verdict, assumed]).toEqual([
      "conditional",
      [expect.stringContaining("not-modelled@kubernetes_manifest@c")],
    ]);
  });

  test("say nothing of another cluster's", async () => {
    expect(await provedWith(irsaWorld(), "other")).toEqual([["proved", []]]);
    expect(await provedWith(irsaWorld(), "other-${var.text}")).toEqual([["proved", []]]);
  });
});

test("beside a file that is no YAML it is not known which role a service account is annotated with", async () => {
  const options = { manifests: [{ cluster: "clu", path: "k8s.yaml", text: "a: {{ b }\n" }] };
  const { chains } = await proofOf(irsaWorld(), {}, options);
  expect(chains.map(({ hops }) => hops.filter(({ verdict }) => verdict !== "allowed").map(({ id }) => id))).toEqual([
    ["service-account"],
  ]);
});
