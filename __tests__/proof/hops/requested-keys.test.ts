import { allow, B, BUCKET, C, deny, document, type Json, TARGET } from "../../support/documents";
import { chainOf, intruderIn, podWorld, proofOf, stackIn } from "../../support/world";

type Condition = Readonly<Record<string, Json>>;

const SECRET = `arn:aws:secretsmanager:us-east-1:${B}:secret:db-??????`;

/** The verdict of the world's one grant, and its code. */
async function granted(world: Readonly<Record<string, Json>>) {
  const { chains } = await proofOf(world);
  const grant = chains[0]?.hops.find(({ id }) => id === "grant");
  return { verdict: grant?.verdict, code: grant?.code };
}

describe("A key that a caller chooses", () => {
  test.each([
    ["s3:GetObject", "s3:prefix"],
    ["s3:GetObject", "s3:RequestObjectTag/team"],
    ["s3:GetObject", "s3:x-amz-acl"],
    ["kms:DescribeKey", "kms:EncryptionContext:team"],
  ])("is not known to go with %s, by AWS's list: %s", async (action, key) => {
    const resource = action.startsWith("s3:") ? `${BUCKET}/*` : `arn:aws:kms:us-east-1:${B}:key/*`;
    const statement = allow(action, resource, { Condition: { StringEquals: { [key]: "a" } } });
    expect(await granted(podWorld({ grant: statement }))).toEqual({ verdict: "unknown", code: "key-not-known" });
  });

  test.each([
    ["true", "allowed", ["kms:GrantIsForAWSResource"]],
    ["false", "unknown", []],
  ])("is none that only a service gives: kms:GrantIsForAWSResource = %s", async (value, verdict, carried) => {
    const condition = { Condition: { Bool: { "kms:GrantIsForAWSResource": value } } };
    const statement = allow("kms:CreateGrant", `arn:aws:kms:us-east-1:${B}:key/*`, condition);
    const { chains } = await proofOf(podWorld({ grant: statement }));
    expect(chains[0]?.hops.find(({ id }) => id === "grant")?.verdict).toBe(verdict);
    const assumed = chains[0]?.assumptions.filter(({ id }) => id === "request-carries") ?? [];
    expect(assumed.map(({ subject }) => subject)).toEqual(carried);
    if (verdict === "allowed") expect(assumed[0]?.message).toContain("a service of AWS that works for the pod");
  });

  test.each([
    ["s3:ListBucket", BUCKET, "s3:prefix"],
    ["s3:PutObject", `${BUCKET}/*`, "s3:x-amz-acl"],
    ["kms:Encrypt", `arn:aws:kms:us-east-1:${B}:key/*`, "kms:EncryptionContext:team"],
  ])("is chosen to fit %s, on %s: %s", async (action, resource, key) => {
    const statement = allow(action, resource, { Condition: { StringEquals: { [key]: "a" } } });
    expect((await granted(podWorld({ grant: statement }))).verdict).toBe("allowed");
  });
});

