import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { cli, project } from "../support/cli";
import { DEFAULT, readText } from "../support/synth";

const GITOPS = readText("examples/gitops/eks-cross-account.yaml");
const IRSA = readText("examples/article-irsa/eks-cross-account.yaml");
const by = (kubernetes: string, text: string) =>
  text.replace(/defaults: .*\n/, "").concat(`defaults: { kubernetes: ${kubernetes} }\n`);

function projectOf(text: string): string {
  const cwd = project();
  writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
  return cwd;
}

test("synth says where the objects are, and what applies them", async () => {
  const cwd = projectOf(GITOPS);
  const { code, out } = await cli(cwd, ["synth"]);
  expect(code).toBe(0);
  expect(out).toContain("cdktf.out/manifests/shop  for cluster shop: kubectl apply -k cdktf.out/manifests/shop\n");
  const { manifests, chains } = JSON.parse((await cli(cwd, ["synth", "--format", "json"])).out);
  expect(manifests).toEqual([
    {
      cluster: "shop",
      arn: "arn:aws:eks:eu-central-1:111111111111:cluster/shop",
      directory: "cdktf.out/manifests/shop",
      workloads: ["reports", "importer"],
    },
  ]);
  expect(chains.map(({ objects }: { objects?: string }) => objects)).toEqual(["manifests", "manifests"]);
});

test("with none it says what others have to make", async () => {
  const { code, out, err } = await cli(projectOf(by("none", IRSA)), ["synth"]);
  expect(code).toBe(0);
  expect(out).toContain(
    "my-eks-cluster/default/api-sa  namespace default, service account api-sa, annotated with eks.amazonaws.com/role-arn: arn:aws:iam::222222222222:role/s3-reader-role",
  );
  expect(out).not.toContain("kubectl apply");
  // nothing shows that they have
  expect(err).toContain("service-account-not-seen");
});

test("with none and several targets it shows the config map that pods need", async () => {
  const text = by("none", readText("examples/several-accounts/eks-cross-account.yaml"));
  const { out } = await cli(projectOf(text), ["synth"]);
  expect(out).toMatch(/config map \S*aws-config in \S+, with this as config:\n {6}\[profile /);
});

test("what synth wrote is proved with its stacks, of whichever mechanism", async () => {
  const cwd = projectOf(by("manifests", IRSA));
  await cli(cwd, ["synth"]);
  const { chains } = JSON.parse((await cli(cwd, ["prove", join(cwd, "cdktf.out"), "--format", "json"])).out);
  const verdicts = chains.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict]);
  expect(verdicts).toEqual([["my-eks-cluster/default/api-sa", "proved"]]);
});

test("a pod with both mechanisms is one pod in whichever region its cluster is", async () => {
  const text = by("manifests", readText("examples/irsa-to-pod-identity/eks-cross-account.yaml"));
  const elsewhere = text.replace(/(clusters:\n(?: *#.*\n)* {2}[\w-]+:\n)/, "$1    region: ap-southeast-2\n");
  expect(elsewhere).not.toBe(text);
  const { code, out, err } = await cli(projectOf(elsewhere), ["synth"]);
  expect([code, err.includes("refuted")]).toEqual([0, false]);
  expect(out).toMatch(/2 chains (proved|conditional)/);
});

describe("of a folder with files of the user", () => {
  const mine = "cdktf.out/manifests/shop/overlay/patch.yaml";

  test("only what synth wrote itself is removed with its cluster", async () => {
    const cwd = projectOf(GITOPS);
    await cli(cwd, ["synth"]);
    mkdirSync(join(cwd, mine, ".."));
    writeFileSync(join(cwd, mine), "kind: ConfigMap\n");
    writeFileSync(join(cwd, "eks-cross-account.yaml"), by("terraform", GITOPS));
    await cli(cwd, ["synth"]);
    const left = ["kustomization.yaml", "workloads", "values", "overlay/patch.yaml"];
    expect(left.filter((path) => existsSync(join(cwd, "cdktf.out/manifests/shop", path)))).toEqual([
      "overlay/patch.yaml",
    ]);
  });

  test("an empty one goes", async () => {
    const cwd = projectOf(GITOPS);
    await cli(cwd, ["synth"]);
    writeFileSync(join(cwd, "eks-cross-account.yaml"), by("none", GITOPS).replace(/ {4}deployment:[\s\S]*?job\n/, ""));
    await cli(cwd, ["synth"]);
    expect(existsSync(join(cwd, "cdktf.out/manifests"))).toBe(false);
  });

  test("no file of another's is written over", async () => {
    const cwd = projectOf(GITOPS);
    const taken = "cdktf.out/manifests/shop/workloads/reports.yaml";
    mkdirSync(join(cwd, taken, ".."), { recursive: true });
    writeFileSync(join(cwd, "cdktf.out/.eks-cross-account.json"), `{ "configuration": "../${DEFAULT}" }\n`);
    writeFileSync(join(cwd, taken), "kind: Deployment\n");
    const { code, err } = await cli(cwd, ["synth"]);
    expect([code, err]).toEqual([2, expect.stringContaining("reports.yaml is not synthesis' own file")]);
    expect(existsSync(join(cwd, "cdktf.out/manifest.json"))).toBe(false);
  });

  test("--check finds one that synthesis does not write any more", async () => {
    const cwd = projectOf(GITOPS);
    await cli(cwd, ["synth", "--out", "made"]);
    writeFileSync(join(cwd, "eks-cross-account.yaml"), GITOPS.replace(/\n {2}# installed[\s\S]*$/, ""));
    const { code, out } = await cli(cwd, ["synth", "--check", "made"]);
    expect(code).toBe(1);
    expect(out).toContain("extra    manifests/shop/values/importer.imports.yaml");
  });
});

test("objects that Terraform has made are taken out of its state before it deletes them", async () => {
  const cwd = projectOf(by("terraform", GITOPS));
  await cli(cwd, ["synth"]);
  writeFileSync(join(cwd, "eks-cross-account.yaml"), GITOPS);
  const { out } = await cli(cwd, ["synth"]);
  expect(out).toContain("platform-rest no longer makes 9 Kubernetes objects");
  expect(out).toContain("state rm kubernetes_namespace_v1.reports_app kubernetes_service_account_v1.reports_app");
  expect((await cli(cwd, ["synth"])).out).not.toContain("state rm");
});

test("prove takes a cluster's objects from standard input, and once", async () => {
  const cwd = projectOf(by("none", IRSA));
  await cli(cwd, ["synth"]);
  const out = join(cwd, "cdktf.out");
  const given = `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: api-sa\n  namespace: default\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::222222222222:role/s3-reader-role\n`;
  const ended = await cli(cwd, ["prove", out, "--manifests", "my-eks-cluster=-"], {}, undefined, given);
  expect([ended.code, ended.out]).toEqual([0, expect.stringContaining("proved   my-eks-cluster/default/api-sa")]);
  const twice = await cli(cwd, ["prove", "--manifests", "a=-", "--manifests", "b=-"], {}, undefined, given);
  expect([twice.code, twice.out, twice.err]).toEqual([2, "", expect.stringContaining("found - twice")]);
  const wrong = await cli(cwd, ["prove", "--manifests", "k8s/"]);
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("expected CLUSTER=PATH")]);
});

test("the list of a folder's objects is one that kustomize reads", () => {
  const { apiVersion, kind } = parse(readText("examples/gitops/manifests/shop/kustomization.yaml"));
  expect([apiVersion, kind]).toEqual(["kustomize.config.k8s.io/v1beta1", "Kustomization"]);
});
