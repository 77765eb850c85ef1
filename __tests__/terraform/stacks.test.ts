import { join } from "node:path";
import { readWorld } from "../../src/terraform";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { at, directoryWith, PROVIDER, read, readStack } from "./worlds";

const EMPTY = { resource: {} };
const names = async (files: object, path = "") =>
  (await read(files as Record<string, unknown>, {}, path)).stacks.map(({ name }) => name);

describe("paths", () => {
  test("a directory with Terraform is a stack", async () =>
    expect(await names({ "a/x.tf.json": EMPTY }, "a")).toEqual(["a"]));
  test("a parent holds stacks, sorted; hidden ones are none", async () =>
    expect(
      await names({
        "b/x.tf.json": EMPTY,
        "a/x.tf.json": EMPTY,
        ".terraform/x.tf.json": EMPTY,
        "c/readme.md": "",
        "manifest.txt": "",
      }),
    ).toEqual(["a", "b"]));
  test("cdktf.out holds its stacks", async () =>
    expect(
      await names(
        { "cdktf.out/manifest.json": {}, "cdktf.out/stacks/a/cdk.tf.json": EMPTY, "cdktf.out/other/x.tf.json": EMPTY },
        "cdktf.out",
      ),
    ).toEqual(["a"]));
  test("a file is named without .json", async () =>
    expect(await names({ "a.b.json": { format_version: "1.0" } }, "a.b.json")).toEqual(["a.b"]));
  test("two of one name are told apart by their paths", async () => {
    const directory = directoryWith({ "a/x.tf.json": EMPTY, "plans/a.json": { format_version: "1.0" } });
    const { stacks } = await readWorld([join(directory, "a"), join(directory, "plans/a.json")], {});
    expect(stacks.map(({ name }) => name)).toEqual([
      expect.stringMatching(/[^/]\/a$/),
      expect.stringMatching(/\/plans\/a$/),
    ]);
  });
  test("a file beside a directory of one path keeps its extension", async () => {
    const directory = directoryWith({ "a/x.tf.json": EMPTY, "a.json": { format_version: "1.0" } });
    const { stacks } = await readWorld([join(directory, "a"), join(directory, "a.json")], {});
    expect(stacks.map(({ name }) => name)).toEqual([
      expect.stringMatching(/\/a$/),
      expect.stringMatching(/\/a\.json$/),
    ]);
  });
  test("one directory given twice is one stack", async () => {
    const directory = directoryWith({ "a/x.tf.json": EMPTY });
    expect((await readWorld([directory, join(directory, "a")], {})).stacks).toHaveLength(1);
  });
});

describe("fails with the file and what to do for", () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ["a missing path", {}, "nowhere", "no such file"],
    ["a directory without Terraform", { "readme.md": "" }, "", "found no Terraform"],
    ["an empty file", { "a/x.tf.json": "" }, "a", "empty file"],
    ["JSON that is cut off", { "a/x.tf.json": '{\n"resource": {' }, "a", "not JSON"],
    ["bytes that are no UTF-8", { "a/x.tf.json": Buffer.from([0x7b, 0xff, 0x7d]) }, "a", "UTF-8"],
    [
      "a plan as it is stored",
      { tfplan: Buffer.from("PK\u0003\u0004\u00ff", "latin1") },
      "tfplan",
      "terraform show -json tfplan",
    ],
    [
      "the events of a plan",
      { "p.json": '{"@level":"info"}\n{"@level":"info"}\n' },
      "p.json",
      "terraform plan -out PLAN",
    ],
    ["a configuration", { "a.yaml": "accounts: {}\n" }, "a.yaml", "prove what `synth` makes of it"],
    ["a list at the top of values", { "a/x.tf.json": "3" }, "a", "found number 3"],
    ["a resource that is a text", { "a/x.tf.json": { resource: { aws_iam_role: "x" } } }, "a", "found string"],
    ["an unknown block", { "a/x.tf.json": { resources: {} } }, "a", "Terraform's blocks"],
    [
      "two resources of one name",
      { "a/x.tf.json": { resource: { t: { n: {} } } }, "a/y.tf.json": { resource: { t: { n: {} } } } },
      "a",
      "a second resource t.n",
    ],
    [
      "two stacks of one name",
      { "a/x.tf.json": EMPTY, "stacks/x": "", "b/y.tf.json": EMPTY, "a.json": {} },
      "a.json",
      "planned_values",
    ],
    ["a plan with errors", { "p.json": { errored: true, planned_values: {} } }, "p.json", "errored"],
    [
      "a state as it is stored",
      { "p.json": { version: 4, lineage: "x", resources: [] } },
      "p.json",
      "terraform show -json",
    ],
    ["one file of a stack", { "a/x.tf.json": EMPTY }, "a/x.tf.json", "directory"],
    [
      "a module that calls itself",
      { "a/x.tf.json": { module: { m: { source: "./m" } } }, "a/m/x.tf.json": { module: { m: { source: "../m" } } } },
      "a",
      "calls itself",
    ],
    [
      "a module whose directory is not there",
      { "a/x.tf.json": { module: { m: { source: "./m" } } } },
      "a",
      "not a directory",
    ],
    [
      "a provider that is not configured",
      { "a/x.tf.json": { resource: { aws_s3_bucket: { b: { provider: "aws.b" } } } } },
      "a",
      "aws.b",
    ],
  ])("%s", async (_, files, path, message) => {
    const reading = read(files, {}, path).then(({ stacks }) =>
      stacks.map(({ resources }) => resources.map(({ account }) => account)),
    );
    await expect(reading).rejects.toMatchObject({
      message: expect.stringContaining(message),
      location: { file: expect.any(String) },
    });
  });
});

