import type { ReadOptions } from "../../src/terraform";
import { readable } from "../../src/unknown/unknown-text";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { at, read } from "./worlds";

interface Planned {
  readonly address: string;
  readonly values?: object;
  readonly unknown?: object;
  readonly expressions?: object;
  readonly provider?: string;
  readonly module?: string;
}

const resourceOf = ({ address, values = {}, module }: Planned) => {
  const parts = address.replace(/^(module\.\w+\.)+/, "").split(".");
  const [type, name] = parts[0] === "data" ? parts.slice(1) : parts;
  return { address, mode: parts[0] === "data" ? "data" : "managed", type, name, values, ...(module ? { module } : {}) };
};

const PROVIDERS = {
  aws: {
    name: "aws",
    expressions: { region: { constant_value: "us-east-1" }, allowed_account_ids: { references: ["var.account"] } },
  },
  "aws.b": {
    name: "aws",
    alias: "b",
    expressions: { assume_role: [{ role_arn: { constant_value: "arn:aws:iam::222222222222:role/x" } }] },
  },
};

const planOf = (
  planned: readonly Planned[],
  more: { readonly data?: readonly Planned[]; readonly root?: object; readonly providers?: object } = {},
) => ({
  format_version: "1.2",
  variables: { account: { value: "111111111111" } },
  planned_values: { root_module: { resources: planned.map(resourceOf) } },
  prior_state: { values: { root_module: { resources: (more.data ?? []).map(resourceOf) } } },
  resource_changes: planned.map(({ address, unknown = {} }) => ({
    address,
    change: { actions: ["create"], after_unknown: unknown },
  })),
  configuration: {
    provider_config: more.providers ?? PROVIDERS,
    root_module: {
      resources: planned.map(({ address, expressions = {}, provider = "aws" }) => ({
        address,
        expressions,
        provider_config_key: provider,
      })),
      ...more.root,
    },
  },
});

const plan = (planned: readonly Planned[], more = {}, options: ReadOptions = {}) =>
  read({ "p.json": planOf(planned, more) }, options, "p.json");

const ROLE: Planned = {
  address: "aws_iam_role.r",
  values: { name: "r", path: "/x/" },
  unknown: { arn: true, id: true, inline_policy: true, managed_policy_arns: true },
  expressions: { name: { constant_value: "r" } },
};
const ARN = "arn:aws:iam::111111111111:role/x/r";

