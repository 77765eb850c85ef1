import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Synthesizer } from "../../src/library/synthesize";
import type { ChainResult } from "../../src/proof";
import { synthesize } from "../../stacks";
import { cli, files, project } from "../support/cli";
import { readText, SHIPPED } from "../support/synth";

/** Synthesis whose account-b comes out with `change` made to its text. */
const broken =
  (change: (text: string) => string): Synthesizer =>
  (model, options) => {
    synthesize(model, options);
    const file = join(options.outdir, "stacks/account-b/cdk.tf.json");
    writeFileSync(file, change(readFileSync(file, "utf8")));
  };

const synthWith = (cwd: string, synthesizer: Synthesizer, args: readonly string[] = []) =>
  cli(cwd, ["synth", ...args], {}, synthesizer);

const withoutTagSession = (text: string): string => text.replaceAll("sts:TagSession", "sts:SetSourceIdentity");

describe("synth proves its own output", () => {
  test("fails with 1 where a hop is denied, names it, and leaves the old output as it was", async () => {
    const cwd = project();
    await cli(cwd, ["synth"]);
    const before = files(join(cwd, "cdktf.out"));
    const { code, out, err } = await synthWith(cwd, broken(withoutTagSession));
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/target-trust[\s\S]*sts:TagSession[\s\S]*cdktf\.out\/stacks\/account-b\/cdk\.tf\.json:\d+/);
    expect(err).toContain("nothing was written");
    expect(files(join(cwd, "cdktf.out"))).toEqual(before);
  });

  test("fails where the output allows an action that the configuration does not grant", async () => {
    const wider = (text: string) => text.replace('\\"s3:GetObject\\"', '\\"s3:GetObject\\",\\"s3:PutObject\\"');
    const { code, err } = await synthWith(project(), broken(wider));
    expect(code).toBe(1);
    expect(err).toContain("the pod can s3:PutObject");
  });

  test("fails where the output allows less than the configuration grants", async () => {
    const narrower = (text: string) => text.replace("s3:GetObject", "s3:GetObjectAcl");
    expect((await synthWith(project(), broken(narrower))).err).toContain("the pod cannot s3:GetObject");
  });

  test("answers a machine with the proof", async () => {
    const { code, out } = await synthWith(project(), broken(withoutTagSession), ["--format", "json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ version: 1, verdict: "refuted" });
  });

  test("does not with --no-prove", async () => {
    const { code } = await synthWith(project(), broken(withoutTagSession), ["--no-prove"]);
    expect(code).toBe(0);
  });

  test("accepts for confine: false that administrators of associations confine, and says so in one line", async () => {
    const cwd = project();
    writeFileSync(
      join(cwd, "eks-cross-account.yaml"),
      SHIPPED.replace("namespace: my-app-namespace", "confine: false\n    namespace: my-app-namespace"),
    );
    const { code, err } = await cli(cwd, ["synth"]);
    expect(code).toBe(0);
    const lines = err.split("\n").filter((line) => line.includes("confine: false accepts"));
    expect(lines).toEqual([
      expect.stringContaining(
        "warning my-eks-cluster/my-app-namespace/my-app-sa: confine: false accepts association-admins of 111111111111: proved if no principal that may create pod identity associations",
      ),
    ]);
  });

  test("writes what is proved on assumptions, and prints each as a warning", async () => {
    const cwd = project();
    writeFileSync(join(cwd, "eks-cross-account.yaml"), readText("examples/external-id/eks-cross-account.yaml"));
    const { code, err } = await cli(cwd, ["synth"]);
    expect(code).toBe(0);
    expect(err).toContain("warning my-eks-cluster/my-app-namespace/my-app-sa: proved if no principal that may create");
    expect(err).toContain("(association-admins of 111111111111)");
  });
});

describe("prove", () => {
  const golden = (example: string): string => {
    const cwd = project();
    const from = join(__dirname, "..", "..", "examples", example);
    cpSync(join(from, "golden"), join(cwd, "stacks"), { recursive: true });
    if (existsSync(join(from, "handover"))) cpSync(join(from, "handover"), join(cwd, "handover"), { recursive: true });
    return cwd;
  };
  const at = (cwd: string) => {
    const folders = ["stacks", "handover"].map((folder) => join(cwd, folder));
    return ["prove", ...folders.filter((folder) => existsSync(folder)), "--format", "json"];
  };

  test.each([
    ["account-principal", "proved", []],
    ["article-irsa", "proved", []],
    ["encrypted-bucket", "proved", []],
    // names a bucket that is made elsewhere
    ["fleet", "conditional", ["resource-not-read"]],
    ["external-id", "conditional", ["association-admins"]],
    ["article-pod-identity", "conditional", ["association-admins"]],
    // two trusts, what else the primary role has, the target role's permissions; and the bucket of somebody else
    ["existing-roles", "conditional", ["resource-not-read", ...Array(4).fill("document-requested")]],
  ])("answers for the example %s: %s", async (example, verdict, assumptions) => {
    const cwd = golden(example);
    const { code, out } = await cli(cwd, at(cwd));
    const answer = JSON.parse(out);
    const ids = answer.chains.flatMap((chain: ChainResult) => chain.assumptions.map(({ id }) => id));
    expect([code, answer.verdict, ids]).toEqual([0, verdict, assumptions]);
  });

  test("accepts the assumption of the first article's unconfined trusts, or the intruders that it carries", async () => {
    const cwd = golden("article-pod-identity");
    const strict = [...at(cwd), "--fail-on", "conditional"];
    expect((await cli(cwd, strict)).code).toBe(1);
    for (const accepting of [
      ["--assume", "association-admins"],
      ["--assume", "association-admins@111111111111"],
      ["--allow-intruders", "other-service-account,other-namespace,other-cluster,primary-holder"],
    ]) {
      const { code, out } = await cli(cwd, [...strict, ...accepting]);
      expect([code, JSON.parse(out).verdict]).toEqual([0, "proved"]);
      expect(JSON.parse(out).chains[0].assumptions).toMatchObject([{ id: "association-admins", accepted: true }]);
    }
    expect((await cli(cwd, [...strict, "--assume", "association-admins@222222222222"])).code).toBe(1);
  });
});

test.each([
  ["resource-not-read of a bucket that exists: the key is named by kmsKey", "", true],
  ["nothing of a key that is named", ', kmsKey: "arn:aws:kms:us-east-1:222222222222:key/1234abcd"', false],
])("synth says with %s", async (_, key, says) => {
  const cwd = project();
  const bucket = `bucket: { name: their-data, create: false${key} }`;
  writeFileSync(
    join(cwd, "eks-cross-account.yaml"),
    SHIPPED.replace("bucket: { prefix: my-cross-account-data-bucket }", bucket),
  );
  const { code, err } = await cli(cwd, ["synth"]);
  expect([code, err]).toEqual([0, expect.stringContaining("(resource-not-read of arn:aws:s3:::their-data)")]);
  expect(err.includes("name that key with `kmsKey:` (resources.data.bucket.kmsKey)")).toBe(says);
});

test("synth proves a service account of IRSA that somebody else makes, from the role's trust policy", async () => {
  const cwd = project();
  const text = readText("examples/article-irsa/eks-cross-account.yaml").replace(
    "mechanism: irsa",
    "mechanism: irsa\n    createServiceAccount: false",
  );
  writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
  expect((await cli(cwd, ["synth"])).code).toBe(0);
});

test("synth proves a token's chain known from the trust alone, whose cluster's name occurs in two places", async () => {
  const cwd = project();
  writeFileSync(
    join(cwd, "eks-cross-account.yaml"),
    `accounts:
  a: { id: "111111111111", region: us-east-1 }
clusters:
  c: { account: a, region: eu-west-1, issuer: "https://oidc.example.com/id/c" }
resources:
  data: { account: a, bucket: { name: some-bucket } }
workloads:
  own:
    { mechanism: irsa, cluster: c, namespace: own, serviceAccount: sa, target: { account: a, role: own, grants: [{ read: data }] } }
  theirs:
    mechanism: irsa
    createServiceAccount: false
    cluster: c
    namespace: theirs
    serviceAccount: sa
    target: { account: a, role: theirs, grants: [{ read: data }] }
  plain: { cluster: c, namespace: plain, serviceAccount: sa, primaryRole: plain, grants: [{ read: data }] }
`,
  );
  const { code, err } = await cli(cwd, ["synth"]);
  expect([code, err]).toEqual([0, expect.not.stringContaining("refuted")]);
});
