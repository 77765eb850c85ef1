import { join } from "node:path";
import { type Proof, type ProveOptions, proveWorlds } from "../../src/proof";
import { answerOf } from "../../src/proof/answer";
import { asJson, asText } from "../../src/report";
import { asSarif } from "../../src/report/sarif";
import { type ReadOptions, readWorlds } from "../../src/terraform";
import { A, allow, B, deny, document, EKS, type Json, principal, trust } from "../support/documents";
import { directoryWith, type Files } from "../terraform/worlds";

const TAGS = {
  "aws:RequestTag/eks-cluster-arn": `arn:aws:eks:us-east-1:${A}:cluster/clu`,
  "aws:RequestTag/kubernetes-namespace": "ns",
  "aws:RequestTag/kubernetes-service-account": "sa",
};
const PROVIDER = { aws: { region: "us-east-1", allowed_account_ids: [A] } };

/** A root module with a chain of its own, into the role `name`. */
const root = (name = "app", more: Json = {}): Json => ({
  provider: PROVIDER,
  resource: {
    aws_eks_pod_identity_association: {
      one: { cluster_name: "clu", namespace: "ns", service_account: "sa", role_arn: "${aws_iam_role.r.arn}" },
    },
    aws_iam_role: { r: { name, assume_role_policy: document(trust(EKS, { StringEquals: TAGS })) } },
    aws_iam_role_policy: {
      p: { role: name, name: "p", policy: document(allow("s3:GetObject", "${aws_s3_bucket.b.arn}/*")) },
    },
    aws_s3_bucket: { b: { bucket: "data" } },
  },
  ...more,
});

const state = (key: string): Json => ({ backend: { s3: { bucket: "states", key } } });
const reading = (key: string) => ({
  terraform_remote_state: { other: { backend: "s3", config: { bucket: "states", key } } },
});

const proofOf = async (
  files: Files,
  options: ProveOptions = {},
  read: ReadOptions = {},
  paths: readonly string[] = [""],
): Promise<Proof> => {
  const directory = directoryWith(files);
  const proof = proveWorlds(
    await readWorlds(
      paths.map((path) => join(directory, path)),
      read,
    ),
    options,
  );
  const own = new RegExp(`[^"\\s]*${directory.split("/").at(-1)}/?`, "g");
  return JSON.parse(JSON.stringify(proof).replaceAll(own, "")) as Proof;
};

const chainsIn = ({ chains }: Proof) => chains.map(({ id, world, verdict }) => [world, id, verdict]);
const noteIn = ({ findings }: Proof) => findings.find(({ code }) => code === "roots-searched")?.message;

