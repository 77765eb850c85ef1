import { onClusters, several } from "../config/targets-cases";
import { document, type Json, synth } from "../support/synth";

const PRIMARY = "arn:aws:iam::111111111111:role/shop-planner";
const ROLES = {
  orders: "arn:aws:iam::222222222222:role/orders-reader",
  routes: "arn:aws:iam::333333333333:role/routes-planner",
};
const POD = {
  "aws:PrincipalTag/eks-cluster-arn": "arn:aws:eks:us-east-1:111111111111:cluster/shop",
  "aws:PrincipalTag/kubernetes-namespace": "planning",
  "aws:PrincipalTag/kubernetes-service-account": "planner",
};
const FILE = `[profile orders]
role_arn = ${ROLES.orders}
credential_source = EcsContainer

[profile routes]
role_arn = ${ROLES.routes}
credential_source = EcsContainer
`;
const MOUNT = [{ name: "aws-config", mount_path: "/etc/aws-config", read_only: true }];

const rest = (text: string): Json => synth(text).stacks["platform-rest"].resource;
const statements = (text: string): Json[] => document(text).Statement;
const ordersTrust = (text: string): Json[] =>
  statements(synth(text).stacks.sales.resource.aws_iam_role.planner_orders_target_role.assume_role_policy);
const line = (text: string) => several(["    verify: job", `    ${text}\n    verify: job`]);

test("the association ends in the primary role, which may assume each target, and waits for that permission", () => {
  const made = rest(several());
  expect(made.aws_eks_pod_identity_association.planner_cross_account).toMatchObject({
    role_arn: PRIMARY,
    depends_on: ["aws_iam_role_policy_attachment.planner_primary_role_attachment"],
  });
  expect(made.aws_eks_pod_identity_association.planner_cross_account.target_role_arn).toBeUndefined();
  const policy = made.aws_iam_policy.planner_assume_target_role_policy;
  expect([policy.name, statements(policy.policy)]).toEqual([
    "allow-assume-targets-of-planner",
    [{ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: Object.values(ROLES) }],
  ]);
});

test("each target has its role and policies in its account, at addresses with the workload's key and its own", () => {
  const { sales, logistics } = synth(several()).stacks;
  const addresses = (stack: Json) =>
    ["aws_iam_role", "aws_iam_policy", "aws_iam_role_policy_attachment"].flatMap((type) =>
      Object.keys(stack.resource[type]),
    );
  expect(addresses(sales)).toEqual([
    "planner_orders_target_role",
    "planner_orders_s3_read_policy",
    "planner_orders_target_role_attachment",
  ]);
  expect(addresses(logistics)).toEqual([
    "planner_routes_target_role",
    "planner_routes_s3_read_policy",
    "planner_routes_s3_write_policy",
    "planner_routes_s3_write_attachment",
    "planner_routes_target_role_attachment",
  ]);
});

test("a target trusts the primary role's sessions that EKS has tagged for this pod", () => {
  expect(ordersTrust(several())).toEqual(
    ["sts:AssumeRole", "sts:TagSession"].map((action) => ({
      Effect: "Allow",
      Principal: { AWS: PRIMARY },
      Action: [action],
      Condition: { StringEquals: POD },
    })),
  );
  const byAccount = ordersTrust(line("principal: account"));
  expect(byAccount[0]).toMatchObject({
    Principal: { AWS: "arn:aws:iam::111111111111:root" },
    Condition: { StringEquals: POD, ArnEquals: { "aws:PrincipalArn": PRIMARY } },
  });
  const open = ordersTrust(line("confine: false\n    sessionTags: false"));
  expect(open.map(({ Condition }) => Condition)).toEqual([undefined, undefined]);
});

test("the AWS config file has a profile for each target, and the check lists each bucket by its own", () => {
  const made = rest(several());
  expect(made.kubernetes_config_map_v1.planner_aws_config).toMatchObject({
    metadata: { name: "planner-aws-config" },
    data: { config: FILE },
  });
  const { container, volume } = made.kubernetes_job_v1.planner_s3_access_test.spec.template.spec;
  expect(container[0]).toMatchObject({
    env: [{ name: "AWS_CONFIG_FILE", value: "/etc/aws-config/config" }],
    volume_mount: MOUNT,
  });
  expect(container[0].command[2]).toMatch(
    /s3 ls "s3:\/\/\S+" --profile orders && .*example-routes\/" --profile routes && /,
  );
  const name = "${kubernetes_config_map_v1.planner_aws_config.metadata[0].name}";
  expect(volume).toEqual([{ name: "aws-config", config_map: { name } }]);
});

test("a Deployment has the file mounted too, beside its own variables", () => {
  const made = rest(
    line("deployment:\n      image: registry.example.com/planner:1.0.0\n      env: { AWS_PROFILE: routes }"),
  );
  const { container, volume } = made.kubernetes_deployment_v1.planner_app.spec.template.spec;
  expect(container[0].env.slice(-2)).toEqual([
    { name: "DRAIN_TIMEOUT_MS", value: "25000" },
    { name: "AWS_CONFIG_FILE", value: "/etc/aws-config/config" },
  ]);
  expect(container[0].env).toContainEqual({ name: "AWS_PROFILE", value: "routes" });
  expect([container[0].volume_mount, volume.length]).toEqual([MOUNT, 1]);
});

test("on several clusters, names and addresses end in the cluster's key, but what a cluster's entry names", () => {
  const text = several(
    ["  shop: { account: platform }", "  shop: { account: platform }\n  stock: { account: platform }"],
    onClusters("{ shop: {}, stock: { targets: { orders: { role: stock-orders } } } }"),
  );
  const { sales, logistics, "platform-rest": clusters } = synth(text).stacks;
  const names = (roles: Json) => Object.entries<Json>(roles).map(([address, { name }]) => [address, name]);
  expect(names(sales.resource.aws_iam_role)).toEqual([
    ["planner_orders_target_role_shop", "orders-reader-shop"],
    ["planner_orders_target_role_stock", "stock-orders"],
  ]);
  expect(names(logistics.resource.aws_iam_role).map(([, name]) => name)).toEqual([
    "routes-planner-shop",
    "routes-planner-stock",
  ]);
  expect(names(clusters.resource.aws_iam_policy).map(([, name]) => name)).toEqual([
    "allow-assume-targets-of-planner-shop",
    "allow-assume-targets-of-planner-stock",
  ]);
});

test("stacks wait as for one target: each target's account for the primary role, the rest for all of them", () => {
  const { dependencies } = synth(several());
  expect(dependencies).toEqual({
    "platform-primary": [],
    sales: ["platform-primary"],
    logistics: ["platform-primary"],
    "platform-rest": ["platform-primary", "sales", "logistics"],
  });
});
