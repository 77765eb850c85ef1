import { readable } from "../../src/unknown/unknown-text";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { A, B, factsIn, stackIn, state } from "./facts-in";

const ROLE = `arn:aws:iam::${B}:role/reader`;
const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE";
const annotated = {
  kubernetes_service_account_v1: {
    s: { metadata: [{ name: "reader", annotations: { "eks.amazonaws.com/role-arn": ROLE } }] },
  },
};
const asserting = (condition: string, more: object = {}) => ({
  data: {
    aws_eks_cluster: {
      c: { name: "main", lifecycle: { postcondition: [{ condition: '${self.arn != "x"}' }, { condition }] }, ...more },
    },
  },
});
const isIssuer = `\${self.identity[0].oidc[0].issuer == "https://${ISSUER}"}`;

/** The one service account of a stack called `main`, the cluster's name where its provider says none. */
const accountIn = async (resource: object, rest: object = {}) =>
  (await factsIn({ main: stackIn(A, resource as never, rest as never) })).serviceAccounts[0];

test("minimal definition: in the default namespace, for sts.amazonaws.com, without a role", async () => {
  const account = await accountIn({ kubernetes_service_account: { s: { metadata: [{ name: "reader" }] } } });
  expect(account).toMatchObject({
    clusterName: "main",
    account: A,
    region: "us-east-1",
    namespace: "default",
    name: "reader",
    audience: "sts.amazonaws.com",
  });
  expect(account).toMatchObject({ roleArn: undefined, issuer: undefined });
});

test("with role, audience and namespace", async () => {
  const annotations = { "eks.amazonaws.com/role-arn": ROLE, "eks.amazonaws.com/audience": "mine" };
  const metadata = { name: "reader", namespace: "apps", annotations };
  expect(await accountIn({ kubernetes_service_account_v1: { s: { metadata } } })).toMatchObject({
    namespace: "apps",
    roleArn: ROLE,
    audience: "mine",
  });
});

test("of a generated name only the start is known", async () => {
  const account = await accountIn({ kubernetes_service_account: { s: { metadata: [{ generate_name: "reader-" }] } } });
  expect(typeof account?.name === "string" && readable(account.name)).toMatch(
    /^reader-<.*kubernetes_service_account\.s/,
  );
});

test("in a stack without anything of AWS there is no account", async () => {
  const { serviceAccounts } = await factsIn({ main: { resource: annotated } });
  expect(serviceAccounts[0]).toMatchObject({ account: undefined, region: undefined, roleArn: ROLE });
});

