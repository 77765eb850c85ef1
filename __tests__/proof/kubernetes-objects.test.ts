import { A, document, ISSUER, type Json, providerArn, READ_BUCKET, TARGET, webTrust } from "../support/documents";
import { chainOf, hopIn, irsaWorld, proofOf, stackIn } from "../support/world";

const ANNOTATION = "eks.amazonaws.com/role-arn";
const CLUSTER = { aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } } };

/** A world whose service account is made by `resources` in the cluster's stack. */
const madeBy = (resources: Json, rest: Json = {}, targetTrust?: Json) =>
  irsaWorld({
    cluster: stackIn(A, { ...CLUSTER, ...resources }, rest),
    ...(targetTrust ? { targetTrust } : {}),
  });

/** Every chain with its verdict, and the assumptions it rests on. */
async function chainsOf(resources: Json, rest: Json = {}, targetTrust?: Json) {
  const { chains } = await proofOf(madeBy(resources, rest, targetTrust));
  return chains.map(({ id, verdict, assumptions }) => [id, verdict, assumptions.map((one) => one.id).join()]);
}

const PROVED = [["clu/ns/sa", "proved", ""]];
const ASSUMED = [["clu/ns/sa", "conditional", "service-account-not-seen"]];

const yaml = (metadata: string, kind = "ServiceAccount") => `apiVersion: v1\nkind: ${kind}\nmetadata:\n${metadata}`;
const ANNOTATED = `  name: sa\n  namespace: ns\n  annotations:\n    ${ANNOTATION}: ${TARGET}\n`;
const manifest = (more: Json = {}) => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: "sa", namespace: "ns", annotations: { [ANNOTATION]: TARGET } },
  ...more,
});

describe("a service account is read from", () => {
  test.each<[string, Json]>([
    ["a kubernetes_manifest", { kubernetes_manifest: { one: { manifest: manifest() } } }],
    [
      "a list in a kubernetes_manifest",
      { kubernetes_manifest: { one: { manifest: { kind: "List", items: [manifest({ kind: "Role" }), manifest()] } } } },
    ],
    ["a kubectl_manifest", { kubectl_manifest: { one: { yaml_body: yaml(ANNOTATED) } } }],
    [
      "one of several documents of a kubectl_manifest",
      { kubectl_manifest: { one: { yaml_body: `---\n${yaml("  name: x\n", "Namespace")}---\n${yaml(ANNOTATED)}` } } },
    ],
    [
      "a kubectl_manifest that is put into another namespace",
      { kubectl_manifest: { one: { yaml_body: yaml(ANNOTATED.replace("ns", "x")), override_namespace: "ns" } } },
    ],
    [
      "annotations for one that something else makes",
      {
        kubernetes_annotations: {
          one: {
            kind: "ServiceAccount",
            metadata: [{ name: "sa", namespace: "ns" }],
            annotations: { [ANNOTATION]: TARGET },
          },
        },
      },
    ],
    [
      "annotations for one that is declared without",
      {
        kubernetes_service_account_v1: { sa: { metadata: [{ name: "sa", namespace: "ns" }] } },
        kubernetes_annotations: {
          one: {
            kind: "ServiceAccount",
            metadata: [{ name: "sa", namespace: "ns" }],
            annotations: { [ANNOTATION]: TARGET },
          },
        },
      },
    ],
  ])("%s", async (_, resources) => {
    expect(await chainsOf(resources)).toEqual(PROVED);
  });

  test("each of the documents of a file", async () => {
    const content = `${yaml("  name: x\n", "Namespace")}---\n${yaml(ANNOTATED)}`;
    const one = { for_each: "${data.kubectl_file_documents.x.manifests}", yaml_body: "${each.value}" };
    const data = { kubectl_file_documents: { x: { content } } };
    expect(await chainsOf({ kubectl_manifest: { one } }, { data })).toEqual(PROVED);
  });

  test("the default one of a namespace", async () => {
    const one = { metadata: [{ namespace: "ns", annotations: { [ANNOTATION]: TARGET } }] };
    const chains = await chainsOf({ kubernetes_default_service_account_v1: { one } });
    expect(chains.map(([id, verdict]) => [id, verdict])).toContainEqual(["clu/ns/default", "refuted"]);
  });
});

