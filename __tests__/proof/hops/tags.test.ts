import { A, allow, B, BUCKET, C, document, GUIDE, type Json, TARGET, trust } from "../../support/documents";
import { association, podWorld, proofOf, stackIn } from "../../support/world";
import { condition, granted, onQueue, QUEUE, SECRET, send, tagged } from "./tagged";

describe("A tag that a request sends", () => {
  const TEAM = tagged("aws:RequestTag/team");
  test.each([
    ["a volume", allow("ec2:CreateVolume", "*", TEAM), "request-carries aws:RequestTag/team"],
    ["a secret", allow("secretsmanager:CreateSecret", SECRET, TEAM), "request-carries aws:RequestTag/team"],
    [
      "a key by a list of keys",
      allow("kms:CreateKey", "*", condition("ForAnyValue:StringEquals", "aws:TagKeys", ["team"])),
      "request-carries aws:RequestTag/team",
    ],
  ])("is the caller's choice with %s", async (_, statement, subject) => {
    const { verdict, rests } = await granted(podWorld({ grant: statement }));
    expect([verdict, rests]).toEqual(["allowed", expect.arrayContaining([subject])]);
  });

  test("is chosen among those that the statements on this action ask for, however many others ask for", async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `aws:RequestTag/z${index}`);
    const others = keys.map((key) => allow("ec2:CreateSnapshot", "*", tagged(key)));
    const overlapping = allow("ec2:CreateVolume", "arn:aws:ec2:us-east-1:*:snapshot/*");
    const on = "arn:aws:ec2:us-east-1:*:volume/*";
    const world = podWorld({ grant: [allow("ec2:CreateVolume", on, TEAM), overlapping, ...others] });
    expect((await granted(world)).verdict).toBe("allowed");
  });

  test("is among the keys of tags: a list that lacks it keeps it out", async () => {
    const both = {
      Condition: {
        StringEquals: { "aws:RequestTag/team": "shop" },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["cost"] },
      },
    };
    expect((await granted(podWorld({ grant: allow("ec2:CreateVolume", "*", both) }))).verdict).toBe("denied");
  });

  test("is not known to go with an action that takes no tags by AWS's list", async () => {
    const found = await granted(podWorld({ grant: allow("s3:GetObject", `${BUCKET}/*`, TEAM) }));
    expect([found.verdict, found.rests]).toEqual(["unknown", []]);
  });
});

describe("Keys that only name what a request makes or where it goes", () => {
  test.each([
    [
      "iam:AWSServiceName",
      allow("iam:CreateServiceLinkedRole", "*", condition("StringEquals", "iam:AWSServiceName", "spot.amazonaws.com")),
    ],
    [
      "iam:PassedToService",
      allow(
        "iam:PassRole",
        `arn:aws:iam::${B}:role/x`,
        condition("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"),
      ),
    ],
    [
      "ec2:CreateAction",
      allow(
        "ec2:CreateTags",
        "arn:aws:ec2:*:*:volume/*",
        condition("StringEquals", "ec2:CreateAction", "CreateVolume"),
      ),
    ],
    [
      "route53:ChangeResourceRecordSetsRecordTypes",
      allow(
        "route53:ChangeResourceRecordSets",
        "arn:aws:route53:::hostedzone/*",
        condition("ForAllValues:StringEquals", "route53:ChangeResourceRecordSetsRecordTypes", ["TXT"]),
      ),
    ],
    [
      "aws:RequestedRegion",
      allow("ec2:DescribeInstances", "*", condition("StringEquals", "aws:RequestedRegion", "us-east-1")),
    ],
    [
      "kms:ViaService",
      allow("kms:ListAliases", "*", condition("StringEquals", "kms:ViaService", "s3.us-east-1.amazonaws.com")),
    ],
  ])("%s is chosen to fit", async (_, statement) => {
    const { verdict, rests } = await granted(podWorld({ grant: statement }));
    expect([verdict, rests?.filter((one) => one.startsWith("request-carries"))]).toEqual(["allowed", []]);
  });
});

describe("A statement for another pod's tags", () => {
  const OTHER = { aws_eks_pod_identity_association: { two: association({ service_account: "web" }) } };
  const statements = (...names: string[]) =>
    names.map((name) =>
      allow("s3:GetObject", `${BUCKET}/${name}/*`, tagged("aws:PrincipalTag/kubernetes-service-account", name)),
    );
  const proofWith = (a: Json, ...names: string[]) =>
    proofOf(podWorld({ a, grant: statements(...names), targetTrust: undefined }));

  test("is no denial of this one but a note, for each of the role's pods", async () => {
    const { chains, findings } = await proofWith(OTHER, "sa", "web");
    expect(
      chains.map(({ hops }) =>
        hops.filter(({ id }) => id === "grant").map(({ resource, verdict }) => [resource, verdict]),
      ),
    ).toEqual([[[`${BUCKET}/sa/*`, "allowed"]], [[`${BUCKET}/web/*`, "allowed"]]]);
    expect(
      findings.filter(({ code }) => code === "statement-of-another-pod").map(({ level, chain }) => [level, chain]),
    ).toEqual([
      ["note", "clu/ns/sa"],
      ["note", "clu/ns/web"],
    ]);
  });

  test("is a denial where no pod of the role has those tags", async () => {
    const { chains } = await proofWith({}, "sa", "web");
    const grants = chains[0]?.hops.filter(({ id }) => id === "grant").map(({ verdict }) => verdict);
    expect(grants).toEqual(["allowed", "denied"]);
  });
});

