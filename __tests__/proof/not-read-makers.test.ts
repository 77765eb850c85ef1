import { A, allow, B, document, ISSUER, type Json, providerArn, TARGET, TOKEN, webTrust } from "../support/documents";
import { chainOf, hopIn, intruderIn, irsaWorld, podWorld, proofOf, stackIn } from "../support/world";

/** Types that make, or let in, through something else: another provider's twins, templates, grants of S3, controls. */
const OPEN = { Version: "2012-10-17", Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } };
const inB = (type: string, one: Json, name = "one"): { readonly b: Json } => ({ b: { [type]: { [name]: one } } });
const inA = (type: string, one: Json): { readonly a: Json } => ({ a: { [type]: { one } } });

async function about(world: Parameters<typeof podWorld>[0]) {
  const chain = chainOf(await proofOf(podWorld(world)));
  const assumed = chain.assumptions.filter(({ id }) => id === "not-modelled").map(({ subject }) => subject);
  return { grant: hopIn(chain, "grant"), others: intruderIn(chain, "other-account"), assumed, chain };
}

const LET_IN = { grant: "allowed", others: "unknown" };
const EITHER = { grant: "unknown", others: "unknown" };
const NOTHING = { grant: "allowed", others: "denied", assumed: [] };

describe("what Cloud Control makes is as the provider's twin of its type", () => {
  const made = (type: string, state: Json | string) => ({
    type_name: type,
    desired_state: typeof state === "string" ? state : JSON.stringify(state),
  });
  const policyOf = (Bucket: string) => made("AWS::S3::BucketPolicy", { Bucket, PolicyDocument: OPEN });

  test.each<[string, Json, object]>([
    ["a policy of the bucket is not known", policyOf("data-bucket"), EITHER],
    ["a policy of the bucket by reference is not known", policyOf("${aws_s3_bucket.data.id}"), EITHER],
    ["a policy of another bucket changes nothing", policyOf("other"), NOTHING],
    [
      "a policy of the role leaves its grants open",
      made("AWS::IAM::RolePolicy", { RoleName: "target" }),
      { grant: "unknown" },
    ],
    ["a type without effect changes nothing", made("AWS::S3::StorageLens", { Bucket: "data-bucket" }), NOTHING],
    ["a state that is not known may name anything", made("AWS::S3::BucketPolicy", "${var.state}"), EITHER],
    [
      "access that S3 grants may be to any bucket where its state is not known",
      made("AWS::S3::AccessGrantsLocation", "${var.state}"),
      EITHER,
    ],
    [
      "a policy of the organisation may be any where its state is not known",
      made("AWS::Organizations::Policy", "${var.state}"),
      { grant: "unknown" },
    ],
    ["a type without effect has none whatever its state", made("AWS::S3::StorageLens", "${var.state}"), NOTHING],
    ["a type that is not known may be any", made("${var.state}", { Bucket: "data-bucket" }), EITHER],
    [
      "a product of the service catalog makes what a template defines",
      made("AWS::ServiceCatalog::CloudFormationProvisionedProduct", { ProductName: "p" }),
      { grant: "allowed", assumed: [{ id: "not-modelled" }] },
    ],
    ["a type that is not AWS's may make anything", made("Org::Storage::Module", { Name: "one" }), EITHER],
  ])("%s", async (_, one, stated) => {
    const world = podWorld(inB("aws_cloudcontrolapi_resource", one));
    const chain = chainOf(await proofOf({ ...world, "account-b": { ...world["account-b"], variable: { state: {} } } }));
    const assumed = chain.assumptions.filter(({ id }) => id === "not-modelled");
    expect({ grant: hopIn(chain, "grant"), others: intruderIn(chain, "other-account"), assumed }).toMatchObject(stated);
  });

  test("a Fargate profile selects pods", async () => {
    const profile = (ClusterName: string) =>
      inA(
        "aws_cloudcontrolapi_resource",
        made("AWS::EKS::FargateProfile", { ClusterName, Selectors: [{ Namespace: "ns" }] }),
      );
    expect(hopIn((await about(profile("clu"))).chain, "association")).toBe("denied");
    expect(hopIn((await about(profile("another"))).chain, "association")).toBe("allowed");
  });

  const chainsWith = async (resources: Json) =>
    Object.fromEntries((await proofOf(podWorld({ a: resources }))).chains.map(({ id, verdict }) => [id, verdict]));

  test("an association makes a chain, and a second one of its pod is refused", async () => {
    const association = (ServiceAccount: string) => ({
      aws_cloudcontrolapi_resource: {
        one: made("AWS::EKS::PodIdentityAssociation", {
          ClusterName: "clu",
          Namespace: "ns",
          ServiceAccount,
          RoleArn: "${aws_iam_role.primary.arn}",
        }),
      },
    });
    expect(await chainsWith(association("other"))).toMatchObject({ "clu/ns/other": "refuted" });
    expect(await chainsWith(association("sa"))).toEqual({ "clu/ns/sa": "refuted" });
  });

  test("an association of which nothing is known is a chain", async () => {
    const world = podWorld(
      inA("aws_cloudcontrolapi_resource", made("AWS::EKS::PodIdentityAssociation", "${var.state}")),
    );
    const proof = await proofOf({ ...world, "account-a": { ...world["account-a"], variable: { state: {} } } });
    expect(proof.chains.map(({ verdict }) => verdict)).toContain("unknown");
  });

  test("a role of which nothing is known is a chain, and may be the one that a chain passes", async () => {
    const world = podWorld(inB("aws_cloudcontrolapi_resource", made("AWS::IAM::Role", "${var.state}")));
    const proof = await proofOf({ ...world, "account-b": { ...world["account-b"], variable: { state: {} } } });
    expect(proof.chains.map(({ id, verdict }) => [id, verdict])).toContainEqual(["?/?/?", "unknown"]);
    expect(hopIn(chainOf(proof), "target-trust")).toBe("unknown");
  });

  test.each<[string, (trust: Json) => Json]>([
    [
      "Cloud Control",
      (trust) => ({
        aws_cloudcontrolapi_resource: { r: made("AWS::IAM::Role", { RoleName: "r", AssumeRolePolicyDocument: trust }) },
      }),
    ],
    [
      "awscc",
      (trust) => ({ awscc_iam_role: { r: { role_name: "r", assume_role_policy_document: JSON.stringify(trust) } } }),
    ],
  ])("a role of %s that trusts a service account is a chain", async (_, role) => {
    const trust = JSON.parse(document(webTrust({ StringEquals: TOKEN }))) as Json;
    const { chains } = await proofOf({ ...podWorld(), more: stackIn(B, role(trust)) });
    expect(chains.filter(({ mechanism }) => mechanism === "irsa").map(({ verdict }) => verdict)).toEqual(["unknown"]);
  });
});

