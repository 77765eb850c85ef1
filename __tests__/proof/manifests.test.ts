import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ChainResult, Hop, HopId } from "../../src/proof";
import { A, B, ISSUER, type Json, PRIMARY, TARGET } from "../support/documents";
import { chainOf, irsaWorld, podWorld, proofOf, stackIn } from "../support/world";

const CLUSTER = { aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } } };
const hopOf = ({ hops }: ChainResult, id: HopId): Partial<Hop> => hops.find((hop) => hop.id === id) ?? {};
/** A world in which no stack makes the service account. */
const irsa = (more: Json = {}) => irsaWorld({ cluster: stackIn(A, { ...CLUSTER, ...more }) });
const annotated = (role = TARGET, namespace = "ns") => `apiVersion: v1
kind: ServiceAccount
metadata:
  name: sa
  namespace: ${namespace}
  annotations:
    eks.amazonaws.com/role-arn: ${role}
`;
const associated = (more = "", target = `  targetRoleARN: ${TARGET}\n`, metadata = "{ name: sa, namespace: ns }") => `
apiVersion: eks.services.k8s.aws/v1alpha1
kind: PodIdentityAssociation
metadata: ${metadata}
spec:
  clusterName: clu
  namespace: ns
  serviceAccount: sa
  roleARN: ${PRIMARY}
${target}${more}`;

const given = (text: string, cluster = "clu") => ({ manifests: [{ cluster, path: "k8s.yaml", text }] });
const verdictsOf = async (stacks: Parameters<typeof proofOf>[0], text: string, cluster = "clu") =>
  (await proofOf(stacks, {}, given(text, cluster))).chains.map(({ id, mechanism, verdict }) => [
    id,
    mechanism,
    verdict,
  ]);

/** A pod-identity world whose association is not Terraform's. */
function withoutAssociation() {
  const stacks = podWorld();
  const { resource, ...rest } = stacks["account-a"] as { readonly resource: Readonly<Record<string, Json>> };
  const { aws_eks_pod_identity_association: _, ...others } = resource;
  return { ...stacks, "account-a": { ...rest, resource: { ...others, ...CLUSTER } } };
}

test("a service account in a manifest is that of the chain, and nothing is assumed of it", async () => {
  const { chains } = await proofOf(irsa(), {}, given(annotated()));
  expect(chains.map(({ id, verdict, assumptions }) => [id, verdict, assumptions])).toEqual([
    ["clu/ns/sa", "proved", []],
  ]);
  expect(hopOf(chainOf({ chains } as never), "service-account").location).toEqual({
    file: "k8s.yaml",
    pointer: "/metadata",
    line: 4,
  });
});

test("without the annotation the pod gets nothing", async () => {
  const chain = chainOf(await proofOf(irsa(), {}, given(annotated().replace(/ {2}annotations[\s\S]*/, ""))));
  expect([chain.verdict, hopOf(chain, "service-account").code]).toEqual(["refuted", "service-account-not-annotated"]);
});

test("a cluster may be called by its ARN, which another account or region does not have", async () => {
  const arn = (account: string) => `arn:aws:eks:us-east-1:${account}:cluster/clu`;
  expect(await verdictsOf(irsa(), annotated(), arn(A))).toEqual([["clu/ns/sa", "irsa", "proved"]]);
  const { chains } = await proofOf(irsa(), {}, given(annotated(), arn(B)));
  expect(chains.map(({ account, assumptions }) => [account, assumptions.map(({ id }) => id)])).toEqual([
    [B, ["issuer-not-verified"]],
  ]);
});

describe("of a service account that two write", () => {
  const byTerraform = (role: string | undefined) => ({
    kubernetes_service_account_v1: {
      sa: {
        metadata: [
          { name: "sa", namespace: "ns", ...(role ? { annotations: { "eks.amazonaws.com/role-arn": role } } : {}) },
        ],
      },
    },
  });

  test.each([
    ["another role", `arn:aws:iam::${B}:role/other`],
    ["no role", undefined],
  ])("nothing is known where Terraform annotates it with %s", async (_, role) => {
    const { chains } = await proofOf(irsa(byTerraform(role)), {}, given(annotated()));
    const hops = chains.map((chain) => hopOf(chain, "service-account"));
    expect(hops.length).toBeGreaterThan(0);
    for (const hop of hops) {
      expect([hop.verdict, hop.code]).toEqual(["unknown", "service-account-twice"]);
      expect(hop.message).toContain("k8s.yaml:4");
      expect(hop.message).toContain("kubernetes_service_account_v1.sa");
    }
  });

  test("nothing is known where Terraform calls the cluster by a name that another account's has", async () => {
    const exec = [{ command: "aws", args: ["eks", "get-token", "--cluster-name", "clu"] }];
    const service = byTerraform(`arn:aws:iam::${B}:role/other`);
    const aws = [{ region: "us-east-1", allowed_account_ids: [B] }];
    const more = { resource: service, provider: { aws, kubernetes: [{ exec }] } };
    const { chains } = await proofOf({ ...irsa(), more }, {}, given(annotated()));
    expect(chains.map((chain) => hopOf(chain, "service-account").code)).toEqual([
      "service-account-twice",
      "service-account-twice",
    ]);
  });

  test("the same role is one fact", async () => {
    expect(await verdictsOf(irsa(byTerraform(TARGET)), annotated())).toEqual([["clu/ns/sa", "irsa", "proved"]]);
  });

  test("two manifests are two writers, too", async () => {
    const other = annotated(`arn:aws:iam::${B}:role/other`);
    const verdicts = await verdictsOf(irsa(), `${annotated()}---\n${other}`);
    expect(verdicts.map(([, , verdict]) => verdict)).not.toContain("proved");
  });
});