describe("the account of a cluster that the provider calls by its name alone is", () => {
  const get = (...args: readonly string[]) => ({
    aws: [{ region: "us-east-1", allowed_account_ids: [A] }],
    kubernetes: [{ exec: [{ command: "aws", args: ["eks", "get-token", "--cluster-name", "prod", ...args] }] }],
  });
  const prod = stackIn(B, { aws_eks_cluster: { c: { name: "prod" } } });
  const placeOf = async (provider: object, stacks: object = {}) => {
    const { serviceAccounts } = await factsIn({ main: { resource: annotated, provider }, ...stacks } as never);
    const [{ clusterName, account, region } = {} as never] = serviceAccounts;
    return [clusterName, account, region];
  };

  test("its stack's", async () => {
    expect(await placeOf(get())).toEqual(["prod", A, "us-east-1"]);
  });
  test("not known where the world has that name in another account only", async () => {
    expect(await placeOf(get(), { prod })).toEqual(["prod", undefined, undefined]);
  });
  test("its stack's where the world has that name there, too", async () => {
    const own = stackIn(A, { aws_eks_cluster: { c: { name: "prod" } } });
    expect(await placeOf(get(), { prod, own })).toEqual(["prod", A, "us-east-1"]);
  });
  test("not known where another account's role asks for its token", async () => {
    const role = (account: string) => get("--role-arn", `arn:aws:iam::${account}:role/deployer`);
    expect(await placeOf(role(B))).toEqual(["prod", undefined, undefined]);
    expect(await placeOf(role(A))).toEqual(["prod", A, "us-east-1"]);
  });
  const inEnv = (profile: string) => {
    const [{ exec }] = get().kubernetes as never as [{ exec: [object] }];
    return { kubernetes: [{ exec: [{ ...exec[0], env: { AWS_PROFILE: profile } }] }] };
  };
  test.each([
    ["--profile", get("--profile", "deployer")],
    ["AWS_PROFILE", inEnv("deployer")],
    [
      "--profile, whatever AWS_PROFILE is",
      {
        kubernetes: [
          {
            exec: [
              {
                ...inEnv("mine").kubernetes[0]?.exec[0],
                args: ["eks", "get-token", "--cluster-name", "prod", "--profile=deployer"],
              },
            ],
          },
        ],
      },
    ],
  ])("not known where a profile asks for its token that may be of another account: %s", async (_, provider) => {
    const own = stackIn(A, { aws_eks_cluster: { c: { name: "prod" } } });
    const alike = { region: "us-east-1", allowed_account_ids: [A] };
    const aws = (more: object) => ({ ...provider, aws: [{ ...alike, ...more }] });
    expect(await placeOf(provider, { own })).toEqual(["prod", undefined, undefined]);
    expect(await placeOf(aws({ profile: "other" }))).toEqual(["prod", undefined, undefined]);
    const role_arn = `arn:aws:iam::${A}:role/deployer`;
    expect(await placeOf(aws({ profile: "deployer", assume_role: [{ role_arn }] }))).toEqual([
      "prod",
      undefined,
      undefined,
    ]);
    expect(await placeOf(aws({ profile: "deployer" }), { own })).toEqual(["prod", A, "us-east-1"]);
  });
  const own = stackIn(A, { aws_eks_cluster: { c: { name: "prod" } } });
  const asking = (more: object, args: readonly string[] = []) => {
    const [{ exec }] = get(...args).kubernetes as never as [{ exec: [object] }];
    return { ...get(), kubernetes: [{ exec: [{ ...exec[0], ...more }] }] };
  };
  const BY_ROLE = { AWS_ROLE_ARN: `arn:aws:iam::${B}:role/deployer`, AWS_WEB_IDENTITY_TOKEN_FILE: "/token" };
  test.each<[string, object, readonly string[]]>([
    ["a role that is not known", {}, ["--role-arn", "${var.role}"]],
    ["keys", { env: { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "x" } }, []],
    ["another file of profiles", { env: { AWS_CONFIG_FILE: "/etc/aws" } }, []],
    ["another account's role in its environment", { env: BY_ROLE }, []],
    ["an environment that is not known", { env: "${var.role}" }, []],
    ["a command that may choose others", { command: "aws-vault" }, []],
  ])("not known where its token is signed with %s", async (_, more, args) => {
    const main = { resource: annotated, provider: asking(more, args), variable: { role: {} } };
    const { serviceAccounts } = await factsIn({ main, own } as never);
    expect(serviceAccounts[0]).toMatchObject({ clusterName: "prod", account: undefined });
  });
  test.each<[string, object]>([
    ["its own role", { env: { ...BY_ROLE, AWS_ROLE_ARN: `arn:aws:iam::${A}:role/deployer` } }],
    ["whatever else its environment sets", { env: { AWS_STS_REGIONAL_ENDPOINTS: "regional" } }],
    ["aws by its path", { command: "/usr/local/bin/aws" }],
  ])("its stack's where its token is signed with %s", async (_, more) => {
    expect(await placeOf(asking(more), { own })).toEqual(["prod", A, "us-east-1"]);
  });
  test("its stack's by a role that is not known where that is its aws provider's, too", async () => {
    const aws = [{ region: "us-east-1", allowed_account_ids: [A], assume_role: [{ role_arn: "${var.role}" }] }];
    const provider = { ...asking({}, ["--role-arn", "${var.role}"]), aws };
    const { serviceAccounts } = await factsIn({
      main: { resource: annotated, provider, variable: { role: {} } },
    } as never);
    expect(serviceAccounts[0]).toMatchObject({ account: A });
  });
  test.each<[string, object, readonly string[]]>([
    ["an option", {}, ["--region", "eu-west-1"]],
    ["its environment", { env: { AWS_REGION: "eu-west-1" } }, []],
    ["an option before its environment", { env: { AWS_REGION: "us-east-1" } }, ["--region=eu-west-1"]],
    ["the default of its environment", { env: { AWS_DEFAULT_REGION: "eu-west-1" } }, []],
  ])(
    "that of the cluster of that name in the region that is asked by %s, which is not its stack's",
    async (_, more, args) => {
      const made = {
        aws_eks_cluster: { c: { name: "prod", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } },
      };
      const resource = { ...annotated, ...made };
      const alone = await factsIn({ main: { resource, provider: asking(more, args) } } as never);
      expect(alone.serviceAccounts[0]).toMatchObject({ account: undefined, issuer: undefined });
      const provider = { aws: [{ region: "eu-west-1", allowed_account_ids: [A] }] };
      const far = {
        provider,
        resource: { aws_eks_cluster: { c: { name: "prod", identity: [{ oidc: [{ issuer: "https://far" }] }] } } },
      };
      const both = await factsIn({ main: { resource, provider: asking(more, args) }, far } as never);
      expect(both.serviceAccounts[0]).toMatchObject({ account: A, region: "eu-west-1", issuer: "far" });
    },
  );
  test("not known, nor its name, where the arguments that name it are not", async () => {
    const main = { resource: annotated, provider: asking({ args: "${var.args}" }), variable: { args: {} } };
    const { serviceAccounts } = await factsIn({ main } as never);
    expect(serviceAccounts[0]?.clusterName).toBeInstanceOf(UnknownValue);
  });
  test("its stack's where a role of that account asks for its token, by whatever profile", async () => {
    const provider = get("--profile", "deployer", "--role-arn", `arn:aws:iam::${A}:role/deployer`);
    expect(await placeOf(provider)).toEqual(["prod", A, "us-east-1"]);
  });
  test("the context's, where that is its ARN", async () => {
    const context = { kubernetes: [{ config_context: `arn:aws:eks:eu-west-1:${B}:cluster/prod` }] };
    expect(await placeOf({ ...get(), ...context })).toEqual(["prod", B, "eu-west-1"]);
  });
  test("that context's with the issuer of the cluster there, whatever cluster of that name its stack has", async () => {
    const made = (id: string) => ({
      aws_eks_cluster: { c: { name: "prod", identity: [{ oidc: [{ issuer: `https://${id}` }] }] } },
    });
    const provider = { ...get(), kubernetes: [{ config_context: `arn:aws:eks:us-east-1:${B}:cluster/prod` }] };
    const main = { resource: { ...annotated, ...made("own") }, provider };
    const issuerBeside = async (stacks: object) =>
      (await factsIn({ main, ...stacks } as never)).serviceAccounts[0]?.issuer;
    expect(await issuerBeside({ far: stackIn(B, made(ISSUER)) })).toBe(ISSUER);
    expect(await issuerBeside({})).toBeUndefined();
  });
  test("in a region that is not known where its token is asked for in another", async () => {
    expect(await placeOf(get("--region", "eu-west-1"))).toEqual(["prod", A, undefined]);
    expect(await placeOf(get("--region=us-east-1"))).toEqual(["prod", A, "us-east-1"]);
  });
});