describe("an identity provider of the other provider, or of Cloud Control,", () => {
  const url = `https://${ISSUER}`;
  const awscc = (audience: string, issuer = url) => ({
    awscc_iam_oidc_provider: { p: { url: issuer, client_id_list: [audience] } },
  });
  const byControl = (audience: string) => ({
    aws_cloudcontrolapi_resource: {
      p: {
        type_name: "AWS::IAM::OIDCProvider",
        desired_state: JSON.stringify({ Url: url, ClientIdList: [audience] }),
      },
    },
  });
  /** In place of the world's own, or beside it. */
  async function withProvider(provider: Json, beside: boolean, Federated = providerArn(B)) {
    const world = irsaWorld({ targetTrust: webTrust({ StringEquals: TOKEN }, { Principal: { Federated } }) });
    const { "account-b": b = {}, ...rest } = world;
    const { aws_iam_openid_connect_provider: own, ...others } = b.resource as Json;
    const resource = { ...others, ...provider, ...(beside ? { aws_iam_openid_connect_provider: own } : {}) };
    const chain = chainOf(await proofOf({ ...rest, "account-b": { ...b, resource } }));
    return [hopIn(chain, "oidc-provider"), hopIn(chain, "target-trust")];
  }

  test.each([
    ["is one", awscc("sts.amazonaws.com"), ["allowed", "allowed"]],
    ["is one for its audiences alone", awscc("other"), ["denied", "allowed"]],
    ["is one of its issuer alone", awscc("sts.amazonaws.com", `${url}2`), ["unknown", "allowed"]],
    ["is one as well", byControl("sts.amazonaws.com"), ["allowed", "allowed"]],
  ])("%s", async (_, provider, hops) => {
    expect(await withProvider(provider, false)).toEqual(hops);
  });

  test("has the ARN that its issuer gives it", async () => {
    const Federated = "${awscc_iam_oidc_provider.p.arn}";
    expect(await withProvider(awscc("sts.amazonaws.com"), false, Federated)).toEqual(["allowed", "allowed"]);
  });

  test("is one too many beside another one", async () => {
    expect((await withProvider(awscc("sts.amazonaws.com"), true))[0]).toBe("denied");
    expect((await withProvider(byControl("other"), true))[0]).toBe("denied");
  });
});

