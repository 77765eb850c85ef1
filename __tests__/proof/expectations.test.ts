import { InputError } from "../../src/proof";
import { allow, B, BUCKET, C, deny, document, ID, type Json, POD_TAGS, TARGET, trust } from "../support/documents";
import { association, chainOf, irsaWorld, podWorld, proofOf, stackIn, warningsIn } from "../support/world";

const OBJECTS = `${BUCKET}/*`;
type World = Readonly<Record<string, Json>>;
type Line = readonly [verb: "can" | "cannot", action: string, on: string];
const WIDE = podWorld({ grant: allow("s3:*", [BUCKET, OBJECTS]) });
const PART = podWorld({ grant: [allow("s3:GetObject", `${BUCKET}/public/*`), allow("s3:ListBucket", BUCKET)] });
const SHUT = podWorld({ targetTrust: trust({ AWS: C }) });
const MAYBE = podWorld({ primary: { permissions_boundary: "arn:aws:iam::111111111111:policy/unseen" } });
const KEY = podWorld({
  b: {
    aws_kms_key: { k: { description: "k" } },
    aws_s3_bucket_server_side_encryption_configuration: {
      e: {
        bucket: "data-bucket",
        rule: [
          {
            apply_server_side_encryption_by_default: [
              { sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.k.arn}" },
            ],
          },
        ],
      },
    },
  },
});

const INSTANCE = `arn:aws:ec2:us-east-1:${B}:instance/i-1`;

