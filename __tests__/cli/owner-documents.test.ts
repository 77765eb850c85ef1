import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Synthesizer } from "../../src/library/synthesize";
import type { ChainResult } from "../../src/proof";
import { synthesize } from "../../stacks";
import { cli, files, project } from "../support/cli";
import { type Json, synth } from "../support/synth";

const ACCOUNTS = `accounts:
  platform: { id: "111111111111", region: us-east-1 }
  data: { id: "222222222222", region: us-east-1, managed: false }
clusters:
  prod: { account: platform, issuer: https://oidc.eks.us-east-1.amazonaws.com/id/ABC }
resources:
  invoices: { account: data, bucket: { name: acme-invoices, create: false } }
`;
const READER = "arn:aws:iam::222222222222:role/reader";
const BASE = "arn:aws:iam::111111111111:role/team/base";

const EXISTING = `${ACCOUNTS}primaryRoles:
  base: { arn: ${BASE} }
workloads:
  billing:
    cluster: prod
    namespace: billing
    serviceAccount: billing
    primaryRole: base
    target: { arn: ${READER}, grants: [{ read: invoices }] }
`;
/** A primary role of ours, and a target role that the owner of the other account is to make. */
const TO_BE_MADE = EXISTING.replace(/primaryRoles:\n.*\n/, "")
  .replace("primaryRole: base", "primaryRole: billing-primary")
  .replace(`arn: ${READER}`, "account: data, role: reader");
const BY_TOKEN = EXISTING.replace(/primaryRoles:\n.*\n/, "").replace("primaryRole: base", "mechanism: irsa");

/** A role of ours alone, which may use what is in another team's account. */
const FROM_AFAR = `${ACCOUNTS}  orders: { account: data, table: { name: orders, create: false } }
workloads:
  billing:
    cluster: prod
    namespace: billing
    serviceAccount: billing
    primaryRole: billing
    grants: [{ read: invoices }, { read: orders }]
`;

function projectOf(text: string): string {
  const cwd = project();
  writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
  return cwd;
}

/** Synthesis with `change` made to the text of one file. */
const broken =
  (path: string, change: (text: string) => string): Synthesizer =>
  (model, options) => {
    synthesize(model, options);
    const file = join(options.outdir, path);
    const text = readFileSync(file, "utf8");
    if (change(text) === text) throw new Error(`nothing to change in ${text}`);
    writeFileSync(file, change(text));
  };

const answer = async (cwd: string, path = "cdktf.out"): Promise<Json> =>
  JSON.parse((await cli(cwd, ["prove", join(cwd, path), "--format", "json"])).out);
const openIn = ({ assumptions }: ChainResult): string[] =>
  assumptions.filter(({ accepted }) => !accepted).map(({ id, subject }) => `${id} ${subject}`);

describe("Roles that their owners keep", () => {
  test("come out as documents, with no stack in an account of others, and policies attached by name alone", () => {
    const { stacks, documents, dependencies } = synth(EXISTING);
    expect(Object.keys(stacks)).toEqual(["platform-rest"]);
    expect(dependencies).toEqual({ "platform-rest": [] });
    const { resource } = stacks["platform-rest"];
    expect(resource).not.toHaveProperty("aws_iam_role");
    expect(resource.aws_iam_role_policy_attachment.billing_primary_role_attachment.role).toBe("base");
    expect(resource.aws_eks_pod_identity_association.billing_cross_account).toMatchObject({
      role_arn: BASE,
      target_role_arn: READER,
    });
    expect(Object.keys(documents)).toEqual([
      "handover/data/main.tf.json",
      "handover/data/reader.permissions.json",
      "handover/data/reader.trust.json",
      "handover/platform/base.trust.json",
      "handover/platform/main.tf.json",
    ]);
  });

  test("have the same trust and permissions as roles that are made", () => {
    const asked = synth(EXISTING).documents;
    const made = synth(
      EXISTING.replace(", managed: false", "")
        .replace(`arn: ${BASE}`, "account: platform, name: base")
        .replace(`arn: ${READER}`, "account: data, role: reader"),
    ).stacks;
    const text = (document: Json): string => JSON.stringify(document).replaceAll("role/team/base", "role/base");
    const { aws_iam_role: roles, aws_iam_policy: policies } = made.data.resource;
    expect(text(asked["handover/data/reader.trust.json"])).toBe(roles.billing_target_role.assume_role_policy);
    expect(text(asked["handover/data/reader.permissions.json"])).toBe(policies.billing_s3_read_policy.policy);
    expect(text(asked["handover/platform/base.trust.json"])).toBe(
      made["platform-primary"].resource.aws_iam_role.base_primary_role.assume_role_policy,
    );
  });

  test("leave the other things of a managed account to its stack", () => {
    const { stacks, documents } = synth(
      EXISTING.replace(", managed: false", "").replace("create: false", "forceDestroy: false"),
    );
    expect(Object.keys(stacks.data.resource)).toEqual(["aws_s3_bucket"]);
    expect(documents).toHaveProperty(["handover/data/reader.trust.json"]);
  });

  test("are one document where several clusters and workloads lead to one", () => {
    const two = EXISTING.replace("clusters:\n", "clusters:\n  test: { account: platform }\n")
      .replace("cluster: prod", "clusters: { prod: {}, test: {} }")
      .replace("primaryRole: base", "assumePolicyName: reads\n    primaryRole: base");
    const { documents } = synth(two);
    const clusters = documents["handover/data/reader.trust.json"].Statement.map(
      ({ Condition }: Json) => Condition.StringEquals["aws:RequestTag/eks-cluster-arn"],
    );
    expect(new Set(clusters)).toEqual(
      new Set(["prod", "test"].map((name) => `arn:aws:eks:us-east-1:111111111111:cluster/${name}`)),
    );
    expect(clusters).toHaveLength(4);
    expect(documents["handover/platform/base.trust.json"].Statement).toHaveLength(2);
    expect(documents["handover/data/reader.permissions.json"].Statement).toHaveLength(2);
  });
});

