import { allow, B, BUCKET, deny, type Json } from "../../support/documents";
import { podWorld } from "../../support/world";
import { granted, onQueue, QUEUE, SECRET, send, tagged } from "./tagged";

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
    ["a key that may be the tag's", { tags: { "t-${var.team}m": "shop", "t${var.team}m": "shop" } }, "unknown"],
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
    ["not by another key", { keys: ["cost"] }, "allowed"],
    ["nor by the start of another", { key_prefixes: ["co", "team-"] }, "allowed"],
  ])("is not decided where the provider leaves the tag to others: %s", async (_, ignored, verdict) => {
    const world = onQueue(send(), { tags: { team: "shop" } });
    const provider = { aws: [{ region: "us-east-1", allowed_account_ids: [B], ignore_tags: [ignored] }] };
    const b = { ...(world["account-b"] as Json), provider, variable: { keys: {} } };
    expect((await granted({ ...world, "account-b": b })).verdict).toBe(verdict);
  });

  test.each([
    ["te", "unknown"],
    ["co", "denied"],
  ])(
    "sees none where tags that begin with %s are left to others, and there is no other: %s",
    async (start, verdict) => {
      const world = onQueue(send());
      const provider = {
        aws: [{ region: "us-east-1", allowed_account_ids: [B], ignore_tags: [{ key_prefixes: [start] }] }],
      };
      const b = { ...(world["account-b"] as Json), provider };
      expect((await granted({ ...world, "account-b": b })).verdict).toBe(verdict);
    },
  );

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
