import type { ProveOptions } from "../../../src/proof";
import { A, allow, B, BUCKET, C, deny, document, GUIDE, type Json, TARGET, trust } from "../../support/documents";
import { association, podWorld, proofOf, stackIn } from "../../support/world";

type World = Readonly<Record<string, Json>>;

const QUEUE = `arn:aws:sqs:us-east-1:${B}:q`;
const SECRET = `arn:aws:secretsmanager:us-east-1:${B}:secret:db-??????`;
const condition = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });
const tagged = (key: string, value: unknown = "shop", operator = "StringEquals") => condition(operator, key, value);

/** The verdict of the world's one grant, why, and what it rests on. */
async function granted(world: World, options: ProveOptions = {}) {
  const { chains } = await proofOf(world, options);
  const [chain] = chains;
  const grant = chain?.hops.find(({ id }) => id === "grant");
  const assumed = chain?.assumptions.filter(({ id }) => id !== "association-admins");
  return {
    verdict: grant?.verdict,
    code: grant?.code,
    message: grant?.message,
    rests: assumed?.map(({ id, subject }) => `${id} ${subject}`),
    expected: chain?.expectations[0]?.verdict,
  };
}

const queue = (more: Json = {}): Json => ({ aws_sqs_queue: { q: { name: "q", ...more } } });
const onQueue = (statement: Json | readonly Json[], more: Json = {}) => podWorld({ grant: statement, b: queue(more) });
const send = (resource = QUEUE, more: Json = tagged("aws:ResourceTag/team")) =>
  allow("sqs:SendMessage", resource, more);

describe("A condition on a tag of a resource of the world", () => {
  test.each([
    ["the tag that it has", { tags: { team: "shop" } }, "allowed"],
    ["another value", { tags: { team: "pay" } }, "denied"],
    ["a tag that it does not have", { tags: { other: "shop" } }, "denied"],
    ["no tags at all", {}, "denied"],
    ["a value that is not known", { tags: { team: "${var.team}" } }, "unknown"],
    ["tags that are not known", { tags: "${var.tags}" }, "unknown"],
    ["tags that apply leaves as they are", { tags: {}, lifecycle: [{ ignore_changes: ["tags"] }] }, "unknown"],
    ["tags that are left to others", { lifecycle: [{ ignore_changes: ["tags"] }] }, "unknown"],
    ["all tags that are left to others", { tags: {}, lifecycle: [{ ignore_changes: ["tags_all"] }] }, "unknown"],
    ["two tags whose keys differ in case only", { tags: { team: "shop", Team: "pay" } }, "unknown"],
    ["two such tags of one value", { tags: { team: "shop", Team: "shop" } }, "allowed"],
  ])("is decided by %s", async (_, more, verdict) => {
    const world = onQueue(send(), more);
    const b = { ...(world["account-b"] as Json), variable: { team: {}, tags: {} } };
    const found = await granted({ ...world, "account-b": b });
    expect([found.verdict, found.rests]).toEqual([verdict, []]);
  });

  test("sees the tags that the provider gives to everything", async () => {
    const world = onQueue(send());
    const provider = {
      aws: [{ region: "us-east-1", allowed_account_ids: [B], default_tags: [{ tags: { team: "shop" } }] }],
    };
    const b = { ...(world["account-b"] as Json), provider };
    expect((await granted({ ...world, "account-b": b })).verdict).toBe("allowed");
  });

  test.each([
    ["by its key", { keys: ["team"] }, "unknown"],
    ["by the start of its key", { key_prefixes: ["te"] }, "unknown"],
    ["by keys that are not known", { keys: "${var.keys}" }, "unknown"],
    ["not at all", { keys: ["cost"] }, "allowed"],
  ])("is not decided where the provider leaves the tag to others: %s", async (_, ignored, verdict) => {
    const world = onQueue(send(), { tags: { team: "shop" } });
    const provider = { aws: [{ region: "us-east-1", allowed_account_ids: [B], ignore_tags: [ignored] }] };
    const b = { ...(world["account-b"] as Json), provider, variable: { keys: {} } };
    expect((await granted({ ...world, "account-b": b })).verdict).toBe(verdict);
  });

  test("leaves a resource without the tag out of a pattern", async () => {
    const two = { aws_sqs_queue: { q: { name: "q", tags: { team: "shop" } }, other: { name: "q2" } } };
    const world = podWorld({ grant: send(`${QUEUE}*`), b: two });
    expect(await granted(world)).toMatchObject({ verdict: "allowed" });
  });

  test("denies by a Deny for the tag that it has, and not without it", async () => {
    const statements = [send(QUEUE, {}), deny("sqs:*", "*", tagged("aws:ResourceTag/closed", "true"))];
    expect((await granted(onQueue(statements, { tags: { closed: "true" } }))).verdict).toBe("denied");
    expect((await granted(onQueue(statements))).verdict).toBe("allowed");
  });

  test("is not decided on buckets, where a setting says whether their tags count", async () => {
    const statement = allow("s3:ListBucket", BUCKET, tagged("aws:ResourceTag/team"));
    expect(await granted(podWorld({ grant: statement }))).toMatchObject({ verdict: "unknown", code: "key-not-known" });
  });
});