const ROWS: readonly (readonly [title: string, world: World, line: Line, verdict: "met" | "failed" | "unknown"])[] = [
  ["can is met by a grant", podWorld(), ["can", "s3:GetObject", `${BUCKET}/a.txt`], "met"],
  ["can fails without a grant", podWorld(), ["can", "s3:PutObject", `${BUCKET}/a.txt`], "failed"],
  ["cannot is met without a grant", podWorld(), ["cannot", "s3:PutObject", `${BUCKET}/a.txt`], "met"],
  ["cannot fails with a grant", podWorld(), ["cannot", "s3:GetObject", `${BUCKET}/a.txt`], "failed"],
  ["an address names the resource", podWorld(), ["can", "s3:ListBucket", "account-b/aws_s3_bucket.data"], "met"],
  ["an address goes on with a key", podWorld(), ["can", "s3:GetObject", "account-b/aws_s3_bucket.data/a/b.txt"], "met"],
  ["a key may be a pattern", podWorld(), ["can", "s3:GetObject", "account-b/aws_s3_bucket.data/*"], "met"],
  ["an action's case does not matter", podWorld(), ["can", "S3:GETOBJECT", `${BUCKET}/a`], "met"],
  ["cannot is met for an action that fits no such resource", WIDE, ["cannot", "sqs:SendMessage", BUCKET], "met"],
  [
    "cannot is not met by the bucket that an action on objects never fits, while these can be read",
    podWorld(),
    ["cannot", "s3:GetObject", BUCKET],
    "unknown",
  ],
  [
    "cannot is not met by the ARN of a directory bucket as of another bucket, since its objects are read by another one",
    podWorld(),
    ["cannot", "s3:GetObject", "arn:aws:s3:::data--use1-az4--x-s3/*"],
    "unknown",
  ],
  [
    "can fails for the ARN of a directory bucket as of another bucket",
    podWorld({ grant: allow("s3:*", "*") }),
    ["can", "s3:GetObject", "arn:aws:s3:::data--use1-az4--x-s3/*"],
    "failed",
  ],
  [
    "cannot fails for objects of buckets that a pattern means",
    podWorld(),
    ["cannot", "s3:GetObject", "arn:aws:s3:::data-*"],
    "failed",
  ],
  ["cannot fails for whatever can be read", podWorld(), ["cannot", "s3:GetObject", "*"], "failed"],
  [
    "cannot fails for the objects of all buckets",
    podWorld({ grant: allow("s3:GetObject", "*") }),
    ["cannot", "s3:GetObject", "arn:aws:s3:::*"],
    "failed",
  ],
  [
    "cannot is not met by what nothing of the form of an ARN stands for",
    podWorld({ grant: allow("s3:GetObject", "*") }),
    ["cannot", "s3:GetObject", "*"],
    "unknown",
  ],
  ["cannot is met by other buckets", podWorld(), ["cannot", "s3:GetObject", "arn:aws:s3:::other-*"], "met"],
  [
    "cannot fails for the indexes of tables",
    podWorld({ grant: allow("dynamodb:Query", `arn:aws:dynamodb:us-east-1:${B}:table/t/index/*`) }),
    ["cannot", "dynamodb:Query", `arn:aws:dynamodb:us-east-1:${B}:table/*`],
    "failed",
  ],
  [
    "can fails for objects of another bucket",
    podWorld(),
    ["can", "s3:GetObject", "arn:aws:s3:::data-bucket*"],
    "failed",
  ],
  ["can is not met by a part of everything", podWorld(), ["can", "s3:GetObject", "*"], "unknown"],
  [
    "can is met by everything",
    podWorld({ grant: allow("s3:GetObject", "*") }),
    ["can", "s3:GetObject", "arn:*"],
    "met",
  ],
  ["cannot is met by such a bucket where its objects are safe", podWorld(), ["cannot", "s3:PutObject", BUCKET], "met"],
  [
    "cannot is not met by objects that an action on their bucket never fits, while it can be listed",
    podWorld(),
    ["cannot", "s3:ListBucket", OBJECTS],
    "unknown",
  ],
  [
    "cannot fails for an action on all of a service's resources at once",
    podWorld({ grant: allow("ec2:DescribeInstances", "*") }),
    ["cannot", "ec2:DescribeInstances", INSTANCE],
    "failed",
  ],
  [
    "can is met for such an action",
    podWorld({ grant: allow("ec2:DescribeInstances", "*") }),
    ["can", "ec2:DescribeInstances", INSTANCE],
    "met",
  ],
  [
    "cannot is met for such an action on another service's resource",
    podWorld({ grant: allow("ec2:DescribeInstances", "*") }),
    ["cannot", "ec2:DescribeInstances", BUCKET],
    "met",
  ],
  [
    "cannot is unknown for an action that AWS's list lacks and a pattern allows",
    podWorld({ grant: allow("s3:*", "*") }),
    ["cannot", "s3:GetObjects", OBJECTS],
    "unknown",
  ],
  [
    "cannot is unknown for a service that AWS's list lacks",
    podWorld({ grant: allow("*", "*") }),
    ["cannot", "unheard:Do", "arn:aws:unheard:::x"],
    "unknown",
  ],
  [
    "cannot is met for an action that AWS's list lacks where nothing allows it",
    podWorld(),
    ["cannot", "s3:GetObjects", OBJECTS],
    "met",
  ],
  ["can with a resource pattern means every match", PART, ["can", "s3:GetObject", OBJECTS], "failed"],
  ["cannot with a resource pattern means none", PART, ["cannot", "s3:GetObject", OBJECTS], "failed"],
  ["cannot holds on the other part", PART, ["cannot", "s3:GetObject", `${BUCKET}/private/*`], "met"],
  ["can holds on its part", PART, ["can", "s3:GetObject", `${BUCKET}/public/*`], "met"],
  ["can with an action pattern means every action", podWorld(), ["can", "s3:Get*", OBJECTS], "failed"],
  ["can with an action pattern is met where all are granted", WIDE, ["can", "s3:Get*", OBJECTS], "met"],
  ["cannot with an action pattern means none", podWorld(), ["cannot", "s3:*", OBJECTS], "failed"],
  ["cannot with an action pattern is met where none is granted", podWorld(), ["cannot", "s3:Put*", OBJECTS], "met"],
  ["can fails where a hop before is denied", SHUT, ["can", "s3:GetObject", OBJECTS], "failed"],
  ["cannot is met where a hop before is denied", SHUT, ["cannot", "s3:*", "*"], "met"],
  ["can is unknown where a hop before is unknown", MAYBE, ["can", "s3:GetObject", OBJECTS], "unknown"],
  ["cannot is unknown where a hop before is unknown", MAYBE, ["cannot", "s3:GetObject", OBJECTS], "unknown"],
  ["cannot is met where a hop is unknown and there is no grant", MAYBE, ["cannot", "s3:PutObject", OBJECTS], "met"],
  ["can fails where the key denies", KEY, ["can", "s3:GetObject", `${BUCKET}/a`], "failed"],
  ["cannot is met where the key denies", KEY, ["cannot", "s3:GetObject", `${BUCKET}/a`], "met"],
  [
    "another account's resource that was not read is unknown",
    podWorld({ grant: allow("sqs:*", "*") }),
    ["can", "sqs:SendMessage", `arn:aws:sqs:us-east-1:${C}:q`],
    "unknown",
  ],
  [
    "another account's resource without a grant cannot be reached",
    podWorld(),
    ["cannot", "sqs:SendMessage", `arn:aws:sqs:us-east-1:${C}:q`],
    "met",
  ],
  [
    "a bucket policy grants within the account",
    podWorld({
      grant: allow("s3:ListBucket", BUCKET),
      b: {
        aws_s3_bucket_policy: {
          p: {
            bucket: "data-bucket",
            policy: document({ ...allow("s3:GetObject", OBJECTS), Principal: { AWS: TARGET } }),
          },
        },
      },
    }),
    ["can", "s3:GetObject", `${BUCKET}/a`],
    "met",
  ],
  [
    "cannot of everything is met by a Deny of everything",
    podWorld({ grant: [allow("s3:*", "*"), deny("s3:*", "*")] }),
    ["cannot", "s3:*", OBJECTS],
    "met",
  ],
  [
    "a role that is not in the world is unknown",
    podWorld({
      association: { target_role_arn: `${TARGET}-x` },
      permission: allow(["sts:AssumeRole", "sts:TagSession"], "*"),
    }),
    ["can", "s3:GetObject", OBJECTS],
    "unknown",
  ],
];

