import { changed, document, type Json, synth, withWorkload } from "../support/synth";

const rest = (text: string) => synth(text).stacks["account-a-rest"];

test("credentials of an account go to its aws provider and to the cluster's token alike", () => {
  const provider = (entry: string) => {
    const { provider: made } = rest(
      changed([`"111111111111", region: us-east-1`, `"111111111111", region: us-east-1, ${entry}`]),
    );
    return { aws: made.aws[0], args: made.kubernetes[0].exec[0].args.slice(-2) };
  };
  const byProfile = provider("profile: cluster-admin");
  expect(byProfile.aws.profile).toBe("cluster-admin");
  expect(byProfile.args).toEqual(["--profile", "cluster-admin"]);
  const byRole = provider("assumeRole: 'arn:aws:iam::111111111111:role/terraform'");
  expect(byRole.aws.assume_role).toEqual([{ role_arn: "arn:aws:iam::111111111111:role/terraform" }]);
  expect(byRole.args).toEqual(["--role-arn", "arn:aws:iam::111111111111:role/terraform"]);
});

test("tags are on the provider where they are given, an account's over the defaults'", () => {
  const tagged = changed(
    ["accounts:", "defaults: { tags: { team: data, stage: none } }\naccounts:"],
    [`"111111111111", region: us-east-1`, `"111111111111", region: us-east-1, tags: { stage: test }`],
  );
  expect(rest(tagged).provider.aws[0].default_tags).toEqual([{ tags: { team: "data", stage: "test" } }]);
});

test("a kubeconfig takes the place of the token, and what is a template to Terraform is escaped in it", () => {
  const text = changed([
    "my-eks-cluster: { account: account-a }",
    "my-eks-cluster: { account: account-a, kubernetes: { kubeconfig: '~/.kube/a${b}%{c}', context: main } }",
  ]);
  expect(rest(text).provider.kubernetes).toEqual([
    { alias: "my-eks-cluster", config_path: "~/.kube/a$${b}%%{c}", config_context: "main" },
  ]);
});

test("podIdentityAgent: install makes the add-on and lets the association wait for it; skip does nothing", () => {
  const agent = (value: string) =>
    rest(changed(["{ account: account-a }", `{ account: account-a, podIdentityAgent: ${value} }`]));
  const installed = agent("install");
  expect(installed.resource.aws_eks_addon["my-eks-cluster_pod_identity_agent"]).toEqual({
    cluster_name: "my-eks-cluster",
    addon_name: "eks-pod-identity-agent",
  });
  expect(installed.resource.aws_eks_pod_identity_association.cross_account.depends_on).toContain(
    "aws_eks_addon.my-eks-cluster_pod_identity_agent",
  );
  expect(installed.data.aws_eks_addon).toBeUndefined();
  const skipped = agent("skip");
  expect([skipped.data.aws_eks_addon, skipped.resource.aws_eks_addon]).toEqual([undefined, undefined]);
});

test("handover: variable declares the output's name as a variable and reads no state", () => {
  const made = rest(
    changed(['    addressPrefix: "" # keeps', '    handover: variable\n    addressPrefix: "" # keeps']),
  );
  expect(made.variable.data_bucket_name.type).toBe("string");
  expect(made.data.terraform_remote_state).toBeUndefined();
  expect(made.resource.kubernetes_pod_v1.s3_access_test.spec.container[0].command[2]).toContain(
    `s3://\${var.data_bucket_name}/`,
  );
});

test("a bucket with a fixed name needs no handover, and one that exists is not made", () => {
  const text = changed(["{ prefix: my-cross-account-data-bucket }", "{ name: their-bucket, create: false }"]);
  const { stacks } = synth(text);
  expect(stacks["account-a-rest"].data.terraform_remote_state).toBeUndefined();
  expect(stacks["account-b"].resource.aws_s3_bucket).toBeUndefined();
  expect(stacks["account-b"].terraform.required_providers).not.toHaveProperty("random");
  expect(document(stacks["account-b"].resource.aws_iam_policy.s3_read_policy.policy).Statement[0].Resource).toEqual([
    "arn:aws:s3:::their-bucket/*",
  ]);
});

test("verify: job runs the same check as a job that apply waits for", () => {
  const pod = rest(withWorkload()).resource.kubernetes_pod_v1.s3_access_test;
  const { resource } = rest(changed(["verify: pod", "verify: job"]));
  const job = resource.kubernetes_job_v1.s3_access_test;
  expect(resource.kubernetes_pod_v1).toBeUndefined();
  expect(job.wait_for_completion).toBe(true);
  expect(job.spec.backoff_limit).toBe(0);
  expect(job.spec.template.spec.container).toEqual(pod.spec.container);
  expect(job.depends_on).toEqual(pod.depends_on);
});