test("a byte order mark is passed over", async () => {
  expect(await names({ "a/x.tf.json": `\ufeff${JSON.stringify(EMPTY)}` }, "a")).toEqual(["a"]);
});

test("a local may be nested a thousand deep", async () => {
  await expect(readStack({ locals: { a: JSON.parse("[".repeat(1000) + "]".repeat(1000)) } })).resolves.toBeDefined();
});

describe("the account", () => {
  const account = async (content: object, accounts: readonly (readonly [string, string])[] = []) => {
    const world = await read(
      { "s/main.tf.json": { resource: { aws_iam_role: { r: { name: "r" } } }, ...content } },
      { accounts: new Map(accounts) },
    );
    return at(world, "aws_iam_role.r").account;
  };
  const B = { aws: [{}, { alias: "b" }] };

  test("is the single allowed one", async () => expect(await account({ provider: PROVIDER })).toBe("111111111111"));
  test("is what the option says", async () => expect(await account({}, [["s", "222222222222"]])).toBe("222222222222"));
  test("is that of the role it assumes", async () =>
    expect(
      await account({
        provider: {
          aws: {
            allowed_account_ids: ["111111111111", "222222222222"],
            assume_role: [{ role_arn: "arn:aws:iam::222222222222:role/x" }],
          },
        },
      }),
    ).toBe("222222222222"));
  test("is none where that role's is not allowed: Terraform refuses the provider", async () => {
    const settings = { assume_role: [{ role_arn: "arn:aws:iam::222222222222:role/x" }] };
    const refused = (more: object) => account({ provider: { aws: { ...settings, ...more } } });
    await expect(refused({ allowed_account_ids: ["111111111111"] })).rejects.toThrow("allowed_account_ids leave out");
    await expect(refused({ forbidden_account_ids: ["222222222222"] })).rejects.toThrow("forbidden_account_ids have");
    expect(await refused({ forbidden_account_ids: ["111111111111"] })).toBe("222222222222");
  });
  test("of an alias is given by its own option", async () => {
    const content = { provider: B, resource: { aws_iam_role: { r: { provider: "aws.b" } } } };
    expect(
      await account(content, [
        ["s.b", "222222222222"],
        ["s", "111111111111"],
      ]),
    ).toBe("222222222222");
  });
  test("of an alias is that of another provider of the stack with the same credentials", async () => {
    const alias = (settings: object) => ({
      provider: { aws: [{ region: "us-east-1" }, { alias: "b", region: "eu-west-1", ...settings }] },
      resource: { aws_iam_role: { r: { provider: "aws.b" } } },
    });
    expect(await account(alias({}), [["s", "111111111111"]])).toBe("111111111111");
    expect(await account(alias({ profile: "b" }), [["s", "111111111111"]])).not.toBe("111111111111");
  });
  test("of a provider may be asked for by another's settings", async () => {
    const role_arn = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/x";
    const provider = { aws: [{}, { alias: "b", assume_role: [{ role_arn }] }] };
    expect(await account({ provider, data: { aws_caller_identity: { me: {} } } })).toMatch(/^\d{12}$/);
  });
  test.each([
    ["the option contradicts the provider", [["s", "222222222222"]], "allows 111111111111 only"],
    ["the option names no stack", [["x", "222222222222"]], "one of the stacks s"],
    ["the option names no alias", [["s.x", "222222222222"]], "no provider aws.x"],
    ["the option has no 12 digits", [["s", "2222"]], "12 digits"],
  ] as const)("fails where %s", async (_, accounts, message) => {
    await expect(account({ provider: PROVIDER }, accounts)).rejects.toThrow(message);
  });
});