describe("an association of ACK", () => {
  test("is EKS's, with its target", async () => {
    const { chains } = await proofOf(withoutAssociation(), {}, given(associated()));
    expect(chains.map(({ id, mechanism, verdict }) => [id, mechanism, verdict])).toEqual([
      ["clu/ns/sa", "pod-identity", "proved"],
    ]);
  });

  test.each([
    ["session tags off", "  disableSessionTags: true\n", "refuted"],
    [
      "a session policy that allows nothing",
      `  disableSessionTags: false\n  policy: '{"Version":"2012-10-17","Statement":[]}'\n`,
      "refuted",
    ],
  ])("with %s is decided so", async (_, more, verdict) => {
    const chain = chainOf(await proofOf(withoutAssociation(), {}, given(associated(more))));
    expect(chain.verdict).toBe(verdict);
  });

  test("beside Terraform's is one too many", async () => {
    const chain = chainOf(await proofOf(podWorld({ a: CLUSTER }), {}, given(associated())));
    expect([chain.verdict, hopOf(chain, "association").verdict]).toEqual(["refuted", "denied"]);
  });

  test("beside Terraform's is found without a cluster in the world", async () => {
    const chain = chainOf(await proofOf(podWorld(), {}, given(associated())));
    expect(hopOf(chain, "association").verdict).toBe("denied");
  });

  test("that takes over Terraform's is no second one", async () => {
    const adopting = `{ name: sa, namespace: ns, annotations: { services.k8s.aws/adoption-policy: adopt } }`;
    const chain = chainOf(await proofOf(podWorld({ a: CLUSTER }), {}, given(associated("", undefined, adopting))));
    expect(hopOf(chain, "association").verdict).not.toBe("denied");
    expect(chain.verdict).not.toBe("proved");
  });

  test("whose role another object decides is a chain that is not known", async () => {
    const text = associated().replace(`roleARN: ${PRIMARY}`, "roleRef: { from: { name: primary } }");
    const [chain] = (await proofOf(withoutAssociation(), {}, given(text))).chains;
    expect([chain?.id, chain?.verdict]).toEqual(["clu/ns/sa", "unknown"]);
    expect(JSON.stringify(chain?.hops)).toContain("roleARN in place of the reference");
  });

  test("of a cluster of which the world shows nothing is in an account without a number", async () => {
    const [chain] = (
      await proofOf(withoutAssociation(), {}, given(associated().replace("clu\n", "elsewhere\n"), "far"))
    ).chains;
    expect(chain?.verdict).not.toBe("proved");
  });
});

test("an annotation beside an association of ACK is two mechanisms of one pod", async () => {
  const stacks = withoutAssociation();
  const { findings } = await proofOf(stacks, {}, given(`${associated()}---\n${annotated(PRIMARY)}`));
  expect(findings.map(({ code }) => code)).toContain("both-mechanisms");
});

test("without a namespace what applies it decides, and nothing is guessed", async () => {
  const { chains } = await proofOf(irsa(), {}, given(annotated().replace("  namespace: ns\n", "")));
  // the trust policy alone shows another one, which nothing makes
  expect(chains.map(({ id, verdict }) => [id.split("#")[0], verdict])).toEqual([
    ["ABCDEF/ns/sa", "conditional"],
    ["clu/?/sa", "unknown"],
  ]);
});