describe("in a plan", () => {
  test("a single reference is followed", async () => {
    const association = {
      address: "aws_eks_pod_identity_association.a",
      unknown: { role_arn: true },
      expressions: { role_arn: { references: ["aws_iam_role.r.arn", "aws_iam_role.r"] } },
    };
    const world = await plan([ROLE, association]);
    expect(at(world, association.address).get("role_arn")).toBe(ARN);
    expect([...at(world, association.address).dependsOn]).toEqual(["aws_iam_role.r"]);
  });

  test("a reference in JSON syntax is a template", async () => {
    const association = {
      address: "aws_eks_pod_identity_association.a",
      unknown: { role_arn: true },
      expressions: {
        role_arn: { constant_value: "${aws_iam_role.r.arn}", references: ["aws_iam_role.r.arn", "aws_iam_role.r"] },
      },
    };
    expect(at(await plan([ROLE, association]), association.address).get("role_arn")).toBe(ARN);
  });

  test("what nothing configures is absent, though only apply knows it", async () => {
    const role = at(await plan([ROLE]), ROLE.address);
    expect([role.get("inline_policy"), role.get("managed_policy_arns")]).toEqual([null, null]);
  });

  test("two references, or one that may have something added to it, are unknown with advice", async () => {
    const two = {
      address: "aws_iam_role_policy_attachment.a",
      unknown: { policy_arn: true },
      expressions: {
        policy_arn: {
          references: ["aws_iam_policy.a.arn", "aws_iam_policy.a", "aws_iam_policy.b.arn", "aws_iam_policy.b"],
        },
      },
    };
    const other = {
      address: "aws_iam_role_policy_attachment.b",
      unknown: { role: true },
      expressions: { role: { references: ["random_pet.x.id", "random_pet.x"] } },
    };
    const world = await plan([ROLE, two, other]);
    expect(at(world, two.address).get("policy_arn")).toMatchObject({
      advice: { text: expect.stringContaining("state after apply") },
    });
    expect(at(world, other.address).get("role")).toBeInstanceOf(UnknownValue);
  });

  test("a document that is not known is unknown, whatever it refers to", async () => {
    const policy = {
      address: "aws_iam_policy.p",
      values: { name: "p" },
      unknown: { policy: true },
      expressions: { policy: { references: ["aws_s3_bucket.b.arn", "aws_s3_bucket.b"] } },
    };
    expect(
      at(await plan([policy, { address: "aws_s3_bucket.b", values: { bucket: "b" } }]), policy.address).get("policy"),
    ).toMatchObject({
      reason: expect.stringContaining("before apply"),
      advice: { text: expect.stringContaining("directory") },
    });
  });

  test("a document that is a data source's, which is known, is known", async () => {
    const policy = {
      address: "aws_iam_policy.p",
      unknown: { policy: true },
      expressions: {
        policy: { references: ["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"] },
      },
    };
    const data = [{ address: "data.aws_iam_policy_document.d", values: { json: "{}" } }];
    expect(at(await plan([policy], { data }), policy.address).get("policy")).toBe("{}");
  });

  test("a part of a block that is not known is unknown, the rest is not", async () => {
    const account = {
      address: "kubernetes_service_account.s",
      values: { metadata: [{ name: "s" }] },
      unknown: { metadata: [{ uid: true, annotations: true }] },
      expressions: {
        metadata: [
          { name: { constant_value: "s" }, annotations: { references: ["aws_iam_role.r.arn", "aws_iam_role.r"] } },
        ],
      },
    };
    const resource = at(await plan([ROLE, account]), account.address);
    expect(resource.get("metadata", 0, "name")).toBe("s");
    expect(resource.get("metadata", 0, "annotations")).toBeInstanceOf(UnknownValue);
    expect(resource.get("metadata", 0, "uid")).toBeNull();
  });

  test("each provider has its account, and the option comes first", async () => {
    const planned = [ROLE, { ...ROLE, address: "aws_iam_role.b", provider: "aws.b" }];
    const world = await plan(planned);
    expect([at(world, "aws_iam_role.r").account, at(world, "aws_iam_role.b").account]).toEqual([
      "111111111111",
      "222222222222",
    ]);
    expect(
      at(await plan(planned, {}, { accounts: new Map([["p.b", "333333333333"]]) }), "aws_iam_role.b").account,
    ).toBe("333333333333");
    await expect(plan(planned, {}, { accounts: new Map([["p", "333333333333"]]) })).rejects.toThrow(
      "allows 111111111111 only",
    );
  });

  test("a provider that does not tell leaves it to the ARNs of what it has made", async () => {
    const providers = { aws: { name: "aws", expressions: {} } };
    const known = { ...ROLE, values: { name: "r", arn: "arn:aws:iam::444444444444:role/r" }, unknown: {} };
    expect(at(await plan([known], { providers }), ROLE.address).account).toBe("444444444444");
    const other = { ...known, address: "aws_iam_role.other" };
    expect(at(await plan([ROLE, other], { providers }), ROLE.address).account).toBe("444444444444");
    const { accounts } = await plan([ROLE], { providers });
    expect(accounts.unnamed).toMatchObject([{ stack: "p", option: "p" }]);
  });

  test("a module's provider has the account that the module is given", async () => {
    const key = "module.m:aws.x";
    const inner = { address: "aws_iam_role.inner", expressions: {}, provider_config_key: key };
    const module = { resources: [inner], variables: { account: {} } };
    const call = { source: "./m", expressions: { account: { constant_value: "222222222222" } }, module };
    const settings = { region: { constant_value: "us-east-1" }, allowed_account_ids: { references: ["var.account"] } };
    const document = planOf([ROLE], {
      root: { module_calls: { m: call } },
      providers: {
        ...PROVIDERS,
        [key]: { name: "aws", alias: "x", module_address: "module.m", expressions: settings },
      },
    });
    const resources = [resourceOf({ address: "module.m.aws_iam_role.inner", values: { name: "inner" } })];
    Object.assign(document.planned_values.root_module, { child_modules: [{ address: "module.m", resources }] });
    const world = await read({ "p.json": document }, {}, "p.json");
    expect(at(world, "module.m.aws_iam_role.inner").account).toBe("222222222222");
    expect(at(world, "aws_iam_role.r").account).toBe("111111111111");
  });

  test("a module's output and input lead on", async () => {
    const call = { source: "./m", expressions: { role: { references: ["aws_iam_role.r.name", "aws_iam_role.r"] } } };
    const module = {
      outputs: { arn: { expression: { references: ["aws_iam_role.inner.arn", "aws_iam_role.inner"] } } },
      resources: [
        { address: "aws_iam_role.inner", expressions: {}, provider_config_key: "aws" },
        {
          address: "aws_iam_role_policy.p",
          expressions: { role: { references: ["var.role"] } },
          provider_config_key: "aws",
        },
      ],
    };
    const document = planOf(
      [
        ROLE,
        {
          address: "aws_eks_pod_identity_association.a",
          unknown: { role_arn: true },
          expressions: { role_arn: { references: ["module.m.arn", "module.m"] } },
        },
      ],
      { root: { module_calls: { m: { ...call, module } } } },
    );
    const child = [
      resourceOf({ address: "module.m.aws_iam_role.inner", values: { name: "inner" } }),
      resourceOf({ address: "module.m.aws_iam_role_policy.p" }),
    ];
    Object.assign(document.planned_values.root_module, { child_modules: [{ address: "module.m", resources: child }] });
    document.resource_changes.push({
      address: "module.m.aws_iam_role_policy.p",
      change: { actions: ["create"], after_unknown: { role: true } },
    });
    const world = await read({ "p.json": document }, {}, "p.json");
    expect(at(world, "aws_eks_pod_identity_association.a").get("role_arn")).toBe(
      "arn:aws:iam::111111111111:role/inner",
    );
    expect(at(world, "module.m.aws_iam_role_policy.p").get("role")).toBe("r");
  });

  test("a name that is not known is a symbol", async () => {
    const bucket = {
      address: "aws_s3_bucket.b",
      unknown: { bucket: true, arn: true },
      expressions: { bucket: { references: ["random_pet.p.id", "random_pet.p"] } },
    };
    expect(readable(String(at(await plan([bucket]), bucket.address).get("arn")))).toBe(
      "arn:aws:s3:::<p/aws_s3_bucket.b.bucket>",
    );
  });

  test("the location is in planned_values", async () => {
    const location = at(await plan([ROLE]), ROLE.address).location("name");
    expect(location.pointer).toBe("/planned_values/root_module/resources/0/values/name");
    expect(location.line).toBeGreaterThan(1);
  });
});

