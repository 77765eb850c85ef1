import { createHash } from "node:crypto";
import { prove } from "../../src/proof";
import { A, allow, B, BUCKET, document, GUIDE, type Json, PRIMARY, READ_BUCKET, trust } from "../support/documents";
import { chainOf, hopIn, intrudersIn, podWorld, stackIn } from "../support/world";
import { type Files, read } from "../terraform/worlds";

const digest = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;
const CONFINED = document(GUIDE);
const GRANTED = document(READ_BUCKET);

/** A root module that only says what the owner of an account is asked for. */
const asked = (account: string, resource: Json): Json => stackIn(account, resource, { "//": { requestedOf: account } });

const ROLE_AS_FILES: Json = {
  aws_iam_role: { target: { name: "target", assume_role_policy: '${file("${path.module}/target.trust.json")}' } },
  aws_iam_role_policy: {
    target: { role: "target", name: "target", policy: '${file("${path.module}/target.permissions.json")}' },
  },
};

/** What synthesis writes: stacks, and beside them what the owner of account B is asked for. */
function written(files: Files = {}, requested: Json = ROLE_AS_FILES): Files {
  const { "account-a": a } = podWorld();
  return {
    "manifest.json": {},
    "stacks/account-a/cdk.tf.json": a,
    "stacks/account-b/cdk.tf.json": stackIn(B, { aws_s3_bucket: { data: { bucket: "data-bucket" } } }),
    "handover/account-b/main.tf.json": asked(B, requested),
    "handover/account-b/target.trust.json": CONFINED,
    "handover/account-b/target.permissions.json": GRANTED,
    ...files,
  };
}

const ADMINS = [{ id: "association-admins" as const }];
const proved = async (files: Files, assume: Parameters<typeof prove>[1] = {}) =>
  prove(await read(files), { ...assume, assume: [...ADMINS, ...(assume.assume ?? [])] });

/** The assumptions of the one chain that nobody has accepted. */
const open = (proof: ReturnType<typeof prove>) =>
  chainOf(proof).assumptions.flatMap(({ id, subject, accepted }) => (accepted ? [] : [`${id} ${subject}`]));

const TRUST = `handover/account-b/target.trust.json@${digest(CONFINED)}`;
const PERMISSIONS = `handover/account-b/target.permissions.json@${digest(GRANTED)}`;

