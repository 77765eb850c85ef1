import { asModules, modulesIn, outputOf, proofOfRoot, shownIn } from "../support/modules";
import { proofOfText } from "../support/proved";
import { changed, type Json, readText, SHIPPED, synth } from "../support/synth";

const configurationOf = (name: string): string => readText(`examples/${name}/eks-cross-account.yaml`);
const EXAMPLES = ["fleet", "encrypted-bucket", "irsa-to-pod-identity", "existing-roles", "several-accounts"];

const addressesIn = ({ resource = {} }: Json): readonly string[] =>
  Object.entries<Json>(resource).flatMap(([type, all]) => Object.keys(all).map((name) => `${type}.${name}`));

describe.each(["shipped", ...EXAMPLES])("the modules of %s", (name) => {
  const text = name === "shipped" ? SHIPPED : configurationOf(name);

  test("have the addresses of its stacks, and neither provider blocks nor a backend", async () => {
    const modules = modulesIn(await outputOf(asModules(text)));
    const { stacks } = synth(text);
    expect(Object.keys(modules).sort()).toEqual(Object.keys(stacks).sort());
    for (const [stack, module] of Object.entries(modules)) {
      expect(addressesIn(module)).toEqual(addressesIn(stacks[stack]));
      expect(Object.keys(module)).not.toEqual(expect.arrayContaining(["provider"]));
      expect(Object.keys(module)).not.toEqual(expect.arrayContaining(["ephemeral"]));
      expect(Object.keys(module.terraform)).toEqual(["required_providers", "required_version"]);
    }
  });

  test("have in a root module as their page shows it the chains of its stacks, hop by hop", async () => {
    const page = (await outputOf(asModules(text)))["README.md"];
    const hopsOf = (proof: Awaited<ReturnType<typeof proofOfText>>) =>
      proof.chains.map(({ id, verdict, hops }) => [id, verdict, hops.map((hop) => [hop.id, hop.verdict])]);
    const proof = await proofOfRoot(shownIn(page, "hcl"), asModules(text));
    expect(proof.chains.length).toBeGreaterThan(0);
    expect(hopsOf(proof)).toEqual(hopsOf(await proofOfText(text)));
  });
});

test("a module asks its callers for the Kubernetes providers of the clusters that it has objects on, and for no other", async () => {
  const modules = modulesIn(await outputOf(asModules(SHIPPED)));
  expect(modules["account-a-rest"].terraform.required_providers).toEqual({
    aws: { source: "hashicorp/aws", version: "~> 6.3" },
    kubernetes: {
      source: "hashicorp/kubernetes",
      version: "~> 2.20",
      configuration_aliases: ["kubernetes.my-eks-cluster"],
    },
  });
  expect(modules["account-b"].terraform.required_providers).toEqual({
    aws: { source: "hashicorp/aws", version: "~> 6.3" },
    random: { source: "hashicorp/random", version: "~> 3.6" },
  });
});

test("what allowed_account_ids refuses in a stack, everything in a module waits for", async () => {
  const { "account-b": module } = modulesIn(await outputOf(asModules(SHIPPED)));
  expect(module.data.aws_caller_identity.caller.lifecycle.postcondition[0].condition).toBe(
    '${self.account_id == "222222222222"}',
  );
  expect(module.data.aws_region.caller.lifecycle.postcondition[0].condition).toBe('${self.region == "us-east-1"}');
  const ofAws = Object.entries<Json>(module.resource).filter(([type]) => type.startsWith("aws_"));
  for (const [, all] of ofAws)
    for (const block of Object.values<Json>(all))
      expect(block.depends_on).toEqual(
        expect.arrayContaining(["data.aws_caller_identity.caller", "data.aws_region.caller"]),
      );
});

test("Kubernetes objects wait for the cluster that they are meant for", async () => {
  const { "account-a-rest": module } = modulesIn(await outputOf(asModules(SHIPPED)));
  expect(module.resource.kubernetes_namespace_v1.app.depends_on).toEqual([
    "data.aws_eks_cluster.my-eks-cluster_cluster",
  ]);
});

test("a module with roles alone takes a provider of any region", async () => {
  const { "account-a-primary": module } = modulesIn(await outputOf(asModules(SHIPPED)));
  expect(Object.keys(module.data)).toEqual(["aws_caller_identity"]);
});

test("a name that only apply knows is an output and a variable, and the call passes it", async () => {
  const files = await outputOf(asModules(SHIPPED));
  const { "account-a-rest": rest, "account-b": accountB } = modulesIn(files);
  expect(Object.keys(rest.variable)).toEqual(["data_bucket_name"]);
  expect(Object.keys(accountB.output)).toEqual(["data_bucket_name"]);
  expect(rest.data.terraform_remote_state).toBeUndefined();
  expect(shownIn(files["account-a-rest/README.md"], "hcl")).toContain(
    "data_bucket_name = module.account-b.data_bucket_name",
  );
});

test("its page shows the provider blocks that the configuration has, the Kubernetes one with its exec", async () => {
  const text = changed([
    'account-a: { id: "111111111111", region: us-east-1 }',
    'account-a: { id: "111111111111", region: us-east-1, profile: a-admin, tags: { "team/one": a } }',
  ]);
  const call = shownIn((await outputOf(asModules(text)))["account-a-rest/README.md"], "hcl");
  expect(call).toContain('  profile             = "a-admin"\n');
  expect(call).toContain('  default_tags {\n    tags = {\n      "team/one" = "a"\n    }\n  }\n');
  expect(call).toContain(
    '"--cluster-name", "my-eks-cluster", "--region", "us-east-1", "--output", "json", "--profile", "a-admin"]',
  );
  expect(call).toContain("    kubernetes.my-eks-cluster = kubernetes.my-eks-cluster\n");
});

test.each([
  ["token: provider", /ephemeral "aws_eks_cluster_auth" "my-eks-cluster_token" \{\n {2}provider = aws\.account-a\n/],
  ["kubeconfig: ~/.kube/config, context: mine", /config_context = "mine"\n {2}config_path {4}= "~\/\.kube\/config"/],
])(
  "its page shows how Terraform signs in to a cluster with { %s }, which proves as it does in a stack",
  async (kubernetes, shown) => {
    const text = changed(["{ account: account-a }", `{ account: account-a, kubernetes: { ${kubernetes} } }`]);
    const page = (await outputOf(asModules(text)))["README.md"];
    expect(page).toMatch(shown);
    const proof = await proofOfRoot(shownIn(page, "hcl"), asModules(text));
    expect(proof.chains.map(({ id, verdict }) => [id, verdict])).toEqual(
      (await proofOfText(text)).chains.map(({ id, verdict }) => [id, verdict]),
    );
  },
);

test("fails to prove a root module that passes another account's provider", async () => {
  const page = (await outputOf(asModules(SHIPPED)))["README.md"];
  const main = shownIn(page, "hcl").replace("aws = aws.account-b", "aws = aws.account-a");
  const proof = await proofOfRoot(main, asModules(SHIPPED));
  expect(proof.verdict).not.toBe("proved");
});