describe("in a state", () => {
  const state = (resources: readonly object[], options: ReadOptions = {}) =>
    read({ "s.json": { format_version: "1.0", values: { root_module: { resources } } } }, options, "s.json");
  const role = (name: string, account: string) => ({
    address: `aws_iam_role.${name}`,
    mode: "managed",
    type: "aws_iam_role",
    name,
    values: { name, arn: `arn:aws-cn:iam::${account}:role/${name}` },
  });
  const attachment = {
    address: "aws_iam_role_policy_attachment.a",
    mode: "managed",
    type: "aws_iam_role_policy_attachment",
    name: "a",
    values: { role: "r" },
    depends_on: ["aws_iam_role.r"],
  };

  test("account and partition come from a resource's own ARN", async () => {
    const world = await state([role("a", "111111111111"), role("b", "222222222222")]);
    expect([
      at(world, "aws_iam_role.a").account,
      at(world, "aws_iam_role.b").account,
      at(world, "aws_iam_role.a").partition,
    ]).toEqual(["111111111111", "222222222222", "aws-cn"]);
  });

  test("what has no ARN has the account that all others agree on", async () => {
    const world = await state([role("r", "111111111111"), attachment]);
    expect(at(world, attachment.address).account).toBe("111111111111");
    expect(world.stacks[0]?.account).toBe("111111111111");
    expect([...at(world, attachment.address).dependsOn]).toEqual(["aws_iam_role.r"]);
  });

  test("where ARNs disagree the option decides, else each resource is in an account of its own", async () => {
    const resources = [role("a", "111111111111"), role("b", "222222222222"), attachment];
    expect(at(await state(resources, { accounts: new Map([["s", "333333333333"]]) }), attachment.address).account).toBe(
      "333333333333",
    );
    const world = await state(resources);
    expect(world.accounts.unnamed).toMatchObject([
      { option: "s", credentials: undefined, id: world.stacks[0]?.account },
      { option: "s", credentials: undefined, id: at(world, attachment.address).account },
    ]);
  });

  test("fails for --var", async () => {
    await expect(state([], { variables: new Map([["s.x", "1"]]) })).rejects.toThrow("is a state");
  });
});