test("a service account that two resources annotate with one role is one chain, by the one that is sure", async () => {
  const metadata = [{ name: "sa", namespace: "ns", annotations: { [ANNOTATION]: TARGET } }];
  const sets = [set("serviceAccount.name", "sa"), ROLE_SET];
  const resources = { ...release({ set: sets }), kubernetes_service_account_v1: { sa: { metadata } } };
  expect(await chainsOf(resources)).toEqual(PROVED);
});

test.each<[string, Json]>([
  [
    "annotations of their own",
    {
      kubernetes_annotations: {
        x: {
          api_version: "v1",
          kind: "ServiceAccount",
          metadata: [{ name: "sa", namespace: "ns" }],
          annotations: { [ANNOTATION]: `${TARGET}-2` },
          force: true,
        },
      },
    },
  ],
  ["a manifest", { kubectl_manifest: { x: { yaml_body: yaml(ANNOTATED.replace(TARGET, `${TARGET}-2`)) } } }],
])(
  "a service account that Terraform makes, and to which %s give another role, has neither for certain",
  async (_, more) => {
    const made = { kubectl_manifest: { s: { yaml_body: yaml(ANNOTATED) }, ...(more.kubectl_manifest as Json) } };
    const { chains } = await proofOf(madeBy({ ...more, ...made }));
    const said = chains.map(({ verdict, hops: [hop] }) => [verdict, hop?.verdict, hop?.code]);
    expect(said).toEqual(Array(2).fill(["unknown", "unknown", "service-account-twice"]));
  },
);

test("service accounts of one name in two clusters that are perhaps one are each their own", async () => {
  const stack = (role: string) => ({
    provider: {
      aws: [{ region: "us-east-1", allowed_account_ids: [A] }],
      kubernetes: [{ exec: [{ args: ["eks", "get-token", "--cluster-name", "main", "--profile", role] }] }],
    },
    resource: {
      kubernetes_service_account_v1: {
        sa: { metadata: [{ name: "sa", namespace: "ns", annotations: { [ANNOTATION]: role } }] },
      },
    },
  });
  const { chains } = await proofOf({ ...irsaWorld(), clu: stack(TARGET), other: stack(`${TARGET}-2`) });
  expect(chains.flatMap(({ hops }) => hops.map(({ code }) => code))).not.toContain("service-account-twice");
});

test("annotations of another kind of object make no chain", async () => {
  const metadata = [{ name: "sa", namespace: "ns" }];
  const one = { kind: "Deployment", metadata, annotations: { [ANNOTATION]: TARGET } };
  expect((await chainsOf({ kubernetes_annotations: { one } })).map(([id]) => id)).toEqual(["ABCDEF/ns/sa"]);
});

describe("a manifest", () => {
  test("of another kind makes no chain, whatever it is annotated with", async () => {
    const ids = (await chainsOf({ kubernetes_manifest: { one: { manifest: manifest({ kind: "Deployment" }) } } })).map(
      ([id]) => id,
    );
    expect(ids).toEqual(["ABCDEF/ns/sa"]);
  });

  test("of a service account without the annotation has it denied", async () => {
    const chain = chainOf(
      await proofOf(madeBy({ kubectl_manifest: { one: { yaml_body: yaml("  name: sa\n  namespace: ns\n") } } })),
    );
    const hop = chain.hops.find(({ id }) => id === "service-account");
    expect([hop?.verdict, hop?.code]).toEqual(["denied", "service-account-not-annotated"]);
  });

  test("with a role that is not known is a chain that is unknown", async () => {
    const body = yaml(ANNOTATED.replace(TARGET, "${var.role}"));
    const chains = await chainsOf({ kubectl_manifest: { one: { yaml_body: body } } }, { variable: { role: {} } });
    expect(chains).toEqual([["clu/ns/sa", "unknown", ""]]);
  });

  test("with annotations that are not known is one too", async () => {
    const one = { manifest: manifest({ metadata: { name: "sa", namespace: "ns", annotations: "${var.all}" } }) };
    expect(await chainsOf({ kubernetes_manifest: { one } }, { variable: { all: {} } })).toEqual([
      ["clu/ns/sa", "unknown", ""],
    ]);
  });

  test("that is not known is named, since it may hold an annotated service account", async () => {
    const resources = { kubectl_manifest: { one: { yaml_body: "${var.body}" }, two: { yaml_body: "a: [" } } };
    const { findings, chains } = await proofOf(madeBy(resources, { variable: { body: {} } }));
    expect(chains.map(({ id }) => id)).toEqual(["ABCDEF/ns/sa"]);
    expect(findings.filter(({ code }) => code === "objects-not-read").map(({ message }) => message)).toEqual([
      expect.stringMatching(/kubectl_manifest\.one of stack clu .*yaml_body is not known.*variable body/),
      expect.stringMatching(/kubectl_manifest\.two of stack clu .*not YAML/),
    ]);
  });
});