describe("the issuer is", () => {
  test.each([
    isIssuer,
    `\${"https://${ISSUER}/" == self.identity[0].oidc[0].issuer}`,
    `\${self.status == "ACTIVE" && self.identity[0].oidc[0].issuer == "https://${ISSUER}"}`,
    `\${(self.status == "ACTIVE") && (self.identity.0.oidc.0.issuer == "https://${ISSUER}")}`,
    `\${replace(self.identity[0].oidc[0].issuer, "https://", "") == "${ISSUER}"}`,
    `\${"${ISSUER}" == trimprefix(self.identity.0.oidc.0.issuer, "https://")}`,
    `\${((self.status == "ACTIVE" && (self.identity[0].oidc[0].issuer == ("https://${ISSUER}"))) && self.arn != "x")}`,
    `\${(self.status == "A" || self.status == "B") && self.identity[0].oidc[0].issuer == "https://${ISSUER}"}`,
    `\${(\n  self.status == "ACTIVE" && # the issuer is "?"\n  /* || */ self.identity[0]["oidc"][0].issuer\n    == "https://${ISSUER}"\n)}`,
  ])("what a postcondition asserts: %s", async (condition) => {
    expect((await accountIn(annotated, asserting(condition)))?.issuer).toBe(ISSUER);
  });

  test.each([
    `\${self.status == "X" || self.identity[0].oidc[0].issuer == "https://${ISSUER}"}`,
    `\${!(self.status == "X" && self.identity[0].oidc[0].issuer == "https://${ISSUER}")}`,
    `\${self.status == "X" ? self.identity[0].oidc[0].issuer == "https://${ISSUER}" : true}`,
    `\${self.identity[0].oidc[0].issuer != "https://${ISSUER}"}`,
    `\${self.identity[0].oidc[0].issuer == self.endpoint}`,
    `\${replace(self.identity[0].oidc[0].issuer, "oidc", "") == "${ISSUER}"}`,
    `\${var.issuer == "https://${ISSUER}"}`,
    `self.identity[0].oidc[0].issuer == "https://${ISSUER}"`,
    '${self.identity[0].oidc[0].issuer == "https://${var.issuer}"}',
  ])("not what need not hold: %s", async (condition) => {
    expect((await accountIn(annotated, { ...asserting(condition), variable: { issuer: {} } }))?.issuer).toBeUndefined();
  });

  test("that of the cluster its provider refers to, not of another one in the stack", async () => {
    const { data } = asserting(isIssuer);
    const lifecycle = { postcondition: { condition: isIssuer.replace("EXAMPLE", "OTHER") } };
    const account = await accountIn(annotated, {
      data: { aws_eks_cluster: { ...data.aws_eks_cluster, d: { name: "other", lifecycle } } },
      provider: {
        aws: [{ region: "us-east-1", allowed_account_ids: [A] }],
        kubernetes: [{ host: "${data.aws_eks_cluster.d.endpoint}" }],
      },
    });
    expect(account).toMatchObject({ clusterName: "other", issuer: ISSUER.replace("EXAMPLE", "OTHER") });
  });

  test("not that of a cluster of another name", async () => {
    expect((await accountIn(annotated, asserting(isIssuer, { name: "other" })))?.issuer).toBeUndefined();
  });

  test("what a state of the same account and region shows", async () => {
    const cluster = {
      name: "main",
      arn: `arn:aws:eks:us-east-1:${A}:cluster/main`,
      identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }],
    };
    const facts = await factsIn({
      main: stackIn(A, annotated),
      cluster: state([{ type: "aws_eks_cluster", values: cluster }]),
    });
    expect(facts.serviceAccounts[0]?.issuer).toBe(ISSUER);
  });

  test.each([
    isIssuer,
    `\${self.status == "ACTIVE" && trimprefix(self.identity[0].oidc[0].issuer, "https://") == "${ISSUER}"}`,
  ])("written into trust policies and providers that refer to the cluster for it: %s", async (condition) => {
    const issuer = "data.aws_eks_cluster.c.identity[0].oidc[0].issuer";
    const resource = {
      aws_iam_openid_connect_provider: { p: { url: `\${${issuer}}`, client_id_list: ["sts.amazonaws.com"] } },
      aws_iam_role: {
        r: {
          name: "reader",
          assume_role_policy: `["\${replace(${issuer}, "https://", "")}:sub", "\${trimprefix(${issuer}, "https://")}"]`,
        },
      },
    };
    const facts = await factsIn({ main: stackIn(A, resource, asserting(condition)) });
    expect(facts.providers).toMatchObject([{ issuer: ISSUER, arn: `arn:aws:iam::${A}:oidc-provider/${ISSUER}` }]);
    expect(facts.roles[0]?.trust.text).toBe(`["${ISSUER}:sub", "${ISSUER}"]`);
  });
});

