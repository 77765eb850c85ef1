import {
  allow,
  B,
  BUCKET,
  C,
  CONFINED_PRIMARY,
  deny,
  document,
  GUIDE,
  type Json,
  principal,
  trust,
} from "../../support/documents";
import { chainOf, intrudersIn, podWorld, proofOf, type Row, stating } from "../../support/world";

const READ = allow("s3:GetObject", `${BUCKET}/*`);
const ISSUER_ARN = "${data.aws_iam_session_context.me.issuer_arn}";
const SESSIONS: Json = {
  aws_caller_identity: { me: {} },
  aws_iam_session_context: {
    me: { arn: "${data.aws_caller_identity.me.arn}" },
    far: { arn: `arn:aws:sts::${C}:assumed-role/deployer/session` },
    joe: { arn: `arn:aws:iam::${C}:user/joe` },
  },
};

/** The chain's world, whose second account looks up who runs Terraform. */
function looking(rest: Json, targetTrust: readonly Json[] = [GUIDE]) {
  const world = podWorld({ primaryTrust: CONFINED_PRIMARY, targetTrust, b: { random_pet: { p: {} }, ...rest } });
  return { ...world, "account-b": { ...world["account-b"], data: SESSIONS, variable: { who: {} } } };
}
const policy = (...statements: readonly Json[]): Json => ({
  aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document(statements) } },
  aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket" } },
});
const letting = (who: string, statement = READ) => looking(policy(principal(statement, { AWS: who })));
const opening = (who: string) => looking({}, [GUIDE, trust({ AWS: who })]);

const OWN = { "other-role": "unknown", user: "unknown", "other-account": "denied" } as const;
const ANYBODY = { "other-role": "unknown", user: "unknown", "other-account": "unknown" } as const;

const ROWS: readonly Row[] = [
  ["a resource is shared with whoever applies it", letting(ISSUER_ARN), { verdict: "proved" }],
  [
    "a resource is shared with a role of its owner whose name is random",
    letting(`arn:aws:iam::${B}:role/\${random_pet.p.id}`),
    { verdict: "proved" },
  ],
  [
    "whoever is named beside whoever applies it is accounted for all the same",
    looking(policy(principal(READ, { AWS: [ISSUER_ARN, `arn:aws:iam::${C}:role/x`] }))),
    { verdict: "refuted", intruders: { "other-role": "denied", "other-account": "allowed" } },
  ],
  [
    "a Deny of whoever applies it spares the pod or not: the pod's role may be the one",
    looking(policy(principal(deny("s3:GetObject", `${BUCKET}/*`), { AWS: ISSUER_ARN }))),
    { verdict: "unknown", hops: { "grant s3:GetObject": "unknown" } },
  ],
  ["a trust in whoever applies it lets that in", opening(ISSUER_ARN), { verdict: "unknown", intruders: OWN }],
  [
    "of the session itself the account is not known here",
    letting("${data.aws_caller_identity.me.arn}"),
    { verdict: "unknown", intruders: ANYBODY },
  ],
  [
    "the role of a session of another account is a stranger's",
    letting("${data.aws_iam_session_context.far.issuer_arn}"),
    { verdict: "refuted", intruders: { "other-role": "denied", "other-account": "allowed" } },
  ],
  [
    "a user is its own issuer",
    letting("${data.aws_iam_session_context.joe.issuer_arn}"),
    { verdict: "refuted", intruders: { "other-account": "allowed" } },
  ],
  ["of a variable nothing is known", letting("${var.who}"), { verdict: "unknown", intruders: ANYBODY }],
];

stating("principals that apply names:", ROWS);

test("what is shared with whoever applies it is listed", async () => {
  const chain = chainOf(await proofOf(letting(ISSUER_ARN)));
  expect(intrudersIn(chain)).toEqual({});
  expect(chain.shared).toMatchObject([
    {
      who: `arn:aws:iam::${B}:<account-b/data.aws_iam_session_context.me.issuer_arn of who runs Terraform>`,
      actions: ["s3:GetObject"],
    },
  ]);
});
