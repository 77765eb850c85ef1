import type { ProveOptions } from "../../../src/proof";
import type { AssumptionId } from "../../../src/proof/proof";
import {
  A,
  allow,
  B,
  BUCKET,
  C,
  deny,
  document,
  ISSUER,
  type Json,
  READ_BUCKET,
  TARGET,
  TOKEN,
  webTrust,
} from "../../support/documents";
import { hopIn, irsaWorld, podWorld, proofOf, stackIn } from "../../support/world";

type World = Readonly<Record<string, Json>>;

/** The assumptions of the world's one chain, without the one that its primary's open trust rests on. */
async function assumed(world: World, options: ProveOptions = {}) {
  const { chains } = await proofOf(world, options);
  const [chain] = chains;
  if (!chain) throw new Error("no chain");
  const found = chain.assumptions.filter(({ id }) => id !== "association-admins");
  return { chain, ids: found.map(({ id }) => id), found };
}

const about = (found: readonly { readonly id: AssumptionId; readonly subject: string }[], id: AssumptionId) =>
  found.find((one) => one.id === id)?.subject;

const SERVICE_ACCOUNT: Json = {
  kubernetes_service_account_v1: {
    sa: { metadata: [{ name: "sa", namespace: "ns", annotations: { "eks.amazonaws.com/role-arn": TARGET } }] },
  },
};
const DATA_PROVIDER = { data: { aws_iam_openid_connect_provider: { p: { url: `https://${ISSUER}` } } } };

/** The identity provider is looked up, not made. */
const lookedUp = (audience = "sts.amazonaws.com", condition = ""): World => {
  const trust = webTrust({ StringEquals: { ...TOKEN, [`${ISSUER}:aud`]: audience } });
  const world = irsaWorld({
    targetTrust: trust,
    ...(audience === "sts.amazonaws.com" ? {} : { annotations: { "eks.amazonaws.com/audience": audience } }),
  });
  const b = world["account-b"] as { readonly resource: Json };
  const { aws_iam_openid_connect_provider: _, ...resource } = b.resource;
  const { p } = DATA_PROVIDER.data.aws_iam_openid_connect_provider;
  const stated = { ...p, lifecycle: { postcondition: [{ condition: `\${${condition}}`, error_message: "no" }] } };
  const data = { aws_iam_openid_connect_provider: { p: condition === "" ? p : stated } };
  return { ...world, "account-b": { ...b, data, resource } };
};

describe("What a web identity rests on", () => {
  test("a cluster that says its issuer leaves no assumption", async () => {
    const { chain, ids } = await assumed(irsaWorld());
    expect([chain.verdict, ids]).toEqual(["proved", []]);
  });

  test("an issuer that only the trust policy names is assumed", async () => {
    const { chain, found } = await assumed(irsaWorld({ cluster: stackIn(A, SERVICE_ACCOUNT) }));
    expect([chain.verdict, chain.access, about(found, "issuer-not-verified")]).toEqual([
      "conditional",
      "conditional",
      ISSUER,
    ]);
  });

  test("an assumption that the reader accepts leaves a proof", async () => {
    const { chain } = await assumed(irsaWorld({ cluster: stackIn(A, SERVICE_ACCOUNT) }), {
      assume: [{ id: "issuer-not-verified", subject: ISSUER }],
    });
    expect(chain.verdict).toBe("proved");
  });

  test("a trust alone rests on its service account and its issuer", async () => {
    const { chain, ids, found } = await assumed(irsaWorld({ cluster: stackIn(A, {}) }));
    expect([chain.verdict, ids, about(found, "service-account-not-seen")]).toEqual([
      "conditional",
      ["service-account-not-seen", "issuer-not-verified"],
      "ns/sa",
    ]);
  });

  test("a trust alone whose issuer a cluster of the world has rests on its service account only", async () => {
    const cluster = {
      aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } },
    };
    expect((await assumed(irsaWorld({ cluster: stackIn(A, cluster) }))).ids).toEqual(["service-account-not-seen"]);
  });

  test("a provider that is looked up is assumed to take the audience of STS", async () => {
    const { chain, ids } = await assumed(lookedUp());
    expect([chain.verdict, ids]).toEqual(["conditional", ["provider-not-read"]]);
  });

  const TAKES_STS = 'contains(self.client_id_list, "sts.amazonaws.com")';
  test.each([
    ["sts.amazonaws.com", TAKES_STS, "proved", []],
    ["sts.amazonaws.com", `self.url != "" && ${TAKES_STS}`, "proved", []],
    ["mine", 'contains(self.client_id_list, "mine")', "proved", []],
    ["sts.amazonaws.com", 'contains(self.client_id_list, "mine")', "conditional", ["provider-not-read"]],
    ["sts.amazonaws.com", `self.url != "" || ${TAKES_STS}`, "conditional", ["provider-not-read"]],
    ["sts.amazonaws.com", `!${TAKES_STS}`, "conditional", ["provider-not-read"]],
    ["sts.amazonaws.com", 'contains(["sts.amazonaws.com"], "sts.amazonaws.com")', "conditional", ["provider-not-read"]],
    ["mine", TAKES_STS, "unknown", []],
  ] as const)(
    "a provider that is looked up takes %s as far as its postcondition says so: %s",
    async (audience, condition, verdict, assumptions) => {
      const { chain, ids } = await assumed(lookedUp(audience, condition));
      expect([chain.verdict, ids]).toEqual([verdict, assumptions]);
    },
  );

  test("whether a provider that is looked up takes another audience is unknown", async () => {
    const { chain, ids } = await assumed(lookedUp("mine"));
    expect([chain.verdict, hopIn(chain, "oidc-provider"), ids]).toEqual(["unknown", "unknown", []]);
  });
});