describe("Documents that the owner of an account is asked for", () => {
  test("make a chain conditional on themselves, each by its path and digest, and on nothing else", async () => {
    const proof = await proved(written());
    expect(open(proof)).toEqual([`document-requested ${TRUST}`, `document-requested ${PERMISSIONS}`]);
    const { verdict, access, others, assumptions } = chainOf(proof);
    expect([verdict, access, others]).toEqual(["conditional", "conditional", "conditional"]);
    expect(assumptions.find(({ subject }) => subject === TRUST)).toMatchObject({
      for: expect.arrayContaining(["target-trust", "other-namespace", "other-account"]),
      message: expect.stringMatching(
        /^the trust policy of arn:aws:iam::222222222222:role\/target is exactly .*handover\/account-b\/target\.trust\.json$/,
      ),
    });
  });

  test("leave the stacks beside them their names", async () => {
    const { stacks } = await read(written());
    expect(stacks.map(({ name }) => name)).toEqual(["account-a", "account-b", "handover/account-b"]);
  });

  test("are accepted by digest: another document is another assumption", async () => {
    const assume = [TRUST, PERMISSIONS].map((subject) => ({ id: "document-requested" as const, subject }));
    expect((await proved(written(), { assume })).verdict).toBe("proved");
    const wider = document([
      allow("s3:GetObject", `${BUCKET}/*`),
      allow("s3:ListBucket", BUCKET),
      allow("s3:PutObject", `${BUCKET}/*`),
    ]);
    const other = await proved(written({ "handover/account-b/target.permissions.json": wider }), { assume });
    expect(open(other)).toEqual([`document-requested handover/account-b/target.permissions.json@${digest(wider)}`]);
  });

  test("are read: a trust that does not let the pod in is refuted at its hop, one that lets others in by them", async () => {
    const without = document({ ...GUIDE, Action: "sts:AssumeRole" });
    const closed = chainOf(await proved(written({ "handover/account-b/target.trust.json": without })));
    expect([closed.verdict, hopIn(closed, "target-trust")]).toEqual(["refuted", "denied"]);
    const wide = document([GUIDE, trust({ AWS: "arn:aws:iam::333333333333:root" })]);
    const entered = chainOf(await proved(written({ "handover/account-b/target.trust.json": wide })));
    expect([entered.verdict, intrudersIn(entered)["other-account"]]).toEqual(["refuted", "allowed"]);
  });

  test("are not in the world where their folder is not: the role is then not known", async () => {
    const proof = prove(await read(written(), {}, "stacks"), { assume: ADMINS });
    expect([proof.verdict, hopIn(chainOf(proof), "target-trust")]).toEqual(["unknown", "unknown"]);
  });

  test("of a primary role leave open what else its owner has given it", async () => {
    const { "account-a": a, "account-b": b } = podWorld() as Readonly<Record<string, { readonly resource: Json }>>;
    const { aws_iam_role, ...attached } = a?.resource ?? {};
    const proof = await proved({
      "a/main.tf.json": stackIn(A, attached),
      "b/main.tf.json": b,
      "asked/main.tf.json": asked(A, { aws_iam_role }),
    });
    expect(open(proof)).toEqual([
      expect.stringMatching(/^document-requested asked\/resource\/aws_iam_role\/primary\/assume_role_policy@sha256:/),
      `document-requested ${PRIMARY}`,
    ]);
    const [, rest] = chainOf(proof).assumptions.filter(({ id }) => id === "document-requested");
    expect(rest).toMatchObject({
      for: expect.arrayContaining(["primary-permission"]),
      message: expect.stringContaining("refuses it the target role"),
    });
  });

  test("carry a role that takes its chain's last step with the policies of others", async () => {
    const alone = { target_role_arn: undefined };
    const { "account-a": a } = podWorld({
      association: alone,
      permission: READ_BUCKET,
      a: { aws_s3_bucket: { data: { bucket: "data-bucket" } } },
    }) as Readonly<Record<string, { readonly resource: Json }>>;
    const { aws_iam_role, ...attached } = a?.resource ?? {};
    const proof = await proved({
      "a/main.tf.json": stackIn(A, attached),
      "asked/main.tf.json": asked(A, { aws_iam_role }),
    });
    expect(chainOf(proof).assumptions.filter(({ id }) => id === "document-requested")).toMatchObject([
      { for: expect.arrayContaining(["primary-trust"]) },
      {
        for: expect.arrayContaining(["grant"]),
        message: expect.stringContaining("has no policies but those that the stacks attach"),
      },
    ]);
  });

  test("of any other kind are named one by one: nothing that is only asked for proves anything", async () => {
    const more = { ...ROLE_AS_FILES, aws_sns_topic: { t: { name: "t" } } };
    expect(open(await proved(written({}, more)))).toContain("document-requested handover/account-b/aws_sns_topic.t");
  });

  test("that no chain reads are no assumption of any", async () => {
    const more = {
      ...ROLE_AS_FILES,
      aws_iam_role: {
        ...(ROLE_AS_FILES.aws_iam_role as Json),
        other: { name: "other", assume_role_policy: document(trust({ AWS: PRIMARY })) },
      },
    };
    expect(open(await proved(written({}, more)))).toHaveLength(2);
  });
});

test("A digest is that of the file as it lies there, which sha256sum prints", async () => {
  const proof = await proved(written({ "handover/account-b/target.trust.json": `${CONFINED}\n` }));
  expect(open(proof)[0]).toBe(`document-requested handover/account-b/target.trust.json@${digest(`${CONFINED}\n`)}`);
});