describe("A condition on a key that only some requests have", () => {
  const ON = [BUCKET, `${BUCKET}/*`];
  const open = { block_public_acls: false, block_public_policy: false, ignore_public_acls: false };
  const anybody = (Action: string, operator: string): Json => ({
    aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket", restrict_public_buckets: false, ...open } },
    aws_s3_bucket_policy: {
      p: {
        bucket: "data-bucket",
        policy: document({
          ...allow(Action, ON),
          Principal: "*",
          Condition: { [operator]: { "s3:prefix": "home/*" } },
        }),
      },
    },
  });

  test.each([
    // ForAllValues holds where the key is absent, StringLike and ForAnyValue do not
    ["StringLike", "s3:*", BUCKET, "allowed"],
    ["StringLike", "s3:*", `${BUCKET}/*`, "unknown"],
    ["ForAnyValue:StringLike", "s3:*", `${BUCKET}/*`, "unknown"],
    ["ForAllValues:StringLike", "s3:*", `${BUCKET}/*`, "allowed"],
    ["ForAllValues:StringLike", "s3:GetObject", `${BUCKET}/*`, "allowed"],
  ])("by %s allows the pod %s on %s as far as they have it: %s", async (operator, action, resource, verdict) => {
    const statement = allow(action, resource, { Condition: { [operator]: { "s3:prefix": "home/*" } } });
    expect((await granted(podWorld({ grant: statement }))).verdict).toBe(verdict);
  });

  test.each([
    ["StringNotLike", "unknown"],
    ["ForAllValues:StringNotLike", "unknown"],
    ["StringLike", "allowed"],
  ])("in a Deny by %s leaves a pattern of actions %s", async (operator, verdict) => {
    const statements = [
      allow("s3:*", BUCKET),
      deny("s3:*", BUCKET, { Condition: { [operator]: { "s3:prefix": "home/*" } } }),
    ];
    expect((await granted(podWorld({ grant: statements }))).verdict).toBe(verdict);
  });

  test.each([
    ["StringLike", "s3:GetObject", "unknown"],
    ["StringLike", "s3:*", "allowed"],
    ["ForAllValues:StringLike", "s3:GetObject", "allowed"],
  ])("by %s lets others do %s as far as they have it: %s", async (operator, action, verdict) => {
    const chain = chainOf(await proofOf(podWorld({ b: anybody(action, operator) })));
    expect(intruderIn(chain, "anonymous")).toBe(verdict);
  });
});

describe("A key's policy, where a service uses the key for the pod,", () => {
  const secretUnder = (statements: readonly Json[]) =>
    podWorld({
      grant: allow("secretsmanager:GetSecretValue", SECRET),
      b: {
        aws_kms_key: {
          k: {
            policy: document([
              { ...allow(["kms:Put*", "kms:Describe*"], "*"), Principal: { AWS: `arn:aws:iam::${B}:root` } },
              ...statements.map((one) => ({ ...one, Principal: { AWS: TARGET } })),
            ]),
          },
        },
        aws_secretsmanager_secret: { db: { name: "db", kms_key_id: "${aws_kms_key.k.arn}" } },
      },
    });
  const decrypt = (Condition: Condition) => allow("kms:Decrypt", "*", { Condition });

  test.each<[string, Condition, string]>([
    ["the service's own", { StringLike: { "kms:EncryptionContext:SecretARN": "*" } }, "allowed"],
    ["one that the service does not send", { StringEquals: { "kms:EncryptionContext:team": "a" } }, "denied"],
    ["nothing by a pair that is not there", { StringNotEquals: { "kms:EncryptionContext:team": "a" } }, "allowed"],
  ])("sees an encryption context that is %s", async (_, condition, verdict) => {
    expect((await granted(secretUnder([decrypt(condition)]))).verdict).toBe(verdict);
  });

  test.each<[string, Json]>([
    ["an Allow", decrypt({ Bool: { "aws:ViaAWSService": "true" } })],
    [
      "an Allow by the services",
      decrypt({ "ForAnyValue:StringEquals": { "aws:CalledVia": ["secretsmanager.amazonaws.com"] } }),
    ],
    ["a Deny", deny("kms:Decrypt", "*", { Condition: { Bool: { "aws:ViaAWSService": "false" } } })],
  ])("denies nothing by how a service shows itself: %s", async (_, statement) => {
    const always = statement.Effect === "Deny" ? [allow("kms:Decrypt", "*")] : [];
    expect((await granted(secretUnder([...always, statement]))).verdict).toBe("unknown");
  });
});