describe("root modules that are found deeper than a folder's children", () => {
  test("are a world each: copies of one environment are no duplicates", async () => {
    const proof = await proofOf({ "env/dev/app/x.tf.json": root(), "env/prod/app/x.tf.json": root() });
    expect(chainsIn(proof)).toEqual([
      ["env/dev/app", "clu/ns/sa", "proved"],
      ["env/prod/app", "clu/ns/sa", "proved"],
    ]);
    expect(noteIn(proof)).toContain("env/dev/app; env/prod/app, each a world of its own");
  });

  test("are one world where one reads the state of another", async () => {
    const made = { output: { role: { value: "${aws_iam_role.r.arn}" } } };
    const { aws_eks_pod_identity_association: one, ...rest } = root().resource as Record<string, Json>;
    const association = { ...(one?.one as Json), role_arn: "${data.terraform_remote_state.other.outputs.role}" };
    const proof = await proofOf({
      "env/dev/role/x.tf.json": { ...root(), resource: rest, terraform: state("dev"), ...made },
      "env/dev/pod/x.tf.json": {
        provider: PROVIDER,
        data: reading("dev"),
        resource: { aws_eks_pod_identity_association: { one: association } },
      },
      "env/prod/role/x.tf.json": { ...root(), resource: rest, terraform: state("prod"), ...made },
    });
    expect(chainsIn(proof)).toEqual([["env/dev", "clu/ns/sa", "proved"]]);
    expect(noteIn(proof)).toContain("read env/dev/role with pod; env/prod/role, each");
  });

  test("are one world where one writes the ARN of what another makes", async () => {
    const { aws_eks_pod_identity_association: one, ...rest } = root().resource as Record<string, Json>;
    const pod = (account: string) => ({
      provider: PROVIDER,
      resource: {
        aws_eks_pod_identity_association: {
          one: { ...(one?.one as Json), role_arn: `arn:aws:iam::${account}:role/app` },
        },
      },
    });
    const roles = { "deep/role/x.tf.json": { ...root(), resource: rest } };
    expect(chainsIn(await proofOf({ ...roles, "deep/pod/x.tf.json": pod(A) }))).toEqual(
      [["deep", "clu/ns/sa", "proved"]].map(([, id, verdict]) => [undefined, id, verdict]),
    );
    expect(chainsIn(await proofOf({ ...roles, "deep/pod/x.tf.json": pod(B) }))).toEqual([
      ["deep/pod", "clu/ns/sa", "refuted"],
    ]);
  });

  test.each<[string, Json]>([
    ["joined from parts", { locals: { name: "data" } }],
    ["read by a data source", { data: { aws_s3_bucket: { b: { bucket: "data" } } } }],
  ])("are one world where one uses the ARN of what another makes, %s", async (_, rest) => {
    const bucket = "data" in rest ? "${data.aws_s3_bucket.b.arn}" : "arn:aws:s3:::${local.name}";
    const policy = document(principal(allow("s3:GetObject", `${bucket}/*`), { AWS: B }));
    const proof = await proofOf({
      "deep/app/x.tf.json": root(),
      "deep/intruder/x.tf.json": {
        provider: PROVIDER,
        resource: { aws_s3_bucket_policy: { p: { bucket: "data", policy } } },
        ...rest,
      },
    });
    expect(chainsIn(proof)).toEqual([[undefined, "clu/ns/sa", "refuted"]]);
  });

  test.each([
    ["one account", A, [undefined, "clu/ns/sa", "refuted"]],
    ["two", B, ["deep/app", "clu/ns/sa", "proved"]],
  ])(
    "are one world where one attaches a policy to the role of another by its name, in %s",
    async (_, account, chain) => {
      const policy = document(deny("s3:*", "*"));
      const proof = await proofOf({
        "deep/app/x.tf.json": root(),
        "deep/more/x.tf.json": {
          provider: { aws: { region: "us-east-1", allowed_account_ids: [account] } },
          resource: { aws_iam_role_policy: { p: { role: "app", name: "more", policy } } },
        },
      });
      expect(chainsIn(proof)).toEqual([chain]);
    },
  );

  test("are one world where one sets the encryption of the bucket of another by its name", async () => {
    const encryption = { sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.k.arn}" };
    const rule = [{ apply_server_side_encryption_by_default: [encryption] }];
    const proof = await proofOf({
      "deep/app/x.tf.json": root(),
      "deep/more/x.tf.json": {
        provider: PROVIDER,
        resource: {
          aws_kms_key: { k: {} },
          aws_s3_bucket_server_side_encryption_configuration: { e: { bucket: "data", rule } },
        },
      },
    });
    expect(chainsIn(proof)).toEqual([[undefined, "clu/ns/sa", "refuted"]]);
  });

  test("are no world of their own where another calls them and nothing shows that they are applied", async () => {
    const proof = await proofOf({
      "env/dev/app/x.tf.json": root("app", { module: { m: { source: "../../../modules/m" } } }),
      "modules/m/x.tf.json": { variable: { unknown: {} }, ...root("inner"), provider: [] },
    });
    expect(noteIn(proof)).toContain("left out modules/m (it is a module that env/dev/app calls)");
  });

  test.each([
    ["a backend", { "modules/m/x.tf.json": { terraform: state("m"), ...root("inner") } }],
    ["a provider block", { "modules/m/x.tf": 'provider "aws" {\n  region = "us-east-1"\n}\n' }],
    ["a file of values", { "modules/m/x.tf.json": { locals: {} }, "modules/m/dev.tfvars": "" }],
  ])("are roots though called, by %s", async (_, files: Files) => {
    const proof = await proofOf({
      "a/b/x.tf.json": root("app", { module: { m: { source: "../../modules/m" } } }),
      ...files,
    });
    expect(noteIn(proof)).toContain("m, each a world of its own");
  });

  test("that cannot be read leave the others decided, and the whole unknown", async () => {
    const proof = await proofOf({ "env/dev/app/x.tf.json": root(), "env/prod/app/x.tf.json": "{" });
    expect([proof.verdict, chainsIn(proof)]).toEqual(["unknown", [[undefined, "clu/ns/sa", "proved"]]]);
    expect(proof.findings).toContainEqual(
      expect.objectContaining({ code: "root-not-read", message: expect.stringContaining("env/prod/app") }),
    );
  });

  test("without chains say nothing beside others", async () => {
    const proof = await proofOf({ "a/one/x.tf.json": root(), "a/two/x.tf.json": { provider: PROVIDER } });
    expect([proof.verdict, proof.findings.map(({ code }) => code)]).toEqual(["proved", ["roots-searched"]]);
    const none = await proofOf({ "a/one/x.tf.json": { locals: {} }, "a/two/x.tf.json": { locals: {} } });
    expect([none.verdict, none.findings.map(({ code }) => code)]).toEqual([
      "unknown",
      ["no-chains", "no-chains", "roots-searched"],
    ]);
  });

  test("show their world in every output", async () => {
    const proof = await proofOf({ "a/one/x.tf.json": root(), "a/two/x.tf.json": { ...root(), provider: {} } });
    expect(asText(answerOf(proof))).toMatch(/clu\/ns\/sa .* in a\/one/);
    expect(JSON.parse(asJson(answerOf(proof))).chains[0].world).toBe("a/one");
    expect(asSarif(answerOf(proof), { version: "1" })).toContain('"world": "a/two"');
  });
});