describe("a template of Helm", () => {
  test("leaves what it fills in unknown, by its name", async () => {
    const [chain] = (await proofOf(irsa(), {}, given(annotated("{{ .Values.role }}")))).chains;
    expect([chain?.id, chain?.verdict]).toEqual(["clu/ns/sa", "unknown"]);
    expect(JSON.stringify(chain)).toContain(".Values.role");
  });

  test("that decides whether there is one keeps the chain", async () => {
    const text = `{{- if .Values.create }}\n${annotated()}{{- end }}\n`;
    const [chain] = (await proofOf(irsa(), {}, given(text))).chains;
    expect([chain?.id, chain?.verdict]).toEqual(["clu/ns/sa", "unknown"]);
  });

  test("that adds annotations is no service account without one", async () => {
    const text = annotated().replace(/ {4}eks[^\n]*\n/, "    {{- toYaml .Values.annotations | nindent 4 }}\n");
    const { chains } = await proofOf(irsa(), {}, given(text));
    expect(chains.map(({ verdict }) => verdict)).toEqual(["unknown"]);
  });

  test("that is no YAML is named as not read", async () => {
    const { findings } = await proofOf(irsa(), {}, given("kind: ServiceAccount\n  {{ x }}: [\n"));
    expect(findings.map(({ code }) => code)).toContain("objects-not-read");
  });
});

test("pods of manifests are pods of the world, each with its service account", async () => {
  const pod = (kind: string, spec: string) =>
    `---\napiVersion: v1\nkind: ${kind}\nmetadata: { name: x, namespace: ns }\nspec: ${spec}\n`;
  const spec = "{ serviceAccountName: other, containers: [] }";
  const text = [
    annotated(),
    pod("Pod", spec),
    pod("Deployment", `{ template: { spec: ${spec} } }`),
    pod("CronJob", `{ jobTemplate: { spec: { template: { spec: ${spec} } } } }`),
  ].join("");
  const { findings } = await proofOf(irsa(), {}, given(text));
  const found = findings.filter(({ code }) => code === "pod-without-chain");
  expect(found.map(({ message }) => message.split(" ")[0])).toEqual(["Pod.ns.x", "Deployment.ns.x", "CronJob.ns.x"]);
});

describe("of a folder", () => {
  const inFolder = async (files: Readonly<Record<string, string>>) => {
    const path = mkdtempSync(join(tmpdir(), "manifests-"));
    try {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), text);
      }
      return await proofOf(irsa(), {}, { manifests: [{ cluster: "clu", path }] });
    } finally {
      rmSync(path, { recursive: true });
    }
  };
  const kustomization = (more: string) =>
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [sa.yaml]\n${more}`;
  const chainIn = async (files: Readonly<Record<string, string>>) =>
    (await inFolder(files)).chains.map(({ id, verdict }) => [id.replace(/#.*/, ""), verdict]);

  test("all files are read, those of charts' values are no objects", async () => {
    const files = { "apps/sa.yml": annotated(), "values.yaml": "serviceAccount: { create: false }\n" };
    expect(await chainIn(files)).toEqual([["clu/ns/sa", "proved"]]);
  });

  test("a kustomization says which files, and into which namespace", async () => {
    const files = {
      "kustomization.yaml": kustomization("namespace: ns\n"),
      "sa.yaml": annotated(TARGET, "elsewhere"),
      "left-out.yaml": annotated(`arn:aws:iam::${B}:role/other`),
    };
    expect(await chainIn(files)).toEqual([["clu/ns/sa", "proved"]]);
  });

  test("what a kustomization changes otherwise is not known", async () => {
    const files = { "kustomization.yaml": kustomization("namePrefix: prod-\n"), "sa.yaml": annotated() };
    expect(await chainIn(files)).toEqual([["clu/ns/sa", "unknown"]]);
  });

  test("what overlays of several environments make of one base is not counted twice", async () => {
    const overlay = (namespace: string) => kustomization(`namespace: ${namespace}\n`).replace("sa.yaml", "../base");
    const files = {
      "base/kustomization.yaml": kustomization(""),
      "base/sa.yaml": annotated(),
      "prod/kustomization.yaml": overlay("ns"),
      "staging/kustomization.yaml": overlay("staging"),
    };
    expect(await chainIn(files)).toEqual([["clu/ns/sa", "unknown"]]);
  });

  test("what a kustomization has from elsewhere is named as not read", async () => {
    const files = {
      "kustomization.yaml": kustomization("").replace("[sa.yaml]", "[sa.yaml, https://example.com/base?ref=v1]"),
      "sa.yaml": annotated(),
    };
    const { findings } = await inFolder(files);
    expect(findings.find(({ code }) => code === "objects-not-read")?.message).toContain("example.com/base");
  });

  test("that is not there, or has no manifests, is refused", async () => {
    await expect(inFolder({ "README.md": "no" })).rejects.toThrow("found no manifests here");
    await expect(proofOf(irsa(), {}, { manifests: [{ cluster: "clu", path: "nowhere" }] })).rejects.toThrow(
      "no such file",
    );
  });
});