test("without verify there is no check, and nothing of the other stack's is read", () => {
  const made = rest(changed(["    verify: pod", "    # verify: pod"]));
  expect(made.resource.kubernetes_pod_v1).toBeUndefined();
  expect(made.data.terraform_remote_state).toBeUndefined();
});

test("the check's image can be chosen", () => {
  const made = rest(withWorkload(`verifyImage: registry.example.com:5000/tools/aws-cli@sha256:${"0".repeat(64)}`));
  expect(made.resource.kubernetes_pod_v1.s3_access_test.spec.container[0].image).toMatch(/^registry.example.com/);
});

test("default and kube-system are never created, other namespaces are, and either can be said otherwise", () => {
  const namespaces = (text: string) => rest(text).resource.kubernetes_namespace_v1;
  const inNamespace = (name: string, ...more: string[]) =>
    namespaces(withWorkload(...more).replace("my-app-namespace", name));
  expect(inNamespace("default")).toBeUndefined();
  expect(inNamespace("kube-system")).toBeUndefined();
  expect(inNamespace("apps").app.metadata.name).toBe("apps");
  expect(inNamespace("apps", "createNamespace: false")).toBeUndefined();
  expect(inNamespace("default", "createNamespace: true").app.metadata.name).toBe("default");
});

test("a service account that exists is referred to by name", () => {
  const { resource } = rest(withWorkload("createServiceAccount: false"));
  expect(resource.kubernetes_service_account_v1).toBeUndefined();
  expect(resource.kubernetes_pod_v1.s3_access_test.spec.service_account_name).toBe("my-app-sa");
});

test("without a target the role of the cluster's account is granted the bucket, in that account's own stack", () => {
  const text = changed(
    ["    account: account-b\n    bucket", "    account: account-a\n    bucket"],
    [
      "    target:\n      account: account-b\n      role: s3-reader-target-role\n      policyName: s3-read-only-for-target-role\n      grants:",
      "    grants:",
    ],
  );
  const { stacks, dependencies } = synth(text);
  expect(dependencies).toEqual({ "account-a": [], "account-a-rest": ["account-a"] });
  expect(stacks["account-a"].resource.aws_iam_policy.s3_read_policy.name).toBe("eks-pod-identity-primary-role-s3-read");
  expect(stacks["account-a"].resource.aws_iam_role_policy_attachment.target_role_attachment.role).toBe(
    `\${aws_iam_role.primary_role.name}`,
  );
  expect(stacks["account-a-rest"].resource.aws_eks_pod_identity_association.cross_account).not.toHaveProperty(
    "target_role_arn",
  );
});

test("another bucket under the same verb extends the policy's document, not the addresses", () => {
  const text = changed(
    ["workloads:", "  more: { account: account-b, bucket: { name: more-data } }\n\nworkloads:"],
    ["[{ read: data }]", "[{ read: data }, { read: more }]"],
  );
  const one = synth(withWorkload()).stacks["account-b"].resource;
  const two = synth(text).stacks["account-b"].resource;
  expect(Object.keys(two.aws_iam_policy)).toEqual(Object.keys(one.aws_iam_policy));
  expect(document(two.aws_iam_policy.s3_read_policy.policy).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: [`\${aws_s3_bucket.data_bucket.arn}/*`, "arn:aws:s3:::more-data/*"],
    },
    {
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: [`\${aws_s3_bucket.data_bucket.arn}`, "arn:aws:s3:::more-data"],
    },
  ]);
});

test("each verb is a policy of its own, with its own attachment", () => {
  const text = changed(
    ["      policyName: s3-read-only-for-target-role\n", "      policyName: { s3-write: the-writer }\n"],
    ["[{ read: data }]", "[{ read: data }, { write: data }, { actions: [s3:GetObjectTagging], on: data }]"],
  );
  const { resource } = synth(text).stacks["account-b"];
  const names = Object.fromEntries(
    Object.entries<{ name: string }>(resource.aws_iam_policy).map(([at, { name }]) => [at, name]),
  );
  expect(names).toEqual({
    s3_read_policy: "s3-reader-target-role-s3-read",
    s3_write_policy: "the-writer",
    s3_actions_policy: "s3-reader-target-role-s3-actions",
  });
  expect(Object.keys(resource.aws_iam_role_policy_attachment).sort()).toEqual([
    "s3_actions_attachment",
    "s3_write_attachment",
    "target_role_attachment",
  ]);
});