test("a Fargate profile of the other provider selects pods as well", async () => {
  const profile = { cluster_name: "clu", fargate_profile_name: "f", selectors: [{ namespace: "ns" }] };
  const world = podWorld(inA("awscc_eks_fargate_profile", profile));
  const associationWith = async (provider: Json) => {
    const stack = world["account-a"] as { readonly provider: Json };
    return hopIn(
      chainOf(await proofOf({ ...world, "account-a": { ...stack, provider: { ...stack.provider, ...provider } } })),
      "association",
    );
  };
  expect(await associationWith({ awscc: [{ region: "us-east-1" }] })).toBe("denied");
  expect(await associationWith({ awscc: [{ region: "eu-west-1" }] })).toBe("allowed");
  // where its provider names no region
  expect(await associationWith({})).toBe("unknown");
  const labelled = { ...profile, selectors: [{ namespace: "ns", labels: [{ key: "on", value: "fargate" }] }] };
  expect((await about(inA("awscc_eks_fargate_profile", labelled))).assumed).not.toEqual([]);
});

test("an organisation's policy of the other provider is read", async () => {
  const policy = (type: string, target: string) => ({
    name: "deny",
    type,
    target_ids: [target],
    content: document({ Effect: "Deny", Action: "s3:*", Resource: "*" }),
  });
  const grantUnder = async (type: string, target: string) =>
    (await about(inA("awscc_organizations_policy", policy(type, target)))).grant;
  expect(await grantUnder("SERVICE_CONTROL_POLICY", B)).toBe("denied");
  expect(await grantUnder("SERVICE_CONTROL_POLICY", "ou-abcd-12345678")).toBe("unknown");
  expect(await grantUnder("SERVICE_CONTROL_POLICY", "333333333333")).toBe("allowed");
  expect(await grantUnder("TAG_POLICY", B)).toBe("allowed");
});

test.each<[string, Json]>([
  ["awscc_cloudformation_stack", { stack_name: "s", template_body: JSON.stringify({ Bucket: "data-bucket" }) }],
  ["awscc_cloudformation_stack_set", { stack_set_name: "s", template_url: "https://example.org/t" }],
  ["aws_serverlessapplicationrepository_cloudformation_stack", { name: "s", application_id: "arn" }],
  ["aws_servicecatalog_provisioned_product", { name: "s", product_name: "p" }],
  ["awscc_servicecatalog_cloudformation_provisioned_product", { product_name: "p" }],
])("what %s makes rests on an assumption", async (type, one) => {
  expect((await about(inB(type, one))).assumed).toEqual([`${type}@${B}`]);
});

test.each<[string, Json]>([
  ["aws_controltower_control", { control_identifier: "arn", target_identifier: "ou" }],
  ["aws_controltower_landing_zone", { manifest_json: "{}" }],
  ["awscc_controltower_enabled_control", { control_identifier: "arn", target_identifier: "ou" }],
  ["aws_budgets_budget_action", { definition: { scp_action_definition: { policy_id: "p-1", target_ids: [B] } } }],
])("%s may refuse in every account of its organisation", async (type, one) => {
  const management = stackIn("333333333333", { [type]: { one } });
  const { assumed } = await about({ stacks: { management } });
  expect(assumed).toEqual(expect.arrayContaining([`${type}@${A}`, `${type}@${B}`]));
});

test("a budget that attaches a policy to a role when it is spent is an assumption on what the role may do", async () => {
  const action = (role: string) =>
    inB("aws_budgets_budget_action", {
      definition: { iam_action_definition: { policy_arn: "arn:aws:iam::aws:policy/AWSDenyAll", roles: [role] } },
    });
  expect((await about(action("target"))).assumed).toEqual(["account-b/aws_budgets_budget_action.one"]);
  expect((await about(action("other"))).assumed).toEqual([]);
  const state = {
    Definition: { IamActionDefinition: { PolicyArn: "arn:aws:iam::aws:policy/AWSDenyAll", Roles: ["target"] } },
  };
  const made = { type_name: "AWS::Budgets::BudgetsAction", desired_state: JSON.stringify(state) };
  expect((await about(inB("aws_cloudcontrolapi_resource", made))).assumed).not.toEqual([]);
  const definition = { iam_action_definition: { policy_arn: "arn:aws:iam::aws:policy/AWSDenyAll", roles: ["target"] } };
  expect((await about(inB("awscc_budgets_budgets_action", { definition }))).assumed).not.toEqual([]);
});