const values = (tree: Json): string => JSON.stringify(tree);
const release = (more: Json): Json => ({
  helm_release: { one: { name: "app", chart: "app", namespace: "ns", ...more } },
});
const set = (name: string, value: unknown, more: Json = {}) => ({ name, value, ...more });
const ROLE_SET = set("serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn", TARGET);

describe("a Helm release", () => {
  test.each<[string, Json]>([
    ["by set blocks", { set: [set("serviceAccount.name", "sa"), ROLE_SET] }],
    ["by a set that is one block", { set: ROLE_SET, values: ["serviceAccount: { name: sa }"] }],
    ["by set_sensitive", { set: [set("serviceAccount.name", "sa")], set_sensitive: [ROLE_SET] }],
    [
      "by values",
      { values: [`serviceAccount:\n  create: true\n  name: sa\n  annotations:\n    ${ANNOTATION}: ${TARGET}\n`] },
    ],
    [
      "by values that are JSON",
      { values: [values({ serviceAccount: { name: "sa", annotations: { [ANNOTATION]: TARGET } } })] },
    ],
    [
      "by values of a component",
      { values: [values({ controller: { serviceAccount: { name: "sa", annotations: { [ANNOTATION]: TARGET } } } })] },
    ],
    [
      "by values for one of its service accounts",
      { values: [values({ serviceAccounts: { server: { name: "sa", annotations: { [ANNOTATION]: TARGET } } } })] },
    ],
    [
      "by values that later ones replace",
      {
        values: [
          values({ serviceAccount: { name: "x", annotations: { [ANNOTATION]: "x" } } }),
          "serviceAccount: {name: sa}",
        ],
        set: [ROLE_SET],
      },
    ],
    [
      "by values of which a set replaces one in a list",
      {
        values: [values({ serviceAccounts: [{ name: "x", annotations: { [ANNOTATION]: TARGET } }] })],
        set: [set("serviceAccounts[0].name", "sa")],
      },
    ],
    [
      "by annotations beside its name",
      { values: [values({ serviceAccountName: "sa", serviceAccountAnnotations: { [ANNOTATION]: TARGET } })] },
    ],
    [
      "by a manifest among its values",
      { values: [values({ extraObjects: [manifest({ kind: "ConfigMap" }), manifest()] })] },
    ],
    [
      "by a dynamic set",
      {
        values: ["serviceAccount: {name: sa}"],
        dynamic: { set: { for_each: [ROLE_SET], content: { name: "${set.value.name}", value: "${set.value.value}" } } },
      },
    ],
  ])("annotates a service account %s, as far as its chart does so", async (_, more) => {
    expect(await chainsOf(release(more))).toEqual(ASSUMED);
  });

  test("whose chart makes what its values have is an assumption that names it", async () => {
    const sets = [set("serviceAccount.name", "sa"), ROLE_SET];
    const [{ assumptions = [] } = {}] = (await proofOf(madeBy(release({ set: sets })))).chains;
    expect(assumptions).toMatchObject([
      { subject: "ns/sa", message: expect.stringContaining("the chart of helm_release.one makes the service account") },
    ]);
  });

  test("whose chart chooses the name has that of the one subject of the trust in its namespace, as an assumption", async () => {
    expect(await chainsOf(release({ set: [ROLE_SET] }))).toEqual(ASSUMED);
    const [{ assumptions = [], hops = [] } = {}] = (await proofOf(madeBy(release({ set: [ROLE_SET] })))).chains;
    expect(assumptions.map(({ message }) => message)).toEqual([expect.stringContaining("serviceAccount.name")]);
    expect(new Set(hops.map(({ verdict }) => verdict))).toEqual(new Set(["allowed"]));
  });

  test("whose chart chooses the name is unknown where the trust names none of its namespace", async () => {
    expect(await chainsOf(release({ set: [ROLE_SET], namespace: "other" }))).toEqual([
      ["ABCDEF/ns/sa", "conditional", "service-account-not-seen"],
      ["clu/other/?", "unknown", ""],
    ]);
  });

  test("whose chart chooses the name is unknown where the trust names two", async () => {
    const subjects = ["sa", "two"].map((name) => `system:serviceaccount:ns:${name}`);
    const trust = webTrust({ StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: subjects } });
    const ids = (await chainsOf(release({ set: [ROLE_SET] }), {}, trust)).map(([id, verdict]) => [id, verdict]);
    expect(ids).toContainEqual(["clu/ns/?", "unknown"]);
  });

  test("whose chart chooses the name has the pattern of the trust for it", async () => {
    const trust = webTrust({
      StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" },
      StringLike: { [`${ISSUER}:sub`]: "system:serviceaccount:ns:*" },
    });
    expect(await chainsOf(release({ set: [ROLE_SET] }), {}, trust)).toEqual([
      ["clu/ns/*", "conditional", "service-account-not-seen"],
    ]);
  });

  test("and another one cannot both have the one name of the trust", async () => {
    const { helm_release } = release({ set: [ROLE_SET] });
    const { one } = helm_release as Json;
    const ids = (await chainsOf({ helm_release: { one, two: one } })).map(([id, verdict]) => [id, verdict]);
    expect(ids).toContainEqual(["clu/ns/?#clu/helm_release.one/serviceAccount.annotations", "unknown"]);
    expect(ids).toContainEqual(["clu/ns/?#clu/helm_release.two/serviceAccount.annotations", "unknown"]);
  });

  test("whose chart is one of the drivers' calls the two that it annotates as that chart does", async () => {
    const both = ["controller", "node"].map((part) =>
      set(`${part}.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn`, TARGET),
    );
    const sub = "system:serviceaccount:ns:ebs-csi-controller-sa";
    const trust = webTrust({ StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: sub } });
    const driver = (more: Json) => chainsOf(release({ set: both, ...more }), {}, trust);
    expect(await driver({ chart: "oci://example.com/charts/aws-ebs-csi-driver" })).toEqual([
      ["clu/ns/ebs-csi-controller-sa", "conditional", "service-account-not-seen"],
      ["clu/ns/ebs-csi-node-sa", "refuted", "service-account-not-seen"],
    ]);
    const named = [...both, set("node.serviceAccount.name", "mine")];
    expect((await driver({ chart: "aws-ebs-csi-driver", set: named })).map(([id]) => id)).toContain("clu/ns/mine");
  });

  test("that annotates two service accounts of unknown names is two chains with keys of their own", async () => {
    const both = ["controller", "node"].map((part) =>
      set(`${part}.serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn`, TARGET),
    );
    const { chains } = await proofOf(madeBy(release({ set: both })));
    const unknown = chains.filter(({ id }) => id.startsWith("clu/"));
    expect(new Set(unknown.map(({ id }) => id)).size).toBe(2);
    expect(new Set(unknown.map(({ key }) => key)).size).toBe(2);
  });

  test("that is told to make no service account makes no chain", async () => {
    const ids = (await chainsOf(release({ set: [ROLE_SET, set("serviceAccount.create", "false")] }))).map(([id]) => id);
    expect(ids).toEqual(["ABCDEF/ns/sa"]);
  });

  test("with an annotation in quotes, which Helm takes for a part of the key, is none either", async () => {
    const quoted = set('serviceAccount.annotations."eks\\.amazonaws\\.com/role-arn"', TARGET);
    expect((await chainsOf(release({ set: [quoted] }))).map(([id]) => id)).toEqual(["ABCDEF/ns/sa"]);
  });

  test("with a role that is not known is a chain that is unknown", async () => {
    const role = { ...ROLE_SET, value: "${var.role}" };
    const chains = await chainsOf(release({ set: [set("serviceAccount.name", "sa"), role] }), {
      variable: { role: {} },
    });
    expect(chains).toEqual([["clu/ns/sa", "unknown", ""]]);
  });

  test("with a role of which only the account is not known is one too", async () => {
    const role = { ...ROLE_SET, value: "arn:aws:iam::${var.account}:role/target" };
    const chains = await chainsOf(release({ set: [set("serviceAccount.name", "sa"), role] }), {
      variable: { account: {} },
    });
    expect(chains.map(([id, verdict]) => [id, verdict])).toContainEqual(["clu/ns/sa", "unknown"]);
  });

  test("with values that are not known may have other names and other roles than those that are", async () => {
    const more = { values: ["serviceAccount: {name: sa}", "${var.more}"], set: [ROLE_SET] };
    const { chains, findings } = await proofOf(madeBy(release(more), { variable: { more: {} } }));
    expect(chains.map(({ id, verdict }) => [id, verdict])).toContainEqual(["clu/ns/?", "unknown"]);
    expect(findings.map(({ code }) => code)).toContain("objects-not-read");
  });

  test("with settings after values that are not known is known as far as these go, and the rest is an assumption", async () => {
    const sets = [set("serviceAccount.name", "sa"), set("serviceAccount.create", "true"), ROLE_SET];
    expect(await chainsOf(release({ values: ["${var.more}"], set: sets }), { variable: { more: {} } })).toEqual(
      ASSUMED,
    );
  });

  test("whose values may tell it to make none is unknown", async () => {
    const sets = [set("serviceAccount.name", "sa"), ROLE_SET];
    const more = { values: ["${var.more}"], set: sets };
    expect(await chainsOf(release(more), { variable: { more: {} } })).toEqual([["clu/ns/sa", "unknown", ""]]);
  });

  test("whose chart may put everything elsewhere has a namespace that is not known", async () => {
    const sets = [set("serviceAccount.name", "sa"), set("namespaceOverride", "x"), ROLE_SET];
    expect((await chainsOf(release({ set: sets }))).map(([id]) => id)).toContain("clu/?/sa");
  });

  test("has none of what later values take away with null", async () => {
    const { chains } = await proofOf(
      madeBy(release({ values: ["serviceAccount: {name: x}", "serviceAccount: {name: null}"], set: [ROLE_SET] })),
    );
    expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual([["clu/ns/sa", "conditional"]]);
  });

  test("whose cluster has another issuer than the trust is not the one that the trust names", async () => {
    const issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/OTHER";
    const other = { aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer }] }] } } };
    const { chains } = await proofOf(irsaWorld({ cluster: stackIn(A, { ...other, ...release({ set: [ROLE_SET] }) }) }));
    expect(chains.map(({ id }) => id)).toEqual(["ABCDEF/ns/sa", "clu/ns/?"]);
  });

  test("is in the cluster that its provider is configured for", async () => {
    const exec = { args: ["eks", "get-token", "--cluster-name", "clu"] };
    const provider = {
      aws: [{ region: "us-east-1", allowed_account_ids: [A] }],
      helm: [{ kubernetes: [{ exec: [exec] }] }],
    };
    const stack = {
      ...stackIn(A, { ...CLUSTER, ...release({ set: [set("serviceAccount.name", "sa"), ROLE_SET] }) }),
      provider,
    };
    const { clu: _, ...others } = irsaWorld();
    const { chains } = await proofOf({ ...others, another: stack });
    expect(chains.map(({ id }) => id)).toEqual(["clu/ns/sa"]);
  });
});