const grant = (statements: Json | readonly Json[], rest: Parameters<typeof podWorld>[0] = {}) =>
  podWorld({ ...rest, grant: statements });

describe("What a grant rests on", () => {
  test("a resource of the world is not assumed", async () => {
    expect((await assumed(podWorld())).ids).toEqual([]);
  });

  test.each([
    ["a bucket that was not read", allow("s3:GetObject", "arn:aws:s3:::unseen/*"), "arn:aws:s3:::unseen"],
    [
      "a queue that was not read",
      allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${B}:q`),
      `arn:aws:sqs:us-east-1:${B}:q`,
    ],
    ["a pattern that matches nothing", allow("s3:GetObject", "arn:aws:s3:::app-*/*"), "arn:aws:s3:::app-*"],
  ])("%s is assumed", async (_, statement, subject) => {
    const { chain, found } = await assumed(grant(statement));
    expect([chain.verdict, hopIn(chain, "grant"), about(found, "resource-not-read")]).toEqual([
      "conditional",
      "allowed",
      subject,
    ]);
    expect(found[0]?.message).toMatch(/its policy nor its key/);
  });

  test.each([
    ["a public parameter", allow("ssm:GetParameter", "arn:aws:ssm:us-east-1::parameter/aws/service/eks/x")],
    ["a document of AWS's", allow("ssm:SendCommand", "arn:aws:ssm:us-east-1::document/AWS-RunShellScript")],
    [
      "a model that AWS offers",
      allow(
        "bedrock:InvokeModel",
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
      ),
    ],
    ["a pattern that matches the world", allow("s3:GetObject", "arn:aws:s3:::data-*/*")],
    ["everything", allow("s3:GetObject", "*")],
    ["an action without resources", allow("s3:ListAllMyBuckets", "*")],
  ])("%s is not assumed", async (_, statement) => {
    const { chain, ids } = await assumed(grant(statement));
    expect([hopIn(chain, "grant"), ids]).toEqual(["allowed", []]);
  });

  test("an expectation on what was not read is assumed too", async () => {
    const { chain, ids } = await assumed(grant(allow("s3:GetObject", "*")), {
      expectations: [{ line: 1, pod: "clu/ns/sa", verb: "can", action: "s3:GetObject", on: "arn:aws:s3:::unseen/a" }],
    });
    expect([chain.expectations[0]?.verdict, chain.access, ids]).toEqual(["met", "conditional", ["resource-not-read"]]);
  });

  test("a bucket whose name only a variable tells may be anybody's", async () => {
    const world = grant(allow("s3:GetObject", "arn:aws:s3:::${var.bucket}/*"));
    const b = world["account-b"] as Json;
    const { chain, ids } = await assumed({ ...world, "account-b": { ...b, variable: { bucket: {} } } });
    expect([hopIn(chain, "grant"), ids]).toEqual(["unknown", []]);
  });

  test.each([
    ["a hosted zone", "route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/${var.name}", "allowed"],
    ["images of a region", "ec2:RunInstances", "arn:aws:ec2:${var.name}::image/*", "allowed"],
    ["a role of the account", "iam:PassRole", `arn:aws:iam::${B}:role/\${var.name}`, "allowed"],
    ["a role of some account", "iam:PassRole", "arn:aws:iam::${var.name}:role/x", "unknown"],
    ["queues of a pattern", "sqs:SendMessage", `arn:aws:sqs:us-east-1:${B}:\${var.name}-*`, "allowed"],
    [
      "secrets below a name",
      "secretsmanager:GetSecretValue",
      "arn:aws:secretsmanager:*:*:secret:${var.name}/*",
      "allowed",
    ],
    ["queues of some account", "sqs:SendMessage", "arn:aws:sqs:us-east-1:${var.name}:jobs-*", "unknown"],
    ["a queue, which may have a policy", "sqs:SendMessage", `arn:aws:sqs:us-east-1:${B}:\${var.name}`, "unknown"],
  ])("%s whose name is a variable: %s on %s is %s", async (_, action, resource, verdict) => {
    const world = grant(allow(action, resource));
    const b = world["account-b"] as Json;
    const { chain, ids } = await assumed({ ...world, "account-b": { ...b, variable: { name: {} } } });
    const rests = ids.filter((id) => id === "resource-not-read");
    expect([hopIn(chain, "grant"), rests]).toEqual([verdict, verdict === "allowed" ? ["resource-not-read"] : []]);
  });

  test.each([
    ["lets the role in", [], "allowed"],
    ["denies the role", [{ ...deny("sqs:*", "*"), Principal: "*" }], "unknown"],
  ])("a pattern whose name is a variable may mean a queue that %s", async (_, statements, verdict) => {
    const policy = {
      aws_sqs_queue_policy: { p: { queue_url: "${aws_sqs_queue.q.url}", policy: document(statements) } },
    };
    const world = podWorld({
      grant: allow("sqs:SendMessage", `arn:aws:sqs:us-east-1:${B}:\${var.name}-*`),
      b: { aws_sqs_queue: { q: { name: "jobs-1" } }, ...(statements.length > 0 ? policy : {}) },
    });
    const b = world["account-b"] as Json;
    const { chain } = await assumed({ ...world, "account-b": { ...b, variable: { name: {} } } });
    expect(hopIn(chain, "grant")).toBe(verdict);
  });

  test("a bucket whose name only a variable tells is not denied for another one's policy", async () => {
    const world = podWorld({
      grant: allow("s3:GetObject", "arn:aws:s3:::${var.bucket}/*"),
      stacks: { "account-c": stackIn(C, { aws_s3_bucket: { far: { bucket: "far-bucket" } } }) },
    });
    const b = world["account-b"] as Json;
    const { chain } = await assumed({ ...world, "account-b": { ...b, variable: { bucket: {} } } });
    expect(hopIn(chain, "grant")).toBe("unknown");
  });
});

const condition = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });
const PAYS: Json = {
  aws_s3_bucket_request_payment_configuration: { r: { bucket: "far-bucket", payer: "Requester" } },
};
const farBucket = (more: Json = {}) => ({
  stacks: {
    "account-c": stackIn(C, {
      aws_s3_bucket: { far: { bucket: "far-bucket" } },
      aws_s3_bucket_policy: {
        far: {
          bucket: "far-bucket",
          policy: document({ ...allow("s3:GetObject", "arn:aws:s3:::far-bucket/*"), Principal: { AWS: TARGET } }),
        },
      },
      ...more,
    }),
  },
});

describe("What a request has to carry", () => {
  test.each([
    ["a header", "s3:PutObject", "s3:x-amz-acl", "private"],
    ["a tag", "s3:PutObject", "s3:RequestObjectTag/team", "x"],
  ])("%s is assumed to be sent", async (_, action, key, value) => {
    const { chain, found } = await assumed(grant(allow(action, `${BUCKET}/*`, condition("StringEquals", key, value))));
    expect([hopIn(chain, "grant"), chain.verdict, about(found, "request-carries")]).toEqual([
      "allowed",
      "conditional",
      key,
    ]);
  });

  test("a prefix only chooses a part of the bucket", async () => {
    const statement = allow("s3:ListBucket", BUCKET, condition("StringLike", "s3:prefix", "app/*"));
    const { chain, ids } = await assumed(grant(statement));
    expect([hopIn(chain, "grant"), ids]).toEqual(["allowed", []]);
    expect(chain.hops.find(({ id }) => id === "grant")?.message).toMatch(/s3:prefix/);
  });

  test("reading a bucket whose requesters pay takes a header", async () => {
    const { chain, found } = await assumed(grant(allow("s3:GetObject", "arn:aws:s3:::far-bucket/*"), farBucket(PAYS)));
    expect([hopIn(chain, "grant"), about(found, "request-carries")]).toEqual(["allowed", "x-amz-request-payer"]);
  });

  test("a bucket whose owner pays takes none", async () => {
    expect((await assumed(grant(allow("s3:GetObject", "arn:aws:s3:::far-bucket/*"), farBucket()))).ids).toEqual([]);
  });

  test("the owner's own roles pay anyhow", async () => {
    const own = { aws_s3_bucket_request_payment_configuration: { r: { bucket: "data-bucket", payer: "Requester" } } };
    expect((await assumed(grant(READ_BUCKET, { b: own }))).ids).toEqual([]);
  });
});