test("an endpoint of the other provider may refuse what passes through it", async () => {
  const endpoint = (more: Json) =>
    inA("awscc_ec2_vpc_endpoint", { service_name: "com.amazonaws.us-east-1.s3", ...more });
  expect((await about(endpoint({ policy_document: "{}" }))).assumed).toEqual([`awscc_ec2_vpc_endpoint@${A}`]);
  expect((await about(endpoint({}))).assumed).toEqual([]);
});

describe("access grants of S3", () => {
  const location = (location_scope: string) =>
    inB("aws_s3control_access_grants_location", { location_scope, iam_role_arn: `arn:aws:iam::${B}:role/grants` });

  test.each([
    ["s3://data-bucket", LET_IN],
    ["s3://data-bucket/prefix*", LET_IN],
    ["s3://", LET_IN],
    ["s3://other/*", NOTHING],
    ["s3://data-bucket-2/*", NOTHING],
  ])("a location %s", async (scope, stated) => {
    expect(await about(location(scope))).toMatchObject(stated);
  });

  test("a grant of a location that is not seen may be of any bucket; one that is seen says itself which", async () => {
    const grant = { permission: "READ", grantee: { grantee_type: "IAM", grantee_identifier: TARGET } };
    const unseen = { ...grant, access_grants_location_id: "default" };
    expect(await about(inB("aws_s3control_access_grant", unseen))).toMatchObject(LET_IN);
    const seen = {
      ...grant,
      access_grants_location_id: "${aws_s3control_access_grants_location.one.access_grants_location_id}",
    };
    const both = { ...location("s3://other/*").b, aws_s3control_access_grant: { one: seen } };
    expect(await about({ b: both })).toMatchObject(NOTHING);
  });
});