const expecting = (verb: "can" | "cannot", action: string, on: string, pod = ID) => ({
  expectations: [{ line: 1, pod, verb, action, on }],
});

describe("expectations", () => {
  for (const [title, world, line, verdict] of ROWS)
    test(title, async () => {
      const chain = chainOf(await proofOf(world, expecting(...line)));
      expect(chain.expectations.map((one) => one.verdict)).toEqual([verdict]);
      if (verdict === "failed") expect(chain.verdict).toBe("refuted");
    });

  test("a pod without a chain that can something is a chain whose association is denied", async () => {
    const proof = await proofOf(podWorld(), expecting("can", "s3:GetObject", OBJECTS, "clu/ns/nobody"));
    const { hops, expectations, verdict } = chainOf(proof, "clu/ns/nobody");
    expect(hops.map(({ id, verdict }) => [id, verdict])).toEqual([["association", "denied"]]);
    expect([expectations[0]?.verdict, verdict, proof.verdict]).toEqual(["failed", "refuted", "refuted"]);
  });

  test("with IRSA objects only its service account is denied", async () => {
    const proof = await proofOf(irsaWorld(), expecting("can", "s3:GetObject", OBJECTS, "clu/ns/nobody"));
    expect(chainOf(proof, "clu/ns/nobody").hops.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["service-account", "denied"],
    ]);
  });

  test("what a pod without a chain cannot do is met at the top level, with a warning", async () => {
    const proof = await proofOf(podWorld(), expecting("cannot", "s3:GetObject", OBJECTS, "clu/ns/nobody"));
    expect(proof.expectations).toEqual([
      { line: 1, pod: "clu/ns/nobody", cannot: "s3:GetObject", on: OBJECTS, verdict: "met" },
    ]);
    expect([proof.verdict, proof.chains.length]).toEqual(["proved", 1]);
    expect(warningsIn(proof)).toContain("no-such-pod");
  });

  test.each([
    ["s3:GetObjects", true],
    ["s3:GetObject*", false],
    ["s3:PutObject", false],
  ])("that nothing can %s is met with a warning where AWS's list lacks it", async (action, isWarned) => {
    const warnings = warningsIn(await proofOf(podWorld(), expecting("cannot", action, OBJECTS)));
    expect(warnings.includes("no-such-action")).toBe(isWarned);
  });

  test.each([["nowhere/aws_s3_bucket.data"], ["account-b/aws_s3_bucket.none"], ["account-b"]])(
    "%s is an error, as the world does not have it",
    async (on) => {
      await expect(proofOf(podWorld(), expecting("can", "s3:GetObject", on))).rejects.toThrow(InputError);
    },
  );

  test("a zone that is made may be the one that a policy names by its id, and what decides is said", async () => {
    const change = "route53:ChangeResourceRecordSets";
    const world = podWorld({
      grant: allow(change, "arn:aws:route53:::hostedzone/Z0123456789ABC"),
      b: { aws_route53_zone: { z: { name: "example.com" } } },
    });
    const line = { line: 1, pod: ID, verb: "cannot" as const, action: change, on: "account-b/aws_route53_zone.z" };
    const [found] = chainOf(await proofOf(world, { expectations: [line] })).expectations;
    expect(found?.verdict).toBe("unknown");
    expect(found?.message).toContain("prove the state, or let the policy refer to the resource");
  });

  test("a key of for_each may hold a slash", async () => {
    const world = podWorld({
      grant: allow("s3:GetObject", "arn:aws:s3:::each-*/*"),
      b: { aws_s3_bucket: { each: { for_each: '${toset(["a/b"])}', bucket: 'each-${replace(each.key, "/", "-")}' } } },
    });
    const proof = await proofOf(world, expecting("can", "s3:GetObject", 'account-b/aws_s3_bucket.each["a/b"]/x/y'));
    expect(chainOf(proof).expectations[0]?.verdict).toBe("met");
  });
});