describe("AWS's endpoints speak TLS 1.2 and 1.3, so that", () => {
  const OBJECTS = allow("s3:GetObject", `${BUCKET}/*`);
  /** The verdict of a grant beside a bucket policy that denies by the version of TLS, and what it rests on. */
  const under = async (operator: string, version: string) => {
    const statement = deny("s3:*", `${BUCKET}/*`, {
      Principal: "*",
      Condition: { [operator]: { "s3:TlsVersion": version } },
    });
    const policy = document(statement);
    const world = podWorld({ grant: OBJECTS, b: { aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy } } } });
    const [chain] = (await proofOf(world)).chains;
    const verdict = chain?.hops.find(({ id }) => id === "grant")?.verdict;
    return { verdict, carries: chain?.assumptions.filter(({ id }) => id === "request-carries").length };
  };

  test.each([
    ["a Deny below 1.2 is of no request", "NumericLessThan", "1.2", { verdict: "allowed", carries: 0 }],
    ["a Deny up to 1.1 is of no request", "NumericLessThanEquals", "1.1", { verdict: "allowed", carries: 0 }],
    ["a Deny below 1.3 asks for 1.3", "NumericLessThan", "1.3", { verdict: "allowed", carries: 1 }],
    ["a Deny from 1.3 on leaves 1.2", "NumericGreaterThanEquals", "1.3", { verdict: "allowed", carries: 0 }],
    ["a Deny below 1.4 is of every request", "NumericLessThan", "1.4", { verdict: "denied", carries: 0 }],
    ["a Deny from 1.2 on is of every request", "NumericGreaterThanEquals", "1.2", { verdict: "denied", carries: 0 }],
  ])("%s", async (_, operator, version, stated) => expect(await under(operator, version)).toEqual(stated));

  test("an Allow below 1.2 is of none", async () => {
    const Condition = { NumericLessThan: { "s3:TlsVersion": "1.2" } };
    const grant = allow("s3:GetObject", `${BUCKET}/*`, { Condition });
    expect((await granted(podWorld({ grant }))).verdict).toBe("denied");
  });
});

test("a resource made of what the request says of it is granted as such", async () => {
  const grant = allow("sagemaker:DeleteSpace", `arn:aws:sagemaker:*:${B}:space/$\${sagemaker:DomainId}/*`);
  expect((await granted(podWorld({ grant }))).verdict).toBe("allowed");
  const perhaps = allow("s3:GetObject", `${BUCKET}/$\${aws:SourceVpce}/*`);
  expect((await granted(podWorld({ grant: perhaps }))).verdict).toBe("unknown");
});

test.each([
  ["elasticfilesystem:ClientMount", "elasticfilesystem:AccessedViaMountTarget", "true"],
  ["iam:PassRole", "iam:AssociatedResourceArn", "arn:aws:ec2:*"],
  ["ec2:CreateVpcEndpoint", "ec2:VpceServiceName", "com.amazonaws.*"],
  ["sagemaker:AddTags", "sagemaker:TaggingAction", "CreateApp"],
])("%s is asked for with the %s that its condition wants", async (action, key, value) => {
  const Condition = { StringLike: { [key]: value } };
  expect((await granted(podWorld({ grant: allow(action, "*", { Condition }) }))).verdict).toBe("allowed");
});

describe("The account that a topic's policy asks of the request's source, for a pod of another account,", () => {
  const TOPIC = `arn:aws:sns:us-east-1:${C}:t`;
  const ofSource = (operator: string, owner: string) => ({ Condition: { [operator]: { "AWS:SourceOwner": owner } } });
  const topic = (...statements: readonly Json[]) =>
    podWorld({
      grant: allow("sns:Publish", TOPIC),
      stacks: {
        "account-c": stackIn(C, {
          aws_sns_topic: { t: { name: "t" } },
          aws_sns_topic_policy: {
            p: { arn: TOPIC, policy: document(statements.map((one) => ({ ...one, Principal: { AWS: "*" } }))) },
          },
        }),
      },
    });
  test.each([
    ["is never the topic's", [allow("sns:Publish", TOPIC, ofSource("StringEquals", C))], "denied"],
    ["may be the pod's", [allow("sns:Publish", TOPIC, ofSource("StringEquals", B))], "unknown"],
    [
      "is none that a Deny spares",
      [allow("sns:Publish", TOPIC), deny("sns:Publish", TOPIC, ofSource("StringNotEquals", C))],
      "denied",
    ],
    [
      "may be one that a Deny names",
      [allow("sns:Publish", TOPIC), deny("sns:Publish", TOPIC, ofSource("StringEquals", B))],
      "unknown",
    ],
    [
      "is none that a Deny of the topic's names",
      [allow("sns:Publish", TOPIC), deny("sns:Publish", TOPIC, ofSource("StringEquals", C))],
      "allowed",
    ],
  ])("%s", async (_, statements, verdict) => {
    expect((await granted(topic(...statements))).verdict).toBe(verdict);
  });
});