describe("an identity provider", () => {
  const providerIn = async (resource: object, data: object = {}) =>
    (
      await factsIn({
        b: stackIn(
          B,
          { aws_iam_openid_connect_provider: resource },
          { data: { aws_iam_openid_connect_provider: data } },
        ),
      })
    ).providers[0];

  test("that the world makes has its audiences", async () => {
    expect(await providerIn({ p: { url: `https://${ISSUER}/`, client_id_list: ["sts.amazonaws.com"] } })).toMatchObject(
      {
        account: B,
        arn: `arn:aws:iam::${B}:oidc-provider/${ISSUER}`,
        issuer: ISSUER,
        clientIds: ["sts.amazonaws.com"],
      },
    );
  });

  test.each([{ url: `https://${ISSUER}` }, { arn: `arn:aws:iam::${B}:oidc-provider/${ISSUER}` }])(
    "that a data source finds by %o exists, and nothing more is known",
    async (by) => {
      expect(await providerIn({}, { p: by })).toMatchObject({
        account: B,
        issuer: ISSUER,
        clientIds: { reason: "a data source shows only that the provider exists" },
      });
    },
  );

  test("with a url that is not read is for an unknown issuer", async () => {
    expect((await providerIn({ p: { url: '${templatefile("x", {})}' } }))?.issuer).toMatchObject({
      reason: expect.any(String),
    });
  });
});
