import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, project } from "../support/cli";
import { changed, DEFAULT, type Json, synth } from "../support/synth";

const ROLE = "arn:aws:iam::111111111111:role/terraform";
const configured = (account: string, cluster = ""): string =>
  changed(
    [`"111111111111", region: us-east-1`, `"111111111111", region: us-east-1, ${account}`],
    ["{ account: account-a }", `{ account: account-a${cluster} }`],
  );
const EXTERNAL_ID = configured(`assumeRole: { arn: "${ROLE}", externalId: acme/42, sessionName: ci }`);

const rest = (text: string): Json => synth(text).stacks["account-a-rest"];
const argsOf = ({ provider }: Json): readonly string[] => provider.kubernetes[0].exec[0].args.slice(6 + 2);

test("the long form of a role to assume is the provider's block", () => {
  expect(rest(EXTERNAL_ID).provider.aws[0].assume_role).toEqual([
    { role_arn: ROLE, external_id: "acme/42", session_name: "ci" },
  ]);
});

test("where the AWS CLI has no option for the ExternalId, the aws provider makes the token, and nothing keeps it", () => {
  const made = rest(EXTERNAL_ID);
  expect(made.provider.kubernetes[0]).not.toHaveProperty("exec");
  expect(made.provider.kubernetes[0].token).toBe("${ephemeral.aws_eks_cluster_auth.my-eks-cluster_token.token}");
  expect(made.ephemeral.aws_eks_cluster_auth).toEqual({
    "my-eks-cluster_token": { name: "${data.aws_eks_cluster.my-eks-cluster_cluster.name}" },
  });
});

test("a token is one of its cluster's region", () => {
  const made = rest(configured("profile: admin", ", region: us-west-2, kubernetes: { token: provider }"));
  expect(made.ephemeral.aws_eks_cluster_auth["my-eks-cluster_token"].region).toBe("us-west-2");
});

test("only the stack with a token of the provider's needs Terraform 1.10", () => {
  const versions = Object.entries(synth(EXTERNAL_ID).stacks).map(([name, { terraform }]) => [
    name,
    terraform.required_version,
  ]);
  expect(Object.fromEntries(versions)).toEqual({
    "account-a-primary": ">= 1.2",
    "account-b": ">= 1.2",
    "account-a-rest": ">= 1.10",
  });
});

test("a stack without Kubernetes objects signs in to no cluster", () => {
  const text = EXTERNAL_ID.replace("    verify: pod", "    createNamespace: false\n    createServiceAccount: false");
  expect(rest(text)).not.toHaveProperty("ephemeral");
  expect(rest(text).terraform.required_version).toBe(">= 1.2");
});

test("a profile of the cluster's own takes the place of the account's credentials in its token only", () => {
  const made = rest(
    configured(`profile: base, assumeRole: { arn: "${ROLE}", externalId: acme }`, ", kubernetes: { profile: admin }"),
  );
  expect(argsOf(made)).toEqual(["--profile", "admin"]);
  expect(made.provider.aws[0].profile).toBe("base");
  expect(made).not.toHaveProperty("ephemeral");
});

test("the role of a session with a name is assumed by the CLI where that is asked for", () => {
  const account = `assumeRole: { arn: "${ROLE}", sessionName: ci }`;
  expect(argsOf(rest(configured(account, ", kubernetes: { token: cli }")))).toEqual(["--role-arn", ROLE]);
});

test("ephemeral blocks leave a proof as it is, also of a service account by its cluster's issuer", async () => {
  const cwd = project();
  const issuer = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
  const text = configured("profile: admin", `, issuer: "${issuer}", kubernetes: { token: provider }`).replace(
    /mechanism: pod-identity\n.*primaryRole.*\n/,
    "mechanism: irsa\n",
  );
  writeFileSync(join(cwd, DEFAULT), text);
  expect((await cli(cwd, ["synth"])).code).toBe(0);
  const { out, err } = await cli(cwd, ["prove", join(cwd, "cdktf.out"), "--format", "json"]);
  expect(err).toBe("");
  const { verdict, chains, findings }: Json = JSON.parse(out);
  expect([verdict, chains.map(({ id }: Json) => id), findings]).toEqual([
    "proved",
    ["my-eks-cluster/my-app-namespace/my-app-sa"],
    [],
  ]);
});