test.each(["argocd_application_set", "kustomization_resource"])(
  "%s that has the annotation is a chain that is unknown",
  async (type) => {
    const one = { manifest: JSON.stringify({ metadata: { annotations: { [ANNOTATION]: TARGET } } }) };
    const chains = await chainsOf({ [type]: { one, two: { manifest: "{}" } } });
    expect(chains.map(([id, verdict]) => [id, verdict])).toEqual([
      ["ABCDEF/ns/sa", "conditional"],
      ["clu/?/?", "unknown"],
    ]);
  },
);

describe("a subject of a trust policy may be made of", () => {
  test.each<[string, string, Json]>([
    [
      "a namespace's id",
      "${kubernetes_namespace_v1.ns.id}:sa",
      { kubernetes_namespace_v1: { ns: { metadata: [{ name: "ns" }] } } },
    ],
    [
      "a namespace's name",
      "${kubernetes_namespace.ns.metadata[0].name}:sa",
      { kubernetes_namespace: { ns: { metadata: [{ name: "ns" }] } } },
    ],
    [
      "a release's namespace",
      "${helm_release.x.metadata[0].namespace}:sa",
      { helm_release: { x: { name: "x", namespace: "ns" } } },
    ],
    [
      "a manifest's name",
      "ns:${kubernetes_manifest.x.object.metadata.name}",
      { kubernetes_manifest: { x: { manifest: { kind: "ConfigMap", metadata: { name: "sa" } } } } },
    ],
  ])("%s", async (_, subject, b) => {
    const sub = `system:serviceaccount:${subject}`;
    const targetTrust = webTrust({ StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com", [`${ISSUER}:sub`]: sub } });
    const { chains } = await proofOf(irsaWorld({ targetTrust, b }));
    expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual([["clu/ns/sa", "proved"]]);
  });
});

describe("the issuer of a cluster that only apply decides", () => {
  const made = (issuer: string, mode: "resource" | "data" = "resource") => {
    const clu = { name: "clu" };
    const cluster = mode === "resource" ? "aws_eks_cluster.clu" : "data.aws_eks_cluster.clu";
    const url = `\${${cluster}.identity[0].oidc[0].issuer}`;
    const locals = { host: `\${replace(${cluster}.identity[0].oidc[0].issuer, "https://", "")}` };
    const host = issuer || "${local.host}";
    const trust = {
      ...webTrust({
        StringEquals: { [`${host}:sub`]: "system:serviceaccount:ns:sa", [`${host}:aud`]: "sts.amazonaws.com" },
      }),
      Principal: { Federated: issuer ? providerArn(A, issuer) : "${aws_iam_openid_connect_provider.p.arn}" },
    };
    const account = {
      metadata: [{ name: "sa", namespace: "ns", annotations: { [ANNOTATION]: "${aws_iam_role.x.arn}" } }],
    };
    const resources = {
      ...(mode === "resource" ? { aws_eks_cluster: { clu } } : {}),
      aws_iam_openid_connect_provider: {
        p: { url: issuer ? `https://${issuer}` : url, client_id_list: ["sts.amazonaws.com"] },
      },
      aws_iam_role: { x: { name: "x", assume_role_policy: document(trust) } },
      aws_iam_role_policy: { x: { role: "x", policy: document(READ_BUCKET) } },
      aws_s3_bucket: { data: { bucket: "data-bucket" } },
      kubernetes_service_account_v1: { sa: account },
    };
    return {
      clu: stackIn(A, resources, { locals, ...(mode === "data" ? { data: { aws_eks_cluster: { clu } } } : {}) }),
    };
  };
  const chainIn = async (world: Readonly<Record<string, Json>>) => {
    const [{ verdict = "", hops = [], assumptions = [] } = {}] = (await proofOf(world)).chains;
    return [verdict, hops.find(({ id }) => id === "oidc-provider")?.verdict, assumptions.map(({ id }) => id)];
  };

  test.each(["resource", "data"] as const)("is that of the trust which refers to it: %s", async (mode) => {
    expect(await chainIn(made("", mode))).toEqual(["proved", "allowed", []]);
  });

  test("may be the one that the trust writes out, or may not", async () => {
    expect(await chainIn(made(ISSUER))).toEqual(["unknown", "unknown", []]);
  });

  test("is not made with a cluster that is there already, whose issuer is then an assumption", async () => {
    expect(await chainIn(made(ISSUER, "data"))).toEqual(["conditional", "allowed", ["issuer-not-verified"]]);
  });
});

test("a service account with a role of which a part is not known is unknown, not malformed", async () => {
  const world = irsaWorld({ annotations: { [ANNOTATION]: "${var.role}" } });
  const chain = chainOf(await proofOf({ ...world, clu: { ...world.clu, variable: { role: {} } } }));
  expect(hopIn(chain, "service-account")).toBe("unknown");
});