describe("the region", () => {
  const region = async (provider: object, body: object = {}, regions = new Map([["s", "us-west-2"]])) =>
    at(
      await read(
        { "s/main.tf.json": { provider: { aws: provider }, resource: { aws_sqs_queue: { q: body } } } },
        { regions },
      ),
      "aws_sqs_queue.q",
    ).region;
  test("is the resource's own, else the provider's, else the option's", async () => {
    expect(await region({ region: "us-east-1" }, { region: "eu-west-1" })).toBe("eu-west-1");
    expect(await region({ region: "us-east-1" })).toBe("us-east-1");
    expect(await region({})).toBe("us-west-2");
    expect(await region({}, {}, new Map())).toBeUndefined();
  });
  test("fails for an unknown stack", async () =>
    await expect(region({}, {}, new Map([["x", "us-east-1"]]))).rejects.toThrow("--region x"));
});

describe("modules", () => {
  const CHILD = {
    variable: { name: {}, n: { default: "d" } },
    resource: { aws_iam_role: { r: { name: "${var.name}" } } },
    output: { arn: { value: "${aws_iam_role.r.arn}" } },
  };

  test("are followed, with inputs, outputs, instances and providers", async () => {
    const world = await read(
      {
        "s/main.tf.json": {
          provider: {
            aws: [{ allowed_account_ids: ["111111111111"] }, { alias: "b", allowed_account_ids: ["222222222222"] }],
          },
          module: {
            m: { source: "./m", for_each: { k: 1 }, name: "x-${each.key}", providers: { aws: "aws.b" } },
            n: { source: "./m", name: "y" },
          },
          resource: {
            aws_test: {
              t: { a: '${module.m["k"].arn}', b: "${module.n.arn}", all: "${[for one in module.m : one.arn]}" },
            },
          },
        },
        "s/m/main.tf.json": CHILD,
      },
      {},
      "s",
    );
    expect(at(world, "aws_test.t").get("a")).toBe("arn:aws:iam::222222222222:role/x-k");
    expect(at(world, "aws_test.t").get("b")).toBe("arn:aws:iam::111111111111:role/y");
    expect(at(world, "aws_test.t").get("all")).toEqual(["arn:aws:iam::222222222222:role/x-k"]);
    expect(at(world, 'module.m["k"].aws_iam_role.r').account).toBe("222222222222");
    expect([...at(world, "aws_test.t").dependsOn].sort()).toEqual([
      "module.m.aws_iam_role.r",
      "module.n.aws_iam_role.r",
    ]);
  });

  test("that init has installed are found, nested ones too", async () => {
    const world = await read(
      {
        "s/main.tf.json": { provider: PROVIDER, module: { m: { source: "terraform-aws-modules/x/aws" } } },
        "s/.terraform/modules/modules.json": {
          Modules: [
            { Key: "", Source: "", Dir: "." },
            { Key: "m", Dir: ".terraform/modules/m" },
            { Key: "m.n", Dir: ".terraform/modules/n" },
          ],
        },
        "s/.terraform/modules/m/main.tf.json": { module: { n: { source: "git::x", name: "deep" } } },
        "s/.terraform/modules/n/main.tf.json": CHILD,
      },
      {},
      "s",
    );
    expect(at(world, "module.m.module.n.aws_iam_role.r").get("name")).toBe("deep");
  });

  test.each([
    [
      "terraform-aws-modules/eks/aws",
      "terraform-aws-eks/main.tf.json",
      /though a module of its name lies in .*terraform-aws-eks$/,
    ],
    [
      "git::https://example.org/o/mods.git//iam/role?ref=v1",
      "mods/iam/role/main.tf.json",
      /though a module of its name lies in .*mods\/iam\/role$/,
    ],
    ["o/x/aws//modules/role", "modules/role/main.tf.json", /though a module of its name lies in .*modules\/role$/],
    ["o/x/aws", "other/main.tf.json", /^it is not installed$/],
  ])("that are not installed are said to lie nearby: %s", async (source, path, reason) => {
    const world = await read({ "s/main.tf.json": { module: { m: { source } } }, [path]: {} }, {}, "s");
    expect(world.stacks[0]?.missing).toMatchObject([{ reason: expect.stringMatching(reason) }]);
  });

  test("that are installed for another stack are said to be so", async () => {
    const world = await read(
      {
        "s/main.tf.json": { module: { m: { source: "o/x/aws" } } },
        "t/.terraform/modules/modules.json": {
          Modules: [{ Key: "m", Source: "registry.terraform.io/o/x/aws", Dir: "." }],
        },
      },
      {},
      "s",
    );
    expect(world.stacks[0]?.missing).toMatchObject([
      { reason: expect.stringMatching(/though .*\/t has it installed$/) },
    ]);
  });

  test("that are not there are missing, and their outputs unknown", async () => {
    const world = await readStack({
      module: { m: { source: "git::x" } },
      resource: { aws_test: { t: { a: "${module.m.arn}" } } },
    });
    expect(world.stacks[0]?.missing).toMatchObject([
      {
        address: "module.m",
        source: "git::x",
        advice: expect.stringContaining("terraform init"),
        location: { line: 13 },
      },
    ]);
    expect(at(world, "aws_test.t").get("a")).toMatchObject({
      advice: { text: expect.stringContaining("terraform init"), options: [] },
    });
  });
});