describe("synth", () => {
  test("proves with what the owners are asked for, and says so for each document", async () => {
    const cwd = projectOf(EXISTING);
    const { code, out, err } = await cli(cwd, ["synth"]);
    expect([code, out]).toEqual([0, expect.stringContaining("proof: 1 chain proved if what the warnings name holds")]);
    expect(out).toContain(
      `   cdktf.out/handover/data/reader.trust.json  trust policy of ${READER}, for the owner of data\n`,
    );
    expect(err).toContain(
      "proved if the trust policy of arn:aws:iam::222222222222:role/reader is exactly cdktf.out/handover/",
    );
  });

  test("is conditional on exactly the documents that it reports, and on what nobody shows of the bucket", async () => {
    const cwd = projectOf(EXISTING);
    const { documents } = JSON.parse((await cli(cwd, ["synth", "--format", "json"])).out);
    expect(documents).toContainEqual({
      path: "cdktf.out/handover/data/reader.permissions.json",
      kind: "permissions",
      account: { key: "data", id: "222222222222" },
      arn: READER,
      exists: true,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      why: "Pods under service account billing/billing of cluster prod in account 111111111111 may use invoices in this role.",
    });
    const { verdict, chains } = await answer(cwd);
    expect([verdict, openIn(chains[0]).sort()]).toEqual([
      "conditional",
      [
        ...documents.map(
          ({ path, sha256 }: Json) => `document-requested ${path.replace("cdktf.out/", "")}@sha256:${sha256}`,
        ),
        // its owner may have denied the primary role the call
        `document-requested ${BASE}`,
        "resource-not-read arn:aws:s3:::acme-invoices",
      ].sort(),
    ]);
  });

  test("refuses a document that does not let the pod in, and one that lets in others", async () => {
    const trust = "handover/data/reader.trust.json";
    const without = broken(trust, (text) => text.replaceAll("sts:TagSession", "sts:SetSourceIdentity"));
    const closed = await cli(projectOf(EXISTING), ["synth"], {}, without);
    expect([closed.code, closed.err]).toEqual([1, expect.stringMatching(/target-trust[\s\S]*sts:TagSession/)]);
    const wide = broken(trust, (text) => text.replaceAll(`"${BASE}"`, '"*"'));
    const open = await cli(projectOf(EXISTING), ["synth"], {}, wide);
    expect([open.code, open.err]).toEqual([1, expect.stringContaining("other-account")]);
    const primary = broken("handover/platform/base.trust.json", (text) => text.replace("pods.eks", "ec2"));
    expect((await cli(projectOf(EXISTING), ["synth"], {}, primary)).err).toContain("primary-trust");
    const more = broken("handover/data/reader.permissions.json", (text) => text.replace("s3:GetObject", "s3:*"));
    expect((await cli(projectOf(EXISTING), ["synth"], {}, more)).err).toContain("the pod can s3:PutObject");
  });

  test.each([
    ["a role that is to be made there", TO_BE_MADE, ["platform-primary", "platform-rest"]],
    ["a role for tokens, with the provider of its account", BY_TOKEN, ["platform-rest"]],
  ])("proves %s on its documents", async (_, text, stacks) => {
    const cwd = projectOf(text);
    const report = JSON.parse((await cli(cwd, ["synth", "--format", "json"])).out);
    expect(report.stacks.map(({ name }: Json) => name)).toEqual(stacks);
    const { verdict, chains } = await answer(cwd);
    const asked = openIn(chains[0]).filter((one) => one.startsWith("document-requested"));
    const provider = `document-requested arn:aws:iam::222222222222:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC`;
    expect([verdict, asked]).toEqual([
      "conditional",
      [
        expect.stringContaining("handover/data/reader.trust.json@sha256:"),
        expect.stringContaining("handover/data/reader.permissions.json@sha256:"),
        ...(text === BY_TOKEN ? [provider] : []),
      ],
    ]);
  });

  test("asks for the policies of resources in accounts of others that roles of ours use from afar", async () => {
    const cwd = projectOf(FROM_AFAR);
    const { stacks, documents } = JSON.parse((await cli(cwd, ["synth", "--format", "json"])).out);
    expect(stacks.map(({ name }: Json) => name)).toEqual(["platform", "platform-rest"]);
    expect(documents.map(({ path, kind, arn }: Json) => [path, kind, arn])).toEqual([
      ["cdktf.out/handover/data/invoices.policy.json", "policy", "arn:aws:s3:::acme-invoices"],
      ["cdktf.out/handover/data/orders.policy.json", "policy", "arn:aws:dynamodb:us-east-1:222222222222:table/orders"],
    ]);
    const { verdict, chains } = await answer(cwd);
    expect([
      verdict,
      openIn(chains[0])
        .filter((one) => one.startsWith("document-requested"))
        .sort(),
    ]).toEqual([
      "conditional",
      documents.map(
        ({ path, sha256 }: Json) => `document-requested ${path.replace("cdktf.out/", "")}@sha256:${sha256}`,
      ),
    ]);
    const closed = broken("handover/data/invoices.policy.json", (text) =>
      text.replace("role/billing", "role/billing2"),
    );
    expect((await cli(cwd, ["synth"], {}, closed)).err).toMatch(/grant[\s\S]*s3:GetObject/);
    const open = broken("handover/data/orders.policy.json", (text) => text.replace(/"arn[^"]*role\/billing"/, '"*"'));
    expect((await cli(cwd, ["synth"], {}, open)).err).toContain("other-account");
  });

  test("asks the owner of an account that is not listed, by its number, and that of the bucket to let the role in", async () => {
    const cwd = projectOf(EXISTING.replace("222222222222:role/reader", "333333333333:role/passed/on"));
    const { documents } = JSON.parse((await cli(cwd, ["synth", "--format", "json"])).out);
    expect(documents.map(({ path, account }: Json) => [path.replace("cdktf.out/", ""), account.key])).toEqual([
      ["handover/platform/base.trust.json", "platform"],
      ["handover/333333333333/on.trust.json", "333333333333"],
      ["handover/333333333333/on.permissions.json", "333333333333"],
      ["handover/data/invoices.policy.json", "data"],
    ]);
    expect((await answer(cwd)).verdict).toBe("conditional");
  });

  test("leaves nothing of documents that are no longer asked for, and what the user put beside them", async () => {
    const cwd = projectOf(EXISTING);
    await cli(cwd, ["synth"]);
    const handover = join(cwd, "cdktf.out", "handover");
    writeFileSync(join(handover, "data", "terraform.tfstate"), "{}");
    writeFileSync(
      join(cwd, "eks-cross-account.yaml"),
      EXISTING.replace(`arn: ${BASE}`, "account: platform, name: base").replace(
        `arn: ${READER}`,
        "account: data, role: other",
      ),
    );
    expect((await cli(cwd, ["synth"])).code).toBe(0);
    expect(Object.keys(files(handover)).sort()).toEqual(
      ["main.tf.json", "other.permissions.json", "other.trust.json", "terraform.tfstate"].map((name) => `data/${name}`),
    );
    expect(existsSync(join(handover, "platform"))).toBe(false);
  });

  test("--check compares them: changed, missing, and no longer asked for", async () => {
    const cwd = projectOf(EXISTING);
    await cli(cwd, ["synth"]);
    const handover = join(cwd, "cdktf.out", "handover");
    expect((await cli(cwd, ["synth", "--check", "cdktf.out"])).code).toBe(0);
    writeFileSync(join(handover, "data", "reader.trust.json"), "{}\n");
    mkdirSync(join(handover, "gone"));
    writeFileSync(join(handover, "gone", "old.trust.json"), "{}\n");
    const { code, out } = await cli(cwd, ["synth", "--check", "cdktf.out"]);
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(
        /changed {2}handover\/data\/reader\.trust\.json\n(.*\n)*?extra {4}handover\/gone\/old\.trust\.json/,
      ),
    ]);
  });
});

test("prove says unknown of the stacks alone: nothing shows the roles", async () => {
  const cwd = projectOf(EXISTING);
  await cli(cwd, ["synth"]);
  const { verdict, chains } = await answer(cwd, "cdktf.out/stacks");
  expect([verdict, chains[0].verdict]).toEqual(["unknown", "unknown"]);
});