describe("the whole", () => {
  test("no chain at all is unknown, with a finding", async () => {
    const proof = await proofOf({ only: stackIn(B, { aws_s3_bucket: { b: { bucket: "b" } } }) });
    expect([proof.verdict, proof.chains, warningsIn(proof)]).toEqual(["unknown", [], ["no-chains"]]);
  });

  test("one refuted chain refutes the whole, and chains are sorted by id", async () => {
    const two = association({ service_account: "a" });
    const proof = await proofOf(podWorld({ a: { aws_eks_pod_identity_association: { two } } }));
    expect(proof.chains.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["clu/ns/a", "refuted"],
      [ID, "proved"],
    ]);
    expect(proof.verdict).toBe("refuted");
  });

  test("clusters of one name in two regions have long ids", async () => {
    const two = association({ region: "eu-west-1" });
    const proof = await proofOf(podWorld({ a: { aws_eks_pod_identity_association: { two } } }));
    expect(proof.chains.map(({ id, region }) => [id, region])).toEqual([
      [`111111111111:eu-west-1:${ID}`, "eu-west-1"],
      [`111111111111:us-east-1:${ID}`, "us-east-1"],
    ]);
  });

  test("the hop of two actions names the first that is denied", async () => {
    const only = (action: string) =>
      podWorld({
        targetTrust: trust({ AWS: "arn:aws:iam::111111111111:root" }, { StringEquals: POD_TAGS }, { Action: action }),
      });
    const actionOf = async (world: World) =>
      chainOf(await proofOf(world)).hops.find(({ id }) => id === "target-trust")?.action;
    expect(await actionOf(only("sts:AssumeRole"))).toBe("sts:TagSession");
    expect(await actionOf(only("sts:TagSession"))).toBe("sts:AssumeRole");
    expect(await actionOf(podWorld())).toBe("sts:AssumeRole");
  });

  test("a role that grants nothing has one grant hop, denied", async () => {
    const world = podWorld({ grant: deny("s3:*", "*") });
    const grants = chainOf(await proofOf(world)).hops.filter(({ id }) => id === "grant");
    expect(grants.map(({ verdict, code }) => [verdict, code])).toEqual([["denied", "no-grant"]]);
  });

  test("an allowed intruder carries the request that passes, a denied one none", async () => {
    const world = podWorld({ targetTrust: trust({ AWS: "arn:aws:iam::111111111111:role/primary" }) });
    const { intruders } = chainOf(await proofOf(world, { allowIntruders: [{ ids: ["other-cluster"] }] }));
    const of = (id: string) => intruders.find((one) => one.id === id);
    expect(of("other-cluster")).toMatchObject({
      accepted: true,
      witness: { cluster: expect.not.stringMatching(/^clu$/) },
    });
    expect(of("other-namespace")).toMatchObject({
      accepted: false,
      witness: { namespace: expect.not.stringMatching(/^ns$/) },
    });
    expect(of("other-role")).toEqual({ id: "other-role", verdict: "denied", accepted: false });
  });

  test("the request of an intruder that a wildcard lets in has names that there can be", async () => {
    const anyCluster = { ...POD_TAGS, "aws:RequestTag/eks-cluster-arn": "*" };
    const anyRole = { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } };
    const root = { AWS: "arn:aws:iam::111111111111:root" };
    const world = podWorld({ targetTrust: trust(root, { StringLike: anyCluster, ...anyRole }) });
    const { intruders } = chainOf(await proofOf(world));
    const witness = (id: string) => intruders.find((one) => one.id === id)?.witness;
    expect(witness("other-cluster")).toMatchObject({ cluster: expect.stringMatching(/^.+$/) });
    expect(witness("other-role")).toMatchObject({ caller: expect.stringMatching(/:role\/.+$/) });
  });

  test("a chain that does not exist cannot accept intruders", async () => {
    const options = { allowIntruders: [{ chain: "x/y/z", ids: ["other-role" as const] }] };
    await expect(proofOf(podWorld(), options)).rejects.toThrow(InputError);
  });
});
