import { join } from "node:path";
import { readable } from "../../src/unknown/unknown-text";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { addresses, at, directoryWith, PROVIDER, read, readStack } from "./worlds";

describe("attributes that the provider computes", () => {
  test.each([
    [
      "aws_iam_role",
      { name: "r" },
      { arn: "arn:aws:iam::111111111111:role/r", id: "r", inline_policy: null, permissions_boundary: null },
    ],
    ["aws_iam_role", { name: "r", path: "/a/b/" }, { arn: "arn:aws:iam::111111111111:role/a/b/r" }],
    [
      "aws_iam_role",
      { name_prefix: "r-" },
      { name: "r-<s/aws_iam_role.it.name>", arn: "arn:aws:iam::111111111111:role/r-<s/aws_iam_role.it.name>" },
    ],
    ["aws_iam_policy", { name: "p", path: "/x/" }, { arn: "arn:aws:iam::111111111111:policy/x/p" }],
    ["aws_s3_bucket", { bucket: "b" }, { id: "b", arn: "arn:aws:s3:::b" }],
    ["aws_s3_bucket", {}, { bucket: "<s/aws_s3_bucket.it.bucket>" }],
    [
      "aws_sqs_queue",
      { name: "q" },
      { arn: "arn:aws:sqs:us-east-1:111111111111:q", url: "https://sqs.us-east-1.amazonaws.com/111111111111/q" },
    ],
    [
      "aws_sns_topic",
      { name: "t" },
      { arn: "arn:aws:sns:us-east-1:111111111111:t", id: "arn:aws:sns:us-east-1:111111111111:t" },
    ],
    [
      "aws_secretsmanager_secret",
      { name: "s" },
      { arn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:s-<s/aws_secretsmanager_secret.it.suffix>" },
    ],
    ["aws_dynamodb_table", { name: "t" }, { arn: "arn:aws:dynamodb:us-east-1:111111111111:table/t" }],
    [
      "aws_kms_key",
      {},
      { arn: "arn:aws:kms:us-east-1:111111111111:key/<s/aws_kms_key.it.key_id>", key_id: "<s/aws_kms_key.it.key_id>" },
    ],
    [
      "aws_kms_alias",
      { name: "alias/a", target_key_id: "k" },
      { arn: "arn:aws:kms:us-east-1:111111111111:alias/a", target_key_arn: "arn:aws:kms:us-east-1:111111111111:key/k" },
    ],
    ["aws_eks_cluster", { name: "c" }, { arn: "arn:aws:eks:us-east-1:111111111111:cluster/c", id: "c" }],
    [
      "aws_iam_openid_connect_provider",
      { url: "https://oidc.eks/id/X/" },
      { arn: "arn:aws:iam::111111111111:oidc-provider/oidc.eks/id/X" },
    ],
    [
      "aws_eks_pod_identity_association",
      { cluster_name: "c", namespace: "n", service_account: "sa", disable_session_tags: true },
      { external_id: "us-east-1/111111111111/c/n/sa" },
    ],
    [
      "aws_autoscaling_group",
      { name: "g" },
      {
        arn: "arn:aws:autoscaling:us-east-1:111111111111:autoScalingGroup:<s/aws_autoscaling_group.it.uuid>:autoScalingGroupName/g",
        id: "g",
      },
    ],
    ["aws_cloudwatch_event_rule", { name: "r" }, { arn: "arn:aws:events:us-east-1:111111111111:rule/r" }],
    [
      "aws_cloudwatch_event_rule",
      { name: "r", event_bus_name: "default" },
      { arn: "arn:aws:events:us-east-1:111111111111:rule/r" },
    ],
    [
      "aws_cloudwatch_event_rule",
      { name_prefix: "r-", event_bus_name: "arn:aws:events:us-east-1:111111111111:event-bus/b" },
      { arn: "arn:aws:events:us-east-1:111111111111:rule/b/r-<s/aws_cloudwatch_event_rule.it.name>" },
    ],
    ["aws_cloudwatch_log_group", { name: "/l" }, { arn: "arn:aws:logs:us-east-1:111111111111:log-group:/l" }],
    [
      "aws_efs_file_system",
      {},
      { arn: "arn:aws:elasticfilesystem:us-east-1:111111111111:file-system/<s/aws_efs_file_system.it.id>" },
    ],
    ["aws_lambda_function", { function_name: "f" }, { arn: "arn:aws:lambda:us-east-1:111111111111:function:f" }],
    [
      "aws_s3_directory_bucket",
      { bucket: "b--use1-az4--x-s3" },
      { arn: "arn:aws:s3express:us-east-1:111111111111:bucket/b--use1-az4--x-s3" },
    ],
    ["random_pet", { prefix: "my" }, { id: "my-<s/random_pet.it.id>" }],
    ["aws_sqs_queue", { name: "q", region: "cn-north-1" }, { arn: "arn:aws-cn:sqs:cn-north-1:111111111111:q" }],
  ])("%s %j", async (type, body, expected) => {
    const resource = at(await readStack({ resource: { [type]: { it: body } } }), `${type}.it`);
    for (const [name, value] of Object.entries(expected)) {
      const found = resource.get(name);
      expect(typeof found === "string" ? readable(found) : found).toBe(value);
    }
  });

  test.each([
    ["aws_caller_identity", {}, "account_id", "111111111111"],
    ["aws_partition", {}, "partition", "aws"],
    ["aws_partition", {}, "dns_suffix", "amazonaws.com"],
    ["aws_region", {}, "name", "us-east-1"],
    ["aws_availability_zones", { state: "available" }, "id", "us-east-1"],
    ["aws_iam_role", { name: "elsewhere" }, "arn", "arn:aws:iam::111111111111:role/elsewhere"],
    ["aws_iam_role", { name: "here" }, "arn", "arn:aws:iam::111111111111:role/path/here"],
    [
      "aws_iam_policy",
      { arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      "arn",
      "arn:aws:iam::aws:policy/ReadOnlyAccess",
    ],
    ["aws_region", {}, "endpoint", "ec2.us-east-1.amazonaws.com"],
    ["aws_service_principal", { service_name: "ec2" }, "name", "ec2.amazonaws.com"],
    ["aws_service_principal", { service_name: "logs", region: "cn-north-1" }, "name", "logs.amazonaws.com.cn"],
    ["aws_service_principal", { service_name: "eks", region: "cn-north-1" }, "suffix", "amazonaws.com"],
    ["aws_service_principal", { service_name: "s3" }, "id", "s3.us-east-1.amazonaws.com"],
    ["aws_arn", { arn: "arn:aws:iam::111111111111:role/a" }, "account", "111111111111"],
    ["aws_arn", { arn: "arn:aws:iam::111111111111:role/a" }, "resource", "role/a"],
    ["aws_eks_cluster_auth", { name: "clu" }, "id", "clu"],
    ["template_file", { template: "<$${x}>", vars: { x: "y" } }, "rendered", "<y>"],
    ["aws_s3_bucket", { bucket: "b" }, "arn", "arn:aws:s3:::b"],
    ["aws_eks_cluster", { name: "c" }, "arn", "arn:aws:eks:us-east-1:111111111111:cluster/c"],
    [
      "aws_iam_openid_connect_provider",
      { url: "https://x/id/1" },
      "arn",
      "arn:aws:iam::111111111111:oidc-provider/x/id/1",
    ],
    ["aws_iam_openid_connect_provider", { arn: "arn:aws:iam::222222222222:oidc-provider/x/id/1" }, "url", "x/id/1"],
  ])("data %s %j", async (type, body, attribute, expected) => {
    const world = await readStack({
      data: { [type]: { it: body } },
      resource: { aws_iam_role: { here: { name: "here", path: "/path/" } } },
    });
    expect(at(world, `data.${type}.it`).get(attribute)).toBe(expected);
  });

  test("an issuer that is not known is cut like a URL, and the provider's ARN has the same symbol", async () => {
    const world = await readStack({
      data: { aws_eks_cluster: { c: { name: "c" } } },
      locals: { issuer: "${data.aws_eks_cluster.c.identity[0].oidc[0].issuer}" },
      resource: {
        aws_iam_openid_connect_provider: { p: { url: "${local.issuer}" } },
        aws_test: { t: { key: '${replace(local.issuer, "https://", "")}:sub' } },
      },
    });
    const issuer = "<s/data.aws_eks_cluster.c.identity[0].oidc[0].issuer>";
    expect(readable(String(at(world, "aws_test.t").get("key")))).toBe(`${issuer}:sub`);
    expect(readable(String(at(world, "aws_iam_openid_connect_provider.p").get("arn")))).toBe(
      `arn:aws:iam::111111111111:oidc-provider/${issuer}`,
    );
  });

  test("a reference to what apply alone knows is a symbol, and the same one each time", async () => {
    const world = await readStack({
      resource: {
        aws_vpc: { v: {} },
        aws_test: { a: { x: "${aws_vpc.v.id}", y: "${aws_vpc.v.main[0].z}" }, b: { x: "i-${aws_vpc.v.id}" } },
      },
    });
    expect(readable(String(at(world, "aws_test.a").get("x")))).toBe("<s/aws_vpc.v.id>");
    expect(at(world, "aws_test.b").get("x")).toBe(`i-${at(world, "aws_test.a").get("x")}`);
    expect(readable(String(at(world, "aws_test.a").get("y")))).toBe("<s/aws_vpc.v.main[0].z>");
  });

  test("the name of a resource that is a variable without a value is a symbol, so that what refers to it finds it", async () => {
    const world = await readStack({
      variable: { n: {} },
      resource: {
        aws_iam_role: { r: { name: "${var.n}" } },
        aws_iam_role_policy: { p: { role: "${aws_iam_role.r.name}" } },
      },
    });
    expect(at(world, "aws_iam_role_policy.p").get("role")).toBe(at(world, "aws_iam_role.r").get("name"));
  });
});

describe("blocks", () => {
  test("are lists in every form of JSON", async () => {
    const world = await readStack({
      resource: [
        { kubernetes_service_account: { a: { metadata: { name: "a" } }, b: [{ metadata: [{ name: "b" }] }] } },
        { aws_iam_role: { r: { "//": "x", inline_policy: { name: "i" } } } },
      ],
    });
    expect(at(world, "kubernetes_service_account.a").get("metadata", 0, "name")).toBe("a");
    expect(at(world, "kubernetes_service_account.b").get("metadata", 0, "name")).toBe("b");
    expect(at(world, "kubernetes_service_account.a").get("metadata")).toEqual([{ name: "a" }]);
    expect(at(world, "aws_iam_role.r").get("inline_policy")).toEqual([{ name: "i" }]);
  });

  test("that are dynamic are made for known values, beside the others", async () => {
    const dynamic = {
      inline_policy: {
        for_each: '${{ a = "1", b = "2" }}',
        content: { name: "${inline_policy.key}", policy: "${inline_policy.value}" },
      },
    };
    const world = await readStack({
      variable: { v: {} },
      resource: {
        aws_iam_role: {
          r: { inline_policy: [{ name: "z" }], dynamic },
          u: { dynamic: { inline_policy: { for_each: "${var.v}", content: {} } } },
        },
      },
    });
    expect(at(world, "aws_iam_role.r").get("inline_policy")).toEqual([
      { name: "z" },
      { name: "a", policy: "1" },
      { name: "b", policy: "2" },
    ]);
    expect(at(world, "aws_iam_role.u").get("inline_policy")).toBeInstanceOf(UnknownValue);
  });

  test("with a postcondition on the issuer tell it", async () => {
    const condition = '${self.identity[0].oidc[0].issuer == "https://x/id/1"}';
    const world = await readStack({
      data: { aws_eks_cluster: { c: { name: "c", lifecycle: [{ postcondition: [{ condition }] }] } } },
      resource: {
        aws_iam_openid_connect_provider: { p: { url: "${data.aws_eks_cluster.c.identity[0].oidc[0].issuer}" } },
      },
    });
    expect(at(world, "aws_iam_openid_connect_provider.p").get("arn")).toBe(
      "arn:aws:iam::111111111111:oidc-provider/x/id/1",
    );
  });

  test("of a condition on self stay as they are written", async () => {
    const condition = '${self.identity[0].oidc[0].issuer == "https://x"}';
    const world = await readStack({
      data: { aws_eks_cluster: { c: { name: "c", lifecycle: { postcondition: { condition, error_message: "no" } } } } },
    });
    expect(at(world, "data.aws_eks_cluster.c").get("lifecycle", 0, "postcondition")).toEqual({
      condition,
      error_message: "no",
    });
  });
});

describe("instances", () => {
  test.each([
    ["of one key that apply decides is there", ["r-${aws_vpc.v.id}"], undefined],
    ["of such a key and one that it cannot be is there", ["r-${aws_vpc.v.id}", "x"], undefined],
    ["of two keys that may be one is not known to be there", ["r-${aws_vpc.v.id}", "r-x"], /two may be one/],
  ])("%s", async (_, keys, indefinite) => {
    const r = { for_each: `\${toset(${JSON.stringify(keys).replaceAll('\\"', '"')})}`, name: "${each.key}" };
    const world = await readStack({ resource: { aws_vpc: { v: {} }, aws_iam_role: { r } } });
    const [first] = world.stacks.flatMap((stack) => stack.resources.filter(({ type }) => type === "aws_iam_role"));
    if (indefinite) expect(first?.indefinite?.reason).toMatch(indefinite);
    else expect([readable(String(first?.get("name"))), first?.indefinite]).toEqual(["r-<s/aws_vpc.v.id>", undefined]);
  });

  test("of count and for_each have Terraform's addresses", async () => {
    const world = await readStack({
      resource: {
        aws_iam_role: {
          none: { count: 0 },
          two: { count: 2, name: "r${count.index}" },
          each: { for_each: '${toset(["b", "a"])}', name: "${each.key}" },
          map: { for_each: { k: "v" }, name: "${each.value}" },
        },
        aws_test: {
          t: {
            all: "${aws_iam_role.two[*].name}",
            by: '${aws_iam_role.each["a"].arn}',
            values: "${values(aws_iam_role.map)[*].name}",
            one: "${one(aws_iam_role.none[*].name)}",
          },
        },
      },
    });
    expect(addresses(world)).toEqual(
      expect.arrayContaining([
        "aws_iam_role.two[0]",
        "aws_iam_role.two[1]",
        'aws_iam_role.each["a"]',
        'aws_iam_role.each["b"]',
        'aws_iam_role.map["k"]',
      ]),
    );
    expect(addresses(world).filter((one) => one.includes("none"))).toEqual([]);
    const test = at(world, "aws_test.t");
    expect(test.get("all")).toEqual(["r0", "r1"]);
    expect(test.get("by")).toBe("arn:aws:iam::111111111111:role/a");
    expect(test.get("values")).toEqual(["v"]);
    expect(test.get("one")).toBeNull();
  });

  test("whose number is not known are one, which says why", async () => {
    const world = await readStack({
      variable: { v: {} },
      resource: { aws_iam_role: { r: { for_each: "${var.v}", name: "${each.key}" } } },
    });
    const role = at(world, "aws_iam_role.r");
    expect(role.indefinite?.reason).toContain("variable v");
  });

  test("fails for a count that is no whole number, and for a cycle", async () => {
    const world = await readStack({ resource: { aws_iam_role: { r: { count: "x" } } } });
    expect(world.stacks[0]?.problems).toMatchObject([{ message: expect.stringContaining('found count = "x"') }]);
    expect(() => at(world, "aws_iam_role.r").get("name")).toThrow('found count = "x"');
    const cycle = await readStack({ resource: { aws_iam_role: { r: { count: "${length(aws_iam_role.r)}" } } } });
    expect(() => at(cycle, "aws_iam_role.r").get("name")).toThrow("cycle");
  });
});

test("data aws_default_tags has the tags that its provider gives to everything", async () => {
  const world = await readStack({
    provider: { aws: { default_tags: { tags: { team: "x" } } } },
    data: { aws_default_tags: { it: {} } },
  });
  expect(at(world, "data.aws_default_tags.it").get("tags")).toEqual({ team: "x" });
});

test("data aws_iam_policy finds a policy of the world or of AWS by its name, with its path, and no other", async () => {
  const world = await readStack({
    resource: { aws_iam_policy: { p: { name: "p", path: "/x/" } } },
    data: {
      aws_iam_policy: { known: { name: "p" }, unknown: { name: "q" }, aws: { name: "AWSLambdaBasicExecutionRole" } },
    },
  });
  expect(at(world, "data.aws_iam_policy.aws").get("arn")).toBe(
    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
  );
  expect(at(world, "data.aws_iam_policy.known").get("arn")).toBe("arn:aws:iam::111111111111:policy/x/p");
  expect(at(world, "data.aws_iam_policy.unknown").get("arn")).toMatchObject({
    reason: expect.stringContaining("policy q"),
  });
});

describe("variables", () => {
  const target = async (files: object, options = {}, declared: object = { default: "default" }) =>
    at(
      await read(
        { "s/main.tf.json": { variable: { v: declared }, resource: { aws_test: { t: { v: "${var.v}" } } } }, ...files },
        options,
      ),
      "aws_test.t",
    ).get("v");

  test("have their default", async () => expect(await target({})).toBe("default"));
  test("are set by terraform.tfvars.json", async () =>
    expect(await target({ "s/terraform.tfvars.json": { v: "${x}" } })).toBe("${x}"));
  test("are set by *.auto.tfvars in order, last wins", async () =>
    expect(
      await target({
        "s/terraform.tfvars.json": { v: "0" },
        "s/b.auto.tfvars.json": { v: "b" },
        "s/a.auto.tfvars.json": { v: "a" },
        "s/z.tfvars.json": { v: "z" },
      }),
    ).toBe("b"));
  test("are set by --var before all", async () =>
    expect(await target({ "s/a.auto.tfvars.json": { v: "a" } }, { variables: new Map([["s.v", "option"]]) })).toBe(
      "option",
    ));
  test("are set by --var-file after the files of the directory, last wins, and before --var", async () => {
    const files = directoryWith({ "one.tfvars": 'v = "one"', "two.tfvars.json": { v: "two" } });
    const variableFiles = new Map([["s", [join(files, "one.tfvars"), join(files, "two.tfvars.json")]]]);
    expect(await target({ "s/a.auto.tfvars.json": { v: "a" } }, { variableFiles })).toBe("two");
    expect(await target({}, { variableFiles, variables: new Map([["s.v", "option"]]) })).toBe("option");
    await expect(target({}, { variableFiles: new Map([["x", ["y"]]]) })).rejects.toThrow("one of the stacks s");
    await expect(target({}, { variableFiles: new Map([["s", [join(files, "none.tfvars")]]]) })).rejects.toHaveProperty(
      "location.file",
      expect.stringContaining("none.tfvars"),
    );
  });
  test("are set by the environment before their default, and after every file", async () => {
    const environment = new Map([
      ["v", "environment"],
      ["of_another_stack", "x"],
    ]);
    expect(await target({}, { environment })).toBe("environment");
    expect(await target({ "s/terraform.tfvars.json": { v: "file" } }, { environment })).toBe("file");
    expect(await target({}, { environment: new Map([["v", '["a"]']]) }, { type: "list(string)" })).toEqual(["a"]);
  });
  test("of a list type take an expression", async () =>
    expect(await target({}, { variables: new Map([["s.v", '["a", "b"]']]) }, { type: "list(string)" })).toEqual([
      "a",
      "b",
    ]));
  test("are converted to their type", async () => {
    expect(await target({}, {}, { type: "string", default: 5 })).toBe("5");
    expect(await target({}, {}, { type: "set(string)", default: ["b", "a", "b"] })).toEqual(["a", "b"]);
    expect(
      await target({}, {}, { type: 'object({ a = optional(string, "q"), b = number })', default: { b: "1" } }),
    ).toEqual({ a: "q", b: 1 });
  });
  test("are null where that is their default", async () => expect(await target({}, {}, { default: null })).toBeNull());
  test("fails for --var of what is not declared", async () =>
    await expect(target({}, { variables: new Map([["s.w", "1"]]) })).rejects.toThrow("declares no variable w"));
});

describe("override files", () => {
  test("replace attributes and blocks, and say where these stand", async () => {
    const world = await read({
      "s/main.tf.json": {
        provider: PROVIDER,
        resource: { aws_iam_role: { r: { name: "a", path: "/x/", inline_policy: [{ name: "i" }, { name: "j" }] } } },
      },
      "s/b_override.tf.json": { resource: { aws_iam_role: { r: { name: "b", inline_policy: { name: "k" } } } } },
    });
    const role = at(world, "aws_iam_role.r");
    expect([role.get("name"), role.get("path"), role.get("inline_policy")]).toEqual(["b", "/x/", [{ name: "k" }]]);
    expect(role.location("name").file).toMatch(/b_override/);
    expect(role.location("path").file).toMatch(/main/);
  });
});

test("dependsOn names what Terraform makes first, through locals and variables, whatever its key", async () => {
  const world = await readStack({
    locals: { r: "${aws_iam_role.r.arn}" },
    resource: {
      aws_iam_role: { r: {} },
      aws_test: { a: { for_each: { k: 1 }, x: "${local.r}" }, b: { depends_on: ["aws_test.a"] }, c: {} },
    },
  });
  const { dependsOn } = at(world, "aws_test.b");
  expect([...dependsOn].sort()).toEqual(["aws_iam_role.r", "aws_test.a"]);
  expect(dependsOn.has('aws_test.a["k"]')).toBe(true);
  expect(dependsOn.has("aws_test.c")).toBe(false);
});

describe("the location", () => {
  test("is the line of the innermost name that exists", async () => {
    const world = await readStack({
      resource: { aws_iam_role: { "a/b~c": { name: "x", inline_policy: [{ name: "y" }] } } },
    });
    const role = at(world, "aws_iam_role.a/b~c");
    expect(role.location("inline_policy", 0, "name")).toMatchObject({
      pointer: "/resource/aws_iam_role/a~1b~0c/inline_policy/0/name",
      line: 18,
    });
    expect(role.location("path").pointer).toBe("/resource/aws_iam_role/a~1b~0c");
  });
});

test.each([
  ["var.x", 'variable "x"'],
  ["local.x", 'local value "x"'],
  ["module.x.y", 'module "x"'],
  ["data.aws_iam_role.x.arn", 'data source "aws_iam_role.x"'],
  ["aws_iam_role.x.arn", 'resource "aws_iam_role.x"'],
])(
  "a reference to %s that is not declared is a problem with its place, refused only where it is needed",
  async (reference, named) => {
    const text = `a-\${${reference}}`;
    const world = await readStack({ output: { o: { value: text } }, resource: { aws_test: { it: { value: text } } } });
    const problem = { message: expect.stringContaining(named), location: { line: expect.any(Number) } };
    expect(world.stacks[0]?.problems).toMatchObject([problem, problem]);
    expect(() => at(world, "aws_test.it").get("value")).toThrow(named);
  },
);