describe("remote state", () => {
  const outputOf = async (backend: object, data: object) => {
    const world = await read({
      "b/main.tf.json": {
        provider: PROVIDER,
        terraform: backend,
        output: { arn: { value: "${aws_iam_role.r.arn}" } },
        resource: { aws_iam_role: { r: { name: "r" } } },
      },
      "a/main.tf.json": {
        data: { terraform_remote_state: { b: data } },
        resource: { aws_test: { t: { a: "${data.terraform_remote_state.b.outputs.arn}" } } },
      },
    });
    return at(world, "aws_test.t").get("a");
  };
  const ARN = "arn:aws:iam::111111111111:role/r";
  const S3 = { backend: { s3: { bucket: "x", key: "b.tfstate", region: "us-east-1" } } };

  const CLOUD = { cloud: { organization: "acme", workspaces: { name: "b" } } };

  test("of a backend that is called like a property of every object is not known", async () => {
    expect(await outputOf(S3, { backend: "constructor", config: {} })).toBeInstanceOf(UnknownValue);
  });

  test("of a backend whose settings are not known to identify one is not known, even where they are the same", async () => {
    const config = { path: "a" };
    expect(await outputOf({ backend: { manta: config } }, { backend: "manta", config })).toBeInstanceOf(UnknownValue);
  });

  test.each([
    ["s3", S3, { backend: "s3", config: { bucket: "x", key: "b.tfstate" } }],
    [
      "a local path",
      { backend: { local: { path: "../state/b.tfstate" } } },
      { backend: "local", config: { path: "../state/b.tfstate" } },
    ],
    [
      "the workspace in which the reader is too",
      S3,
      { backend: "s3", workspace: "${terraform.workspace}", config: { bucket: "x", key: "b.tfstate" } },
    ],
    ["a workspace", CLOUD, { backend: "remote", config: { organization: "acme", workspaces: { name: "b" } } }],
    [
      "a workspace of HCP Terraform, by its host and in its project",
      { cloud: { organization: "acme", workspaces: { name: "b", project: "Pods" } } },
      {
        backend: "remote",
        config: { hostname: "app.terraform.io", organization: "acme", workspaces: [{ name: "b" }] },
      },
    ],
    [
      "a workspace of the backend that cloud blocks took the place of",
      { backend: { remote: { hostname: "tfe.acme.example", organization: "acme", workspaces: [{ name: "b" }] } } },
      {
        backend: "remote",
        config: { hostname: "tfe.acme.example", organization: "acme", workspaces: { name: "b" } },
      },
    ],
    [
      "the workspace of a prefix in which the reader is too",
      { backend: { remote: { organization: "acme", workspaces: [{ prefix: "pods-" }] } } },
      {
        backend: "remote",
        workspace: "${terraform.workspace}",
        config: { organization: "acme", workspaces: { prefix: "pods-" } },
      },
    ],
    ...["s3", "oci"].map((backend): [string, object, { backend: string }] => {
      const config = { namespace: "n", bucket: "x", key: "b.tfstate", workspace_key_prefix: "y" };
      return [
        `the selected workspace of ${backend}, under one prefix`,
        { backend: { [backend]: config } },
        { backend, workspace: "${terraform.workspace}", config } as { backend: string },
      ];
    }),
    [
      "the default workspace, which no prefix of the others moves",
      S3,
      { backend: "s3", config: { bucket: "x", key: "b.tfstate", workspace_key_prefix: "y" } },
    ],
    [
      "an endpoint, as it was written before",
      { backend: { s3: { bucket: "x", key: "b.tfstate", endpoint: "https://s3.acme.example" } } },
      { backend: "s3", config: { bucket: "x", key: "b.tfstate", endpoints: { s3: "https://s3.acme.example" } } },
    ],
    ...[
      ["azurerm", { storage_account_name: "x" }, { environment: "public" }],
      ["oss", { bucket: "x" }, { prefix: "env:", key: "terraform.tfstate" }],
      ["kubernetes", { secret_suffix: "x" }, { namespace: "default" }],
    ].map(([backend, config, said]): [string, object, { backend: string }] => [
      `${backend} whose default is written`,
      { backend: { [String(backend)]: config } },
      { backend, config: { ...(config as object), ...(said as object) } } as { backend: string },
    ]),
    ["the default path", {}, { backend: "local", config: { path: "../b/terraform.tfstate" } }],
  ])("in %s is the output of the stack that keeps its state there", async (_, backend, data) => {
    expect(await outputOf(backend, data)).toBe(ARN);
  });

  test.each([
    ["key", S3, { backend: "s3", config: { bucket: "x", key: "c.tfstate" } }],
    ["type", S3, { backend: "gcs", config: { bucket: "x", prefix: "b.tfstate" } }],
    ["workspace", S3, { backend: "s3", workspace: "prod", config: { bucket: "x", key: "b.tfstate" } }],
    [
      "workspace of a name made of the reader's",
      S3,
      { backend: "s3", workspace: "${terraform.workspace}-x", config: { bucket: "x", key: "b.tfstate" } },
    ],
    ["organization", CLOUD, { backend: "remote", config: { organization: "other", workspaces: { name: "b" } } }],
    [
      "host",
      CLOUD,
      {
        backend: "remote",
        config: { hostname: "tfe.acme.example", organization: "acme", workspaces: { name: "b" } },
      },
    ],
    ["partition", S3, { backend: "s3", config: { bucket: "x", key: "b.tfstate", region: "cn-north-1" } }],
    [
      "workspace of a prefix",
      { backend: { remote: { organization: "acme", workspaces: [{ prefix: "pods-" }] } } },
      { backend: "remote", workspace: "prod", config: { organization: "acme", workspaces: { prefix: "pods-" } } },
    ],
    [
      "workspace of a prefix, without one",
      { backend: { remote: { organization: "acme", workspaces: [{ prefix: "pods-" }] } } },
      { backend: "remote", config: { organization: "acme", workspaces: { prefix: "pods-" } } },
    ],
    ...[
      ["s3", { bucket: "x", key: "k" }, "workspace_key_prefix"],
      ["oci", { namespace: "n", bucket: "x", key: "k" }, "workspace_key_prefix"],
      ["local", { path: "/k" }, "workspace_dir"],
    ].map(([backend, config, prefix]): [string, object, { backend: string }] => [
      `${prefix} of ${backend}, in the selected workspace`,
      { backend: { [String(backend)]: { ...(config as object), [String(prefix)]: "/y" } } },
      { backend, workspace: "${terraform.workspace}", config } as { backend: string },
    ]),
    ...[
      ["oci", { namespace: "n", bucket: "x", key: "k" }, { key: "l" }],
      ["oci", { namespace: "n", bucket: "x", key: "k" }, { namespace: "m" }],
      ["consul", { address: "a:8500", path: "x" }, { address: "b:8500" }],
      ["consul", { path: "x" }, { datacenter: "b" }],
      ["kubernetes", { secret_suffix: "x", config_context: "a" }, { config_context: "b" }],
      ["kubernetes", { secret_suffix: "x", config_path: "kubeconfig" }, {}],
      ["kubernetes", { secret_suffix: "x", config_paths: ["/a"] }, { config_paths: ["/b"] }],
      ["azurerm", { storage_account_name: "x", key: "k" }, { environment: "china" }],
      ["azurerm", { storage_account_name: "x", key: "k" }, { metadata_host: "b" }],
      ["gcs", { bucket: "x" }, { storage_custom_endpoint: "https://b" }],
      ["cos", { bucket: "x" }, { domain: "b" }],
      ["oss", { bucket: "x" }, { endpoint: "b" }],
      ["oci", { namespace: "n", bucket: "x", key: "k" }, { region: "b" }],
      ["pg", { conn_str: "x" }, { table_name: "b" }],
      ["kubernetes", { secret_suffix: "x" }, { in_cluster_config: true }],
      ["s3", { bucket: "x", key: "k" }, { endpoint: "https://b" }],
      ["s3", { bucket: "x", key: "k" }, { endpoints: { s3: "https://b" } }],
    ].map(([backend, config, other]): [string, object, { backend: string }] => [
      `${Object.keys(other as object)[0] ?? "relative path"} of ${backend}`,
      { backend: { [String(backend)]: config } },
      { backend, config: { ...(config as object), ...(other as object) } } as { backend: string },
    ]),
    [
      "tag",
      { cloud: { organization: "acme", workspaces: { tags: ["b"] } } },
      { backend: "remote", config: { organization: "acme", workspaces: { name: "b" } } },
    ],
    [
      "key that is not given",
      { backend: { s3: { bucket: "x" } } },
      { backend: "s3", config: { bucket: "x", key: "b.tfstate" } },
    ],
  ])("of another %s is unknown, and says where it looked", async (_, backend, data) => {
    expect(await outputOf(backend, data)).toMatchObject({ reason: expect.stringContaining(String(data.backend)) });
  });
});

