import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { B, CONFINED_PRIMARY, ID, type Json, PRIMARY, trust } from "../support/documents";
import { podWorld, proofOf } from "../support/world";

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
const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n";

const verdictOf = async (stacks: Readonly<Record<string, Json>>, text: string, path = "k8s.yaml") => {
  const options = { manifests: [{ cluster: "clu", path, text }] };
  const { chains } = await proofOf(stacks, { assume: [{ id: "association-admins" }] }, options);
  return chains.find(({ id }) => id === ID)?.verdict;
};

test("a proof that rests on who makes associations holds beside manifests without one", async () => {
  expect(await verdictOf(open(), CONFIG)).toBe("proved");
});

test.each([
  ["as it is", ASSOCIATION],
  ["in lines that end as on Windows", `${CONFIG}---\n${ASSOCIATION}`.replaceAll("\n", "\r\n")],
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

describe("the annotations of a Namespace", () => {
  const same = ASSOCIATION.replace("evil", "ns").replace("serviceAccount: other", "serviceAccount: sa");
  const namespace = (annotations: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: ack, annotations: { ${annotations} } }\n---\n`;
  const isRefused = async (options: { readonly path: string; readonly text?: string }) => {
    const { chains } = await proofOf(closed(), {}, { manifests: [{ cluster: "clu", ...options }] });
    return chains.some(
      ({ region, hops }) => region === "us-east-1" && hops.some(({ verdict }) => verdict === "denied"),
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
    const folder = mkdtempSync(join(tmpdir(), "kustomized-"));
    try {
      for (const [name, text] of Object.entries({
        "kustomization.yaml": "resources: [namespace.yaml, inner]\n",
        "namespace.yaml": namespace(`services.k8s.aws/owner-account-id: "${B}"`),
        "inner/kustomization.yaml": "namespace: elsewhere\nresources: [association.yaml]\n",
        "inner/association.yaml": same,
      })) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      expect(await isRefused({ path: folder })).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