describe("A condition on a tag of what was not read", () => {
  test.each([
    ["aws:ResourceTag", send()],
    [
      "secretsmanager:ResourceTag",
      allow("secretsmanager:GetSecretValue", SECRET, tagged("secretsmanager:ResourceTag/team")),
    ],
    ["ec2:ResourceTag", allow("ec2:DeleteVolume", "*", tagged("ec2:ResourceTag/team"))],
    ["s3:ExistingObjectTag", allow("s3:GetObject", `${BUCKET}/*`, tagged("s3:ExistingObjectTag/team"))],
  ])("%s is an assumption that names it", async (key, statement) => {
    const { verdict, rests } = await granted(podWorld({ grant: statement }));
    expect([verdict, rests]).toEqual(["allowed", expect.arrayContaining([`resource-not-read ${key}/team`])]);
  });

  test("is one tag by whichever key it is asked for", async () => {
    const both = {
      Condition: {
        StringEquals: { "aws:ResourceTag/team": "shop" },
        StringNotEquals: { "ec2:ResourceTag/team": "shop" },
      },
    };
    expect((await granted(podWorld({ grant: allow("ec2:DeleteVolume", "*", both) }))).verdict).toBe("denied");
  });

  test("is assumed where a Deny goes by it, too", async () => {
    const statements = [
      allow("ec2:DeleteVolume", "*"),
      deny("ec2:DeleteVolume", "*", tagged("ec2:ResourceTag/closed", "true")),
    ];
    const { verdict, rests } = await granted(podWorld({ grant: statements }));
    expect([verdict, rests]).toEqual(["allowed", ["resource-not-read ec2:ResourceTag/closed"]]);
  });

  test.each([
    ["can", "met"],
    ["cannot", "unknown"],
  ] as const)("%s be what is expected of objects with a tag: %s", async (verb, verdict) => {
    const expectation = { line: 1, pod: "clu/ns/sa", verb, action: "s3:GetObject", on: `${BUCKET}/a` };
    const world = podWorld({ grant: allow("s3:GetObject", `${BUCKET}/*`, tagged("s3:ExistingObjectTag/team")) });
    expect((await granted(world, { expectations: [expectation] })).expected).toBe(verdict);
  });

  test("keeps a pod from nothing for certain", async () => {
    const cannot = { line: 1, pod: "clu/ns/sa", verb: "cannot", action: "ec2:DeleteVolume" } as const;
    const on = `arn:aws:ec2:us-east-1:${B}:volume/vol-1`;
    const world = podWorld({ grant: allow("ec2:DeleteVolume", "*", tagged("ec2:ResourceTag/team")) });
    expect((await granted(world, { expectations: [{ ...cannot, on }] })).expected).toBe("unknown");
  });
});

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

test("tags of a document for another account stay undecided where nobody knows them", async () => {
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
