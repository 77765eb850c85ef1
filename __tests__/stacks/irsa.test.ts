import { IRSA_EXAMPLE, irsa, withLine } from "../config/irsa-cases";
import { document, type Json, readText, synth } from "../support/synth";

const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const { stacks, dependencies, problems } = synth(readText(IRSA_EXAMPLE));
const { "account-b": target, "account-a-rest": rest } = stacks;
const trustOf = (stack: Json, address = "target_role") =>
  document(stack.resource.aws_iam_role[address].assume_role_policy);

test("the second article's example gives two stacks, of which account-b waits for nothing", () => {
  expect(dependencies).toEqual({ "account-b": [], "account-a-rest": ["account-b"] });
  expect(problems).toEqual([]);
});

test("the role trusts a provider of its own account for exactly this service account and audience", () => {
  expect(trustOf(target).Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::222222222222:oidc-provider/${ISSUER}` },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: {
        StringEquals: {
          [`${ISSUER}:sub`]: "system:serviceaccount:default:api-sa",
          [`${ISSUER}:aud`]: "sts.amazonaws.com",
        },
      },
    },
  ]);
});

test("account-b names nothing of account-a but its issuer", () => {
  expect(JSON.stringify(target)).not.toContain("111111111111");
  expect(JSON.stringify(target)).toContain(`https://${ISSUER}`);
});

test("the provider is made without thumbprint, before the role whose trust names it", () => {
  expect(target.resource.aws_iam_openid_connect_provider).toEqual({
    "my-eks-cluster_oidc_provider": { url: `https://${ISSUER}`, client_id_list: ["sts.amazonaws.com"] },
  });
  expect(target.resource.aws_iam_role.target_role.depends_on).toEqual([
    "aws_iam_openid_connect_provider.my-eks-cluster_oidc_provider",
  ]);
});

test("a provider that is there, by its ARN, is used and not made", () => {
  const text = withLine(`oidcProvider: arn:aws:iam::222222222222:oidc-provider/${ISSUER}`);
  const { resource } = synth(text).stacks["account-b"];
  expect(resource.aws_iam_openid_connect_provider).toBeUndefined();
  expect(resource.aws_iam_role.target_role).not.toHaveProperty("depends_on");
  expect(trustOf({ resource })).toEqual(trustOf(target));
});

const more = (key: string, ...lines: string[]) =>
  `${[
    `  ${key}:`,
    `cluster: my-eks-cluster\n    namespace: default\n    serviceAccount: ${key}\n    mechanism: irsa`,
    `target: { account: account-b, role: ${key}, grants: [{ read: data }] }`,
    ...lines,
  ].join("\n    ")}\n`;

test("one provider serves every role of its account, also where one workload says that it is there", () => {
  const text = `${readText(IRSA_EXAMPLE)}${more("second")}${more("third")}`;
  const { resource } = synth(text).stacks["account-b"];
  expect(Object.keys(resource.aws_iam_openid_connect_provider)).toEqual(["my-eks-cluster_oidc_provider"]);
  expect(Object.keys(resource.aws_iam_role)).toEqual(["second_target_role", "target_role", "third_target_role"]);
  const stated = `${text}    oidcProvider: arn:aws:iam::222222222222:oidc-provider/${ISSUER}\n`;
  expect(synth(stated).stacks["account-b"].resource.aws_iam_openid_connect_provider).toBeUndefined();
});

test("two clusters of one account have a provider each", () => {
  const other = "oidc.eks.us-east-1.amazonaws.com/id/OTHER";
  const text = irsa(["\nresources:", `  two: { account: account-a, issuer: ${other} }\n\nresources:`]);
  const { resource } = synth(`${text}${more("second").replace("cluster: my-eks-cluster", "cluster: two")}`).stacks[
    "account-b"
  ];
  expect(resource.aws_iam_openid_connect_provider.two_oidc_provider.url).toBe(`https://${other}`);
  expect(trustOf({ resource }, "second_target_role").Statement[0].Principal.Federated).toBe(
    `arn:aws:iam::222222222222:oidc-provider/${other}`,
  );
});

test("however the issuer is written, trust, provider and postcondition name it in their own form", () => {
  const written = (issuer: string) => synth(irsa([`https://${ISSUER}`, issuer])).stacks;
  expect(written(ISSUER)).toEqual(stacks);
  expect(written(`https://${ISSUER}/`)).toEqual(stacks);
});

test("the cluster's stack fails where the live cluster has another issuer", () => {
  const [, tokens] = rest.data.aws_eks_cluster["my-eks-cluster_cluster"].lifecycle.postcondition;
  expect(tokens.condition).toBe(`\${self.identity[0].oidc[0].issuer == "https://${ISSUER}"}`);
  expect(tokens.error_message).toContain("clusters.my-eks-cluster.issuer");
});

test("the service account names the role, and neither agent nor association is asked for", () => {
  expect(rest.resource.kubernetes_service_account_v1.app.metadata).toEqual({
    name: "api-sa",
    namespace: "default",
    annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::222222222222:role/s3-reader-role" },
  });
  expect(rest.resource.aws_eks_pod_identity_association).toBeUndefined();
  expect(rest.data.aws_eks_addon).toBeUndefined();
  expect(rest.resource.kubernetes_namespace_v1).toBeUndefined();
});

test("the Deployment runs the article's two replicas as the service account, with the bucket's name and no AWS keys", () => {
  const { metadata, spec } = rest.resource.kubernetes_deployment_v1.app;
  expect([metadata.name, spec.replicas, spec.selector.match_labels]).toEqual(["api", "2", { app: "api" }]);
  expect(spec.template.metadata.labels).toEqual({ app: "api" });
  expect(spec.template.spec.service_account_name).toBe(`\${kubernetes_service_account_v1.app.metadata[0].name}`);
  const { env } = spec.template.spec.container[0];
  expect(env).toContainEqual({ name: "BUCKET_NAME", value: "your-cross-account-bucket" });
  expect(env.filter(({ name }: Json) => name.startsWith("AWS_"))).toEqual([]);
});

test("the Deployment has resources, and is as confined as Kubernetes' restricted profile asks", () => {
  const { spec } = rest.resource.kubernetes_deployment_v1.app.spec.template;
  const [container] = spec.container;
  expect(container.resources).toEqual({ requests: { cpu: "100m", memory: "384Mi" }, limits: { memory: "384Mi" } });
  expect(spec.security_context).toEqual({ run_as_non_root: true, seccomp_profile: { type: "RuntimeDefault" } });
  expect(container.security_context).toEqual({
    allow_privilege_escalation: false,
    read_only_root_filesystem: true,
    capabilities: { drop: ["ALL"] },
  });
});

test("the Service reaches the Deployment's pods", () => {
  const { spec } = rest.resource.kubernetes_service_v1.app;
  expect(spec.selector).toEqual(rest.resource.kubernetes_deployment_v1.app.spec.template.metadata.labels);
  expect(spec.port).toEqual([{ name: "http", port: 80, target_port: "http" }]);
  expect(
    synth(irsa(["      service: true\n", ""])).stacks["account-a-rest"].resource.kubernetes_service_v1,
  ).toBeUndefined();
});

test("a Deployment's bucket with a random name comes from the other stack's state, like the check's", () => {
  const text = irsa(["{ name: your-cross-account-bucket, forceDestroy: false }", "{ prefix: data }"]);
  const made = synth(text).stacks["account-a-rest"];
  const reference = `\${data.terraform_remote_state.account-b.outputs.data_bucket_name}`;
  expect(made.resource.kubernetes_deployment_v1.app.spec.template.spec.container[0].env).toContainEqual({
    name: "BUCKET_NAME",
    value: reference,
  });
  expect(made.data.terraform_remote_state["account-b"].config.path).toBe("../../../state/account-b.tfstate");
});

test("what is a template to Terraform is escaped in a Deployment's environment", () => {
  const text = irsa(["      service: true", "      env: { GREETING: 'a ${b} %{c}' }"]);
  const { env } =
    synth(text).stacks["account-a-rest"].resource.kubernetes_deployment_v1.app.spec.template.spec.container[0];
  expect(env[0]).toEqual({ name: "GREETING", value: "a $${b} %%{c}" });
});

test("a Deployment with pod identity waits for its association", () => {
  const text = irsa(["    mechanism: irsa", "    primaryRole: primary"]);
  expect(synth(text).stacks["account-a-rest"].resource.kubernetes_deployment_v1.app.depends_on).toEqual([
    "aws_eks_pod_identity_association.cross_account",
    "kubernetes_network_policy_v1.app",
  ]);
});

test("verify works with irsa too, where nothing but its service account is waited for", () => {
  const { resource } = synth(withLine("verify: pod")).stacks["account-a-rest"];
  expect(resource.kubernetes_pod_v1.s3_access_test.spec.service_account_name).toContain(
    "kubernetes_service_account_v1.app",
  );
  expect(resource.kubernetes_pod_v1.s3_access_test).not.toHaveProperty("depends_on");
});

test("a configuration with the article's mistakes is refused with the reasons", () => {
  const text = irsa([
    "    mechanism: irsa",
    `    mechanism: irsa\n    oidcProvider: arn:aws:iam::111111111111:oidc-provider/${ISSUER}\n    subject: system:serviceaccount:other:api-sa`,
  ]);
  expect(() => synth(text)).toThrow(/oidc-provider-account.*a provider in account 111111111111[\s\S]*subject-mismatch/);
});