test("tags of a document for another account stay undecided where they are not known", async () => {
  const far = stackIn(
    A,
    {
      aws_sqs_queue: {
        q: {
          name: "far",
          tags: "${var.tags}",
          policy: document({ ...send(`arn:aws:sqs:us-east-1:${A}:far`), Principal: { AWS: TARGET } }),
        },
      },
    },
    { variable: { tags: {} } },
  );
  const { verdict } = await granted(podWorld({ grant: send(`arn:aws:sqs:us-east-1:${A}:far`, {}), stacks: { far } }));
  expect(verdict).toBe("unknown");
});

describe("Another caller that a tag lets in", () => {
  const everybody = { ...allow("sqs:SendMessage", QUEUE, tagged("aws:ResourceTag/public", "yes")), Principal: "*" };
  const other = async (more: Json) => {
    const b = { ...(onQueue(send(QUEUE, {}), { policy: document(everybody), ...more })["account-b"] as Json) };
    const { chains } = await proofOf({ ...podWorld(), "account-b": { ...b, variable: { tags: {} } } });
    return chains[0]?.intruders.find(({ id }) => id === "anonymous")?.verdict;
  };

  test.each([
    ["allowed by the tag that the queue has", { tags: { public: "yes" } }, "allowed"],
    ["kept out where it does not have it", { tags: { public: "no" } }, "denied"],
    ["undecided where its tags are not known", { tags: "${var.tags}" }, "unknown"],
  ])("is %s", async (_, more, verdict) => {
    expect(await other(more)).toBe(verdict);
  });

  test("chooses its own tags to be those of a queue", async () => {
    const same = allow("sqs:SendMessage", QUEUE, tagged("aws:ResourceTag/public", "$${aws:PrincipalTag/team}"));
    const policy = document({ ...same, Principal: { AWS: `arn:aws:iam::${C}:root` } });
    const { chains } = await proofOf(onQueue(send(QUEUE, {}), { policy, tags: { public: "shop" } }));
    expect(chains[0]?.intruders.find(({ id }) => id === "other-account")?.verdict).toBe("allowed");
  });

  test("spells its own tags as no other condition forbids", async () => {
    const Condition = {
      StringEqualsIgnoreCase: { "aws:PrincipalTag/open": "Yes" },
      StringNotEquals: { "aws:PrincipalTag/open": ["Yes", "yes"] },
    };
    const policy = document({
      ...allow("sqs:SendMessage", QUEUE, { Condition }),
      Principal: { AWS: `arn:aws:iam::${C}:root` },
    });
    const { chains } = await proofOf(onQueue(send(QUEUE, {}), { policy }));
    expect(chains[0]?.intruders.find(({ id }) => id === "other-account")?.verdict).toBe("allowed");
  });

  test("chooses its own tags to be those of a role", async () => {
    const open = trust(
      { AWS: `arn:aws:iam::${C}:root` },
      { StringEquals: { "aws:ResourceTag/team": "$${aws:PrincipalTag/team}" } },
    );
    const { chains } = await proofOf(podWorld({ targetTrust: [GUIDE, open], target: { tags: { team: "shop" } } }));
    expect(chains[0]?.intruders.find(({ id }) => id === "other-account")?.verdict).toBe("allowed");
  });

  test.each([
    ["allowed by the tag that a role has", { tags: { open: "yes" } }, "allowed"],
    ["kept out of a role without it", {}, "denied"],
  ])("is %s", async (_, more, verdict) => {
    const open = trust({ AWS: "*" }, { StringEquals: { "aws:ResourceTag/open": "yes" } });
    const { chains } = await proofOf(podWorld({ targetTrust: [GUIDE, open], target: more }));
    expect(chains[0]?.intruders.find(({ id }) => id === "other-account")?.verdict).toBe(verdict);
  });
});

test("what a service does for the pod is not judged: a condition on aws:CalledVia denies nothing", async () => {
  const via = condition("ForAnyValue:StringEquals", "aws:CalledVia", ["athena.amazonaws.com"]);
  const found = await granted(podWorld({ grant: allow("s3:GetObject", `${BUCKET}/*`, via) }));
  expect(found).toMatchObject({
    verdict: "unknown",
    code: "key-not-known",
    message: expect.stringContaining("aws:CalledVia"),
  });
});

test.each([
  ["allowed", { open: "yes" }],
  ["denied", { open: "no" }],
])(
  "a caller that a key lets in by the key's own tag is %s with %j, whatever the tags of what it encrypts",
  async (verdict, tags) => {
    const anybody = (statement: Json) => ({ ...statement, Principal: "*" });
    const keeper = { ...allow("kms:*", "*"), Principal: { AWS: `arn:aws:iam::${B}:root` } };
    const b = {
      aws_kms_key: {
        k: {
          tags,
          policy: document([keeper, anybody(allow("kms:Decrypt", "*", tagged("aws:ResourceTag/open", "yes")))]),
        },
      },
      aws_secretsmanager_secret: { db: { name: "db", kms_key_id: "${aws_kms_key.k.arn}", tags: { open: "maybe" } } },
      aws_secretsmanager_secret_policy: {
        db: {
          secret_arn: "${aws_secretsmanager_secret.db.arn}",
          policy: document(anybody(allow("secretsmanager:GetSecretValue", "*"))),
        },
      },
    };
    const { chains } = await proofOf(podWorld({ grant: allow("secretsmanager:GetSecretValue", SECRET), b }));
    const through = chains[0]?.intruders.find(({ id }) => id === "other-account")?.through ?? [];
    expect(through.some(({ document: at, verdict: found }) => at.includes("secret") && found === "allowed")).toBe(
      verdict === "allowed",
    );
    expect(through.some(({ verdict: found }) => found === "unknown")).toBe(false);
  },
);