test("how many there are of a resource may depend on the output of a stack that comes later", async () => {
  const config = { path: "../b/terraform.tfstate" };
  const outputs = "${length(data.terraform_remote_state.b.outputs.names)}";
  const world = await read({
    "a/main.tf.json": {
      data: { terraform_remote_state: { b: { backend: "local", config } } },
      resource: { aws_test: { t: { count: outputs } } },
    },
    "b/main.tf.json": { output: { names: { value: ["x", "y"] } } },
  });
  expect(world.stacks[0]?.resources.map(({ address }) => address)).toContain("aws_test.t[1]");
});

describe("the cluster of a kubernetes provider", () => {
  const cluster = async (provider: object, data: object = { name: "by-data" }) => {
    const world = await readStack({
      provider: { ...PROVIDER, kubernetes: provider },
      data: { aws_eks_cluster: { c: data } },
      locals: { host: "${data.aws_eks_cluster.c.endpoint}" },
      resource: { kubernetes_namespace: { n: {} } },
    });
    const { clusterName, cluster: resource } = at(world, "kubernetes_namespace.n");
    return [clusterName, resource?.address];
  };
  const EXEC = { exec: [{ args: ["eks", "get-token", "--cluster-name", "by-args"] }] };
  const ARN = "arn:aws:eks:us-east-1:111111111111:cluster/by-context";

  test.each([
    [
      "exec args before all",
      { ...EXEC, host: "${local.host}", config_context: ARN },
      ["by-args", "data.aws_eks_cluster.c"],
    ],
    ["the cluster it refers to", { host: "${local.host}", config_context: ARN }, ["by-data", "data.aws_eks_cluster.c"]],
    ["its context", { config_context: ARN }, ["by-context", undefined]],
    ["nothing", {}, [undefined, undefined]],
  ])("is told by %s", async (_, provider, expected) => {
    expect(await cluster(provider)).toEqual(expected);
  });
});