describe("options name chains and stacks of several worlds", () => {
  const files = { "env/dev/app/x.tf.json": root(), "env/prod/app/x.tf.json": root("app", { provider: {} }) };

  test("a stack by its path", async () => {
    const accounts = new Map([["env/prod/app", A]]);
    expect(chainsIn(await proofOf(files, {}, { accounts, regions: new Map([["env/prod/app", "us-east-1"]]) }))).toEqual(
      [
        ["env/dev/app", "clu/ns/sa", "proved"],
        ["env/prod/app", "clu/ns/sa", "proved"],
      ],
    );
  });

  test("an expectation is asked of the worlds that have its stack", async () => {
    const one = (on: string) => ({ line: 1, pod: "clu/ns/sa", verb: "can" as const, action: "s3:GetObject", on });
    const proof = await proofOf(files, { expectations: [one("env/dev/app/aws_s3_bucket.b/x")] });
    expect(proof.chains.map(({ expectations }) => expectations.map(({ verdict }) => verdict))).toEqual([["met"], []]);
    await expect(proofOf(files, { expectations: [one("nowhere/aws_s3_bucket.b/x")] })).rejects.toThrow("nowhere");
  });

  test("a pod that no world has is missing once", async () => {
    const expectations = [{ line: 1, pod: "clu/ns/none", verb: "can" as const, action: "s3:GetObject", on: "*" }];
    const proof = await proofOf(files, { expectations });
    expect(proof.chains.filter(({ id }) => id === "clu/ns/none")).toHaveLength(1);
  });

  test("a chain that no world has is an error", async () => {
    const assume = [{ id: "association-admins" as const, chain: "clu/ns/none" }];
    await expect(proofOf(files, { assume })).rejects.toThrow("clu/ns/none");
    const known = [{ id: "association-admins" as const, chain: "clu/ns/sa" }];
    await expect(proofOf(files, { assume: known })).resolves.toBeDefined();
  });
});

test("what is given, and a folder's children, are one world", async () => {
  const { aws_eks_pod_identity_association: pod, ...rest } = root().resource as Record<string, Json>;
  const files = {
    "x/role/x.tf.json": { ...root(), resource: rest },
    "y/pod/x.tf.json": {
      provider: PROVIDER,
      resource: {
        aws_eks_pod_identity_association: { one: { ...(pod?.one as Json), role_arn: `arn:aws:iam::${A}:role/app` } },
      },
    },
  };
  for (const paths of [
    ["x", "y"],
    ["x/role", "y/pod"],
  ])
    expect(chainsIn(await proofOf(files, {}, {}, paths))).toEqual([[undefined, "clu/ns/sa", "proved"]]);
});

test("how many modules a stack calls may depend on another's output, and all outputs are that stack's own", async () => {
  const own = `arn:aws:iam::${A}:role/app`;
  const who = "${data.terraform_remote_state.other.outputs.who}";
  const { resource } = root();
  const app = {
    ...root(),
    data: {
      terraform_remote_state: {
        other: { ...reading("dev").terraform_remote_state.other, defaults: { who: own, many: 1 } },
      },
    },
    module: { m: { source: "./m", count: "${data.terraform_remote_state.other.outputs.many}" } },
    resource: {
      ...(resource as Json),
      aws_s3_bucket_policy: {
        p: { bucket: "data", policy: document(principal(allow("s3:GetObject", "arn:aws:s3:::data/*"), { AWS: who })) },
      },
    },
  };
  const outputs = (arn: string) => ({ terraform: state("dev"), output: { who: { value: arn }, many: { value: 0 } } });
  const proof = (...arns: readonly string[]) =>
    proofOf({
      "app/x.tf.json": app,
      "app/m/x.tf.json": { locals: {} },
      ...Object.fromEntries(arns.map((arn, index) => [`other-${index}/x.tf.json`, outputs(arn)])),
    });
  expect(chainsIn(await proof(own))).toEqual([[undefined, "clu/ns/sa", "proved"]]);
  expect(chainsIn(await proof(`arn:aws:iam::${B}:root`))).toEqual([[undefined, "clu/ns/sa", "refuted"]]);
  // its defaults are for what a state lacks, not for one that was not read; and two stacks cannot have one state
  expect(chainsIn(await proof())).toEqual([[undefined, "clu/ns/sa", "unknown"]]);
  expect(chainsIn(await proof(own, `arn:aws:iam::${B}:root`))).toEqual([[undefined, "clu/ns/sa", "unknown"]]);
});