test("logs that are delivered with grants of access let their grantees in", async () => {
  const grantee = { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers" };
  const logging = { bucket: "other", target_bucket: "data-bucket", target_prefix: "log/" };
  expect(await about(inB("aws_s3_bucket_logging", logging))).toMatchObject(NOTHING);
  const granting = { ...logging, target_grant: [{ permission: "READ", grantee: [grantee] }] };
  expect(await about(inB("aws_s3_bucket_logging", granting))).toMatchObject(LET_IN);
});

test("a table has an ARN of its stream only where it has one", async () => {
  const on = async (stream: Json) => {
    const table = { t: { name: "t", hash_key: "id", ...stream } };
    const grant = allow("dynamodb:GetRecords", "${aws_dynamodb_table.t.stream_arn}");
    return (await about({ grant, b: { aws_dynamodb_table: table } })).grant;
  };
  expect(await on({ stream_enabled: true })).toBe("allowed");
  expect(await on({ stream_enabled: false })).toBe("unknown");
  expect(await on({})).toBe("unknown");
});

test("a policy of a table's stream is not the table's, and is not known", async () => {
  const table = { aws_dynamodb_table: { t: { name: "t", hash_key: "id", stream_enabled: true } } };
  const deny = document({ Effect: "Deny", Principal: "*", Action: "dynamodb:*", Resource: "*" });
  const policy = {
    aws_dynamodb_resource_policy: { p: { resource_arn: "${aws_dynamodb_table.t.stream_arn}", policy: deny } },
  };
  const on = async (resource: string, b: Json) =>
    (await about({ grant: allow("dynamodb:GetRecords", resource), b: { ...table, ...b } })).grant;
  for (const resource of ["${aws_dynamodb_table.t.stream_arn}", "${aws_dynamodb_table.t.arn}/stream/*"]) {
    expect(await on(resource, policy)).toBe("unknown");
    expect(await on(resource, {})).toBe("allowed");
  }
});

describe("of what is granted and not in the world", () => {
  test("a bucket that is encrypted here and made elsewhere is reached through its key", async () => {
    const encrypted = (sse_algorithm: string, bucket = "far") =>
      inB("aws_s3_bucket_server_side_encryption_configuration", {
        bucket,
        rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm }] }],
      });
    const grant = allow("s3:GetObject", "arn:aws:s3:::far/*");
    expect(await about({ grant, ...encrypted("aws:kms") })).toMatchObject({ grant: "unknown", others: "denied" });
    expect((await about({ grant, ...encrypted("AES256") })).grant).toBe("allowed");
    expect((await about({ grant, ...encrypted("aws:kms", "farther") })).grant).toBe("allowed");
  });

  test("a bucket that has its policy and its encryption here is judged by both, and rests on no more than that it is there", async () => {
    const KEY = "${aws_kms_key.k.arn}";
    const policy = document({
      Effect: "Allow",
      Principal: { AWS: TARGET },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::far/*",
    });
    const grant = (...more: readonly Json[]) => [allow("s3:GetObject", "arn:aws:s3:::far/*"), ...more];
    const encrypted = (one: Json, more: Json = {}) => ({
      b: {
        aws_kms_key: { k: {}, o: {} },
        aws_s3_bucket_policy: { far: { bucket: "far", policy } },
        aws_s3_bucket_server_side_encryption_configuration: {
          far: { bucket: "far", rule: [{ apply_server_side_encryption_by_default: [one] }] },
          ...more,
        },
      },
    });
    const byKey = encrypted({ sse_algorithm: "aws:kms", kms_master_key_id: KEY });
    const resting = async (world: Parameters<typeof podWorld>[0]) => {
      const { chain } = await about(world);
      return [
        hopIn(chain, "grant"),
        ...chain.assumptions.flatMap(({ id, message }) => (id === "resource-not-read" ? [message] : [])),
      ];
    };
    const THERE = expect.stringMatching(/^arn:aws:s3:::far exists, .* what encrypts it are in what was read/);
    expect(await resting({ grant: grant(), ...encrypted({ sse_algorithm: "AES256" }) })).toEqual(["allowed", THERE]);
    expect(await resting({ grant: grant(allow("kms:Decrypt", KEY)), ...byKey })).toEqual(["allowed", THERE]);
    expect(await resting({ grant: grant(), ...byKey })).toEqual(["denied"]);
    const twice = {
      two: { bucket: "far", rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "AES256" }] }] },
    };
    const both = encrypted({ sse_algorithm: "aws:kms", kms_master_key_id: KEY }, twice);
    expect((await resting({ grant: grant(allow("kms:Decrypt", KEY)), ...both }))[0]).toBe("unknown");
  });

  test("a policy of a directory bucket is not known", async () => {
    const name = "d222--use1-az4--x-s3";
    const grant = allow("s3express:CreateSession", `arn:aws:s3express:us-east-1:${B}:bucket/${name}`);
    const policy = (bucket: string) => inB("aws_s3_bucket_policy", { bucket, policy: JSON.stringify(OPEN) });
    expect(await about({ grant, ...policy(name) })).toMatchObject(EITHER);
    expect((await about({ grant, ...policy("d333--use1-az4--x-s3") })).grant).toBe("allowed");
  });

  test.each<[string, Json, string, string]>([
    [
      "aws_schemas_registry_policy",
      { registry_name: "r" },
      "schemas:DescribeRegistry",
      "schemas:us-east-1:B:registry/r",
    ],
    [
      "aws_media_store_container_policy",
      { container_name: "r" },
      "mediastore:GetObject",
      "mediastore:us-east-1:B:container/r/*",
    ],
    [
      "aws_vpclattice_auth_policy",
      { resource_identifier: "svc-1" },
      "vpc-lattice-svcs:Invoke",
      "vpc-lattice:us-east-1:B:service/svc-1/*",
    ],
    [
      "aws_signer_signing_profile_permission",
      { profile_name: "p" },
      "signer:GetSigningProfile",
      "signer:us-east-1:B:/signing-profiles/*",
    ],
    [
      "aws_msk_cluster_policy",
      { cluster_arn: `arn:aws:kafka:us-east-1:${B}:cluster/c/1-2` },
      "kafka-cluster:ReadData",
      "kafka:us-east-1:B:topic/c/1-2/t",
    ],
  ])("what %s %o calls by its name alone is its subject, of that service", async (type, one, action, arn) => {
    const grant = allow(action, `arn:aws:${arn.replace(":B:", `:${B}:`)}`);
    expect(await about({ grant, ...inB(type, one) })).toMatchObject(EITHER);
    const others = Object.fromEntries(
      Object.entries(one).map(([key, value]) => [key, String(value).replace(/.$/, "9")]),
    );
    if (!arn.endsWith("*") || arn.includes("/r/") || arn.includes("svc"))
      expect((await about({ grant, ...inB(type, others) })).grant).toBe("allowed");
  });

  test.each<[string, Json, string, string]>([
    [
      "aws_signer_signing_profile_permission",
      { profile_name: "p", statement_id: "one" },
      "signer:GetSigningProfile",
      "signer:us-east-1:B:/signing-profiles/p",
    ],
    [
      "aws_other_policy",
      { resource_arns: [`arn:aws:ecr:us-east-1:${B}:repository/a`, `arn:aws:ecr:us-east-1:${B}:repository/b`] },
      "ecr:BatchGetImage",
      "ecr:us-east-1:B:repository/a",
    ],
    [
      "aws_other_policy",
      { resource_arns: [`arn:aws:ecr:us-east-1:${B}:repository/a1`, `arn:aws:ecr:us-east-1:${B}:repository/b`] },
      "ecr:BatchGetImage",
      "ecr:us-east-1:B:repository/a*",
    ],
  ])("each of the names in %s %o is a subject", async (type, one, action, arn) => {
    const grant = allow(action, `arn:aws:${arn.replace(":B:", `:${B}:`)}`);
    expect(await about({ grant, ...inB(type, one) })).toMatchObject(EITHER);
  });

  test("a policy of a cluster of Kafka whose id apply decides is one of its topics too", async () => {
    const cluster = { aws_msk_cluster: { c: { cluster_name: "c" } } };
    const policy = { p: { cluster_arn: "${aws_msk_cluster.c.arn}", policy: JSON.stringify(OPEN) } };
    const on = async (topic: string, b: Json) =>
      about({ grant: allow("kafka-cluster:ReadData", `arn:aws:kafka:us-east-1:${B}:topic/${topic}`), b });
    expect(await on("c/*", { ...cluster, aws_msk_cluster_policy: policy })).toMatchObject(EITHER);
    expect((await on("other/*", { ...cluster, aws_msk_cluster_policy: policy })).grant).toBe("allowed");
    expect((await on("c/*", cluster)).grant).toBe("allowed");
  });

  test("a policy of a repository is met by a pattern for those whose names begin as its name", async () => {
    const policy = inB("aws_ecr_repository_policy", { repository: "team/app", policy: JSON.stringify(OPEN) });
    const on = (name: string) => allow("ecr:BatchGetImage", `arn:aws:ecr:us-east-1:${B}:repository/${name}`);
    expect(await about({ grant: on("team/*"), ...policy })).toMatchObject(EITHER);
    expect(await about({ grant: on("team/app"), ...policy })).toMatchObject(EITHER);
    expect((await about({ grant: on("other/*"), ...policy })).grant).toBe("allowed");
  });

  test("a permission of a function's alias, and a URL without authorization, let others in", async () => {
    const arn = `arn:aws:lambda:us-east-1:${B}:function:f`;
    const permission = { function_name: `${arn}:live`, principal: "*", action: "lambda:InvokeFunction" };
    const grant = allow("lambda:InvokeFunction", arn);
    expect(await about({ grant, ...inB("aws_lambda_permission", permission) })).toMatchObject(LET_IN);
    const url = { function_name: "f", authorization_type: "NONE" };
    expect(await about({ grant, ...inB("aws_lambda_function_url", url) })).toMatchObject(LET_IN);
    expect(
      await about({ grant, ...inB("aws_lambda_function_url", { ...url, authorization_type: "AWS_IAM" }) }),
    ).toMatchObject({ grant: "allowed", others: "denied" });
  });
});

test.each<[string, Json]>([
  ["aws_wafv2_web_acl_logging_configuration", { log_destination_configs: ["${aws_s3_bucket.data.arn}"] }],
  ["aws_verifiedaccess_instance_logging_configuration", { access_logs: { s3: { bucket_name: "data-bucket" } } }],
  ["aws_vpclattice_access_log_subscription", { destination_arn: "${aws_s3_bucket.data.arn}" }],
  ["awscc_eks_access_entry", { principal_arn: TARGET }],
])("%s only writes there, or names it", async (type, one) => {
  expect(await about(inB(type, one))).toMatchObject(NOTHING);
});