test("a region of its own goes with every resource of a cluster or bucket that has one", () => {
  const text = changed(
    [
      "my-eks-cluster: { account: account-a }",
      "my-eks-cluster: { account: account-a, region: eu-west-1, podIdentityAgent: install }",
    ],
    ["    bucket: {", "    region: eu-central-1\n    bucket: {"],
  );
  const { stacks } = synth(text);
  expect(stacks["account-b"].resource.aws_s3_bucket.data_bucket.region).toBe("eu-central-1");
  const { data, resource } = stacks["account-a-rest"];
  for (const part of [
    data.aws_eks_cluster["my-eks-cluster_cluster"],
    resource.aws_eks_addon["my-eks-cluster_pod_identity_agent"],
    resource.aws_eks_pod_identity_association.cross_account,
  ])
    expect(part.region).toBe("eu-west-1");
});

test("a shared primary role keeps its name on every cluster, and each workload's statement names its cluster", () => {
  const text = changed(
    ["  my-eks-cluster: { account: account-a }", "  one: { account: account-a }\n  two: { account: account-a }"],
    ["workloads:", "primaryRoles:\n  shared: { account: account-a, name: shared-primary }\n\nworkloads:"],
    ["    cluster: my-eks-cluster", "    clusters: { one: {}, two: {} }"],
    ["primaryRole: eks-pod-identity-primary-role", "primaryRole: shared"],
    ['\n    addressPrefix: ""\n', "\n"],
  ).replace(/ {4}addressPrefix: ""\n$/, "");
  const { stacks } = synth(text);
  const roles = stacks["account-a-primary"].resource.aws_iam_role;
  expect(Object.keys(roles)).toEqual(["shared_primary_role"]);
  expect(roles.shared_primary_role.name).toBe("shared-primary");
  const clusters = document(roles.shared_primary_role.assume_role_policy).Statement.map(
    (statement: Json) => statement.Condition.StringEquals["aws:RequestTag/eks-cluster-arn"],
  );
  expect(clusters).toEqual([
    "arn:aws:eks:us-east-1:111111111111:cluster/one",
    "arn:aws:eks:us-east-1:111111111111:cluster/two",
  ]);
});

test("a stack without Kubernetes objects neither requires nor configures that provider", () => {
  const text = changed(["    verify: pod", "    createNamespace: false\n    createServiceAccount: false"]);
  const { terraform, provider } = rest(text);
  expect(terraform.required_providers).not.toHaveProperty("kubernetes");
  expect(provider.kubernetes).toBeUndefined();
});

test("the service account default, which every namespace has, is never made unless it is said", () => {
  const made = (...more: string[]) =>
    rest(withWorkload(...more).replace("my-app-sa", "default")).resource.kubernetes_service_account_v1;
  expect(made()).toBeUndefined();
  expect(made("createServiceAccount: true").app.metadata.name).toBe("default");
});

test("defaults are what workloads and resources take that say nothing, and give way to what they say", () => {
  const defaults = "{ confine: false, sessionTags: false, verify: job, verifyImage: 'cli:1.0.0', handover: variable }";
  const bare = `defaults: ${defaults}\n${changed(["    verify: pod", "    # verify: pod"])}`;
  const { stacks } = synth(bare);
  const made = stacks["account-a-rest"];
  expect(made.resource.kubernetes_job_v1.s3_access_test.spec.template.spec.container[0].image).toBe("cli:1.0.0");
  expect(made.resource.aws_eks_pod_identity_association.cross_account.disable_session_tags).toBe(true);
  expect(made.variable).toHaveProperty("data_bucket_name");
  expect(stacks["account-b"].resource.aws_iam_role.target_role.assume_role_policy).not.toContain("Condition");
  const own = `defaults: ${defaults}\n${withWorkload("sessionTags: true", "verifyImage: 'cli:2.0.0'")}`;
  const { resource } = synth(own).stacks["account-a-rest"];
  expect(resource.aws_eks_pod_identity_association.cross_account).not.toHaveProperty("disable_session_tags");
  expect(resource.kubernetes_pod_v1.s3_access_test.spec.container[0].image).toBe("cli:2.0.0");
});

test("a cluster that no workload is on is neither looked up nor signed in to", () => {
  const text = changed(["{ account: account-a }", "{ account: account-a }\n  spare: { account: account-a }"]);
  const { data, provider } = rest(text);
  expect(Object.keys(data.aws_eks_cluster)).toEqual(["my-eks-cluster_cluster"]);
  expect(provider.kubernetes.map(({ alias }: Json) => alias)).toEqual(["my-eks-cluster"]);
});
