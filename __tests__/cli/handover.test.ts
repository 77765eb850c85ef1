import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Synthesizer } from "../../src/library/synthesize";
import { synthesize } from "../../stacks";
import { cli, files, project } from "../support/cli";
import { said, withHanded } from "../support/handed";
import { type Json, readText, SHIPPED } from "../support/synth";

const projectOf = (text: string): string => {
  const cwd = project();
  writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
  return cwd;
};
const example = (name: string): string => projectOf(readText(`examples/${name}/eks-cross-account.yaml`));
const handed = async (cwd: string, account: string): Promise<Json> =>
  JSON.parse((await cli(cwd, ["handover", account, "--format", "json"])).out);
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const answer = async (cwd: string, path: string): Promise<Json> =>
  JSON.parse((await cli(cwd, ["prove", join(cwd, path), "--format", "json"])).out);

describe("handover", () => {
  test("says to the owner of an account who may do what there, in which order, and how to check, do and undo it", async () => {
    const { code, out } = await cli(project(), ["handover", "account-b"]);
    expect(code).toBe(0);
    for (const part of [
      "# Hand-over for account `222222222222`",
      "- Pods under service account `my-app-namespace/my-app-sa` of cluster `my-eks-cluster` in account `111111111111` may, through the role `s3-reader-target-role` of account `222222222222`, read the S3 bucket `my-cross-account-data-bucket-${random_pet.bucket_suffix.id}` (`s3:GetObject` and `s3:ListBucket`).",
      "with credentials that may change IAM there, and the policies of the resources",
      "- Account `111111111111` makes the role `eks-pod-identity-primary-role` of account `111111111111` first: AWS refuses to save a policy that names a role which is not there.",
      "- Then account `111111111111` can go on",
      "1. The role `eks-pod-identity-primary-role` of account `111111111111` may assume this role (`sts:AssumeRole`), if the session tag",
      "- Whether account `111111111111` is the one that you know",
      'resource "aws_iam_role" "target_role" {',
      "aws iam create-role \\\n  --role-name s3-reader-target-role \\\n",
      "aws iam get-role --role-name s3-reader-target-role",
      "aws iam delete-role --role-name s3-reader-target-role",
    ])
      expect(out).toContain(part);
  });

  test.each([
    [
      "estate",
      "data",
      'Pods under service account "orders/api" of cluster "shop-eks" in account 111111111111 may, through the role "workloads/order-api-of-shop-eks" of account 333333333333, read arn:aws:dynamodb:eu-central-1:333333333333:table/orders (',
    ],
    ["estate", "data", "send to arn:aws:sqs:eu-central-1:333333333333:jobs (sqs:SendMessage"],
    [
      "estate",
      "data",
      'read arn:aws:s3:::acme-documents where keys begin with "eu/" (s3:GetObject and s3:ListBucket).',
    ],
    [
      "encrypted-bucket",
      "vault",
      'come with the role "auditor" of account 222222222222, which may here call kms:Decrypt on the KMS key "alias/archive" and call s3:GetObject and s3:ListBucket on the S3 bucket "acme-vault-archive".',
    ],
    [
      "dns-controller",
      "network",
      'change records of the hosted zone "example.com" where their type is "TXT" and their name is like "_acme-challenge.*" (route53:ChangeResourceRecordSets',
    ],
    ["dns-controller", "network", 'call route53:ListHostedZonesByName on any resource ("*")'],
  ])(
    "of %s tells the owner of %s what pods may do there, and on what by AWS's own name",
    async (name, account, part) => {
      const cwd = example(name);
      await cli(cwd, ["handover", account, "--out", "h/"]);
      expect(JSON.parse(readFileSync(join(cwd, "h/handover.json"), "utf8")).why.join("\n")).toContain(part);
    },
  );

  test("gives the example's document (npm run examples writes it)", async () => {
    const { out } = await cli(example("existing-roles"), ["handover", "finance"]);
    expect(out).toBe(readText("examples/existing-roles/handover-finance.md"));
  });

  test.each([
    ["estate", "data"],
    ["estate", "billing"],
    ["existing-roles", "finance"],
    ["article-irsa", "222222222222"],
  ])("of %s prints Terraform for %s that proves the same, as HCL and as JSON", async (name, account) => {
    const cwd = example(name);
    await cli(cwd, ["synth", "--out", "out"]);
    const before = await answer(cwd, "out");
    const { steps } = await handed(cwd, account);
    for (const form of ["hcl", "json"] as const) {
      withHanded(join(cwd, "out"), join(cwd, form), form, steps);
      expect(said(await answer(cwd, form))).toEqual(said(before));
    }
  });

  test("has Terraform for an account that has the identity provider already, which proves the same and takes nothing from it", async () => {
    const cwd = example("article-irsa");
    await cli(cwd, ["synth", "--out", "out"]);
    const before = await answer(cwd, "out");
    const { steps } = await handed(cwd, "account-b");
    const [{ name, terraform, withProviders }] = steps;
    expect(terraform.json.import).toBeUndefined();
    const [type, key] = ["aws_iam_openid_connect_provider", "my-eks-cluster_oidc_provider"];
    expect([withProviders.json.resource[type], withProviders.json.import]).toEqual([undefined, undefined]);
    expect(withProviders.json.data[type][key]).toMatchObject({
      arn: expect.stringMatching(/^arn:aws:iam::222222222222:oidc-provider\/oidc\.eks\./),
      lifecycle: { postcondition: [{ condition: '${contains(self.client_id_list, "sts.amazonaws.com")}' }] },
    });
    for (const form of ["hcl", "json"] as const) {
      withHanded(join(cwd, "out"), join(cwd, form), form, [{ name, terraform: withProviders }]);
      expect(said(await answer(cwd, form))).toEqual(said(before));
    }
  });

  test("keeps what others may not read: other accounts, their workloads, and credentials of ours", async () => {
    const estate = example("estate");
    const { out: billing } = await cli(estate, ["handover", "billing"]);
    for (const other of ["shop", "orders", "worker", "111111111111", "333333333333", "document-reader"])
      expect(billing).not.toContain(other);
    const { out: data } = await cli(estate, ["handover", "data"]);
    expect(data).toContain("document-reader");
    for (const other of [
      "acme-billing",
      "invoice",
      "444444444444",
      "acme-terraform",
      '"backend"',
      'backend "',
      "tfstate",
    ])
      expect(data).not.toContain(other);
    const { out: sales } = await cli(example("several-accounts"), ["handover", "sales"]);
    expect(sales).not.toContain("logistics");
  });

  test("has the digest that sha256sum gives of the documents, which are those that synth writes", async () => {
    const cwd = example("existing-roles");
    const { documents } = JSON.parse((await cli(cwd, ["synth", "--format", "json"])).out);
    const { digest, digestLines, steps } = await handed(cwd, "finance");
    const asked = documents.filter(({ account }: Json) => account.key === "finance");
    expect(steps[0].documents.map(({ file, sha256 }: Json) => [file, sha256])).toEqual(
      asked.map(({ path, sha256 }: Json) => [path.replace("cdktf.out/handover/finance/", ""), sha256]),
    );
    expect(digest).toBe(`sha256:${sha256(digestLines)}`);
    await cli(cwd, ["handover", "finance", "--out", "finance/"]);
    const written = files(join(cwd, "finance/documents"));
    const lines = Object.keys(written)
      .filter((file) => file.endsWith(".json"))
      .sort()
      .map((file) => `${sha256(written[file] ?? "")}  ${file}\n`);
    expect([lines.join(""), written.SHA256SUMS]).toEqual([digestLines, digestLines]);
  });

  test("names the folder of which it is, and has none to quote where nothing has a document", async () => {
    const { out } = await cli(project(), ["handover", "account-b"]);
    expect(out).toContain("In the folder `documents`,");
    const cluster = example("article-irsa");
    const page = (await cli(cluster, ["handover", "account-a"])).out;
    expect(page).toContain("It has no documents.");
    expect(page).not.toMatch(/sha256|that the digest/i);
  });

  test("says of a cluster's identity provider whom it admits, and keeps it where other roles trust it", async () => {
    const cwd = example("article-irsa");
    const { steps, checks } = await handed(cwd, "account-b");
    for (const part of ["pods of it are admitted here", "already: an account has one for each issuer"])
      expect(checks.join(" ")).toContain(part);
    expect(steps[0].commands.revoke).toContain("retire arn:aws:iam::222222222222:oidc-provider/");
    const [{ commands }] = (await handed(cwd, "account-a")).steps;
    for (const one of [commands.apply, commands.verify, commands.revoke]) {
      expect(one).toContain(': "${context_my_eks_cluster:?');
      expect(one).toMatch(
        /kubectl --context "\$context_my_eks_cluster" (annotate|get) serviceaccount api-sa --namespace default/,
      );
    }
  });

  test("imports a role that exists, and neither destroys it nor takes its permissions boundary", async () => {
    const { steps, checks } = await handed(example("existing-roles"), "finance");
    const [{ terraform, commands }] = steps;
    expect(checks).toContain(
      'Whether the role "invoice-reader" has an inline policy "invoice-reader" today, which is replaced.',
    );
    expect(terraform.json.import).toEqual([{ to: "aws_iam_role.billing_target_role", id: "invoice-reader" }]);
    expect(terraform.json.resource.aws_iam_role.billing_target_role.lifecycle).toMatchObject({
      prevent_destroy: true,
      precondition: [{ condition: expect.stringContaining("permissions_boundary") }],
    });
    for (const kept of [
      "keep invoice-reader.trust.before '' aws iam get-role --role-name invoice-reader",
      "keep invoice-reader.invoice-reader.before NoSuchEntity aws iam get-role-policy --role-name invoice-reader",
    ])
      expect(commands.apply).toContain(kept);
    expect(commands.apply).not.toContain("create-role");
    expect(commands.revoke).not.toContain("delete-role --");
  });

  test("goes through the account of the cluster in steps, in the order of applying", async () => {
    const { steps } = await handed(project(), "account-a");
    expect(steps.map(({ name }: Json) => name)).toEqual(["account-a-primary", "account-a-rest"]);
    expect(steps[1].before).toEqual([
      'Account 222222222222 makes the role "s3-reader-target-role" of account 222222222222 first: without it pods that start now are refused.',
    ]);
    expect(steps[1].commands.apply).toContain("aws eks create-pod-identity-association");
    expect(JSON.stringify(steps)).not.toContain("kubernetes_");
  });

  test("has the same of modules, as a root module of the owner's own", async () => {
    const [{ terraform, commands, documents }] = (await handed(projectOf(`layout: modules\n${SHIPPED}`), "account-b"))
      .steps;
    const [stack] = (await handed(project(), "account-b")).steps;
    expect([commands, documents]).toEqual([stack.commands, stack.documents]);
    expect(terraform.json.provider).toEqual({ aws: [{ region: "us-east-1", allowed_account_ids: ["222222222222"] }] });
  });

  test.each([
    ["an account that is not there", ["handover", "acount-b"], "did you mean account-b?"],
    [
      "an account where nothing is asked for",
      ["handover", "unused"],
      "found nothing that is asked for in account unused",
    ],
  ])("ends with 2 for %s, and writes nothing", async (_, args, message) => {
    const cwd = projectOf(
      SHIPPED.replace("accounts:\n", 'accounts:\n  unused: { id: "999999999999", region: us-east-1 }\n'),
    );
    const { code, out, err } = await cli(cwd, [...args, "--out", "x.md"]);
    expect([code, out, err]).toEqual([2, "", expect.stringContaining(message)]);
    expect(Object.keys(files(cwd))).not.toContain("x.md");
  });

  test("ends with 1 for a configuration that is refuted, and writes nothing", async () => {
    const cwd = project();
    const broken: Synthesizer = (model, options) => {
      synthesize(model, options);
      const file = join(options.outdir, "stacks/account-b/cdk.tf.json");
      writeFileSync(file, readFileSync(file, "utf8").replaceAll("sts:TagSession", "sts:SetSourceIdentity"));
    };
    const { code, out, err } = await cli(cwd, ["handover", "account-b"], {}, broken);
    expect([code, out, err]).toEqual([1, "", expect.stringContaining("target-trust")]);
  });
});
