import {
  A,
  allow,
  BOTH,
  BUCKET,
  CONFINED_PRIMARY,
  deny,
  document,
  EKS,
  ID,
  type Json,
  PRIMARY,
  READ_BUCKET,
  scps,
  TARGET,
  trust,
} from "../../support/documents";
import { BY_ARN, b, fromB, goingOn, many, THIRD, third, untagged } from "../../support/second-roles";
import { chainOf, irsaWorld, podWorld, proofOf, type Row, stating } from "../../support/world";

const ASSUME = "grant sts:AssumeRole";
const READ = "grant s3:GetObject";
const GOES_ON = { [ASSUME]: "allowed", [READ]: "allowed" } as const;
const ASSUMED = { [ASSUME]: "allowed" } as const;
const ENDS = { [ASSUME]: "denied" } as const;
const UNDECIDED = { [ASSUME]: "unknown" } as const;

const HOPS: readonly Row[] = [
  ["a pod is followed to the role that it assumes by itself", goingOn(), { verdict: "proved", hops: GOES_ON }],
  ["without session tags no call asks for sts:TagSession", untagged(), { verdict: "proved", hops: GOES_ON }],
  [
    "the second role has to trust the first",
    goingOn({ targetTrust: trust({ AWS: `arn:aws:iam::${A}:role/other` }) }),
    { verdict: "refuted", hops: ENDS },
  ],
  [
    "so does a policy of the first have to allow it",
    goingOn({ permission: allow(BOTH, b("other")) }),
    { hops: UNDECIDED },
  ],
  [
    "an explicit Deny of the first role ends the way",
    goingOn({ targetTrust: BY_ARN, permission: [allow(BOTH, TARGET), deny("sts:AssumeRole", b("t*"))] }),
    { verdict: "refuted", hops: ENDS },
  ],
  [
    "so does one in the second role's trust",
    goingOn({ targetTrust: [BY_ARN, trust({ AWS: PRIMARY }, undefined, { Effect: "Deny" })] }),
    { verdict: "refuted", hops: ENDS },
  ],
  [
    "a boundary of the first role has to allow it",
    goingOn({
      targetTrust: BY_ARN,
      primary: { permissions_boundary: "${aws_iam_policy.b.arn}" },
      a: { aws_iam_policy: { b: { name: "b", policy: document(allow("s3:*", "*")) } } },
    }),
    { verdict: "refuted", hops: ENDS },
  ],
  [
    "whether inherited tags count as transitive in a further call, AWS's pages do not show",
    goingOn({
      targetTrust: trust({ AWS: PRIMARY }, { "ForAllValues:StringEquals": { "sts:TransitiveTagKeys": ["a"] } }),
    }),
    { hops: UNDECIDED },
  ],
  [
    "nor where a statement denies them",
    goingOn({
      targetTrust: [
        BY_ARN,
        trust("*", { "ForAnyValue:StringLike": { "sts:TransitiveTagKeys": "kubernetes-*" } }, { Effect: "Deny" }),
      ],
    }),
    { hops: UNDECIDED },
  ],
  [
    "without inherited tags there are those that the pod names",
    untagged({
      targetTrust: trust(
        { AWS: PRIMARY },
        { "ForAllValues:StringEquals": { "sts:TransitiveTagKeys": ["a"] } },
        { Action: "sts:AssumeRole" },
      ),
    }),
    { hops: ASSUMED },
  ],
  ["an SCP binds the call", goingOn(), { verdict: "refuted", hops: ENDS }, scps(deny("sts:AssumeRole", TARGET))],
  [
    "where sts:TagSession alone is missing, the tags being inherited, it is not decided",
    goingOn({ targetTrust: trust({ AWS: PRIMARY }, undefined, { Action: "sts:AssumeRole" }) }),
    { verdict: "unknown", hops: UNDECIDED },
  ],
  [
    "EKS's tags are principal tags of the call",
    goingOn({
      targetTrust: trust({ AWS: PRIMARY }, { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "ns" } }),
    }),
    { verdict: "proved", hops: GOES_ON },
  ],
  [
    "and cannot be changed in it",
    goingOn({
      targetTrust: trust({ AWS: PRIMARY }, { StringEquals: { "aws:RequestTag/kubernetes-namespace": "other" } }),
    }),
    { verdict: "refuted", hops: ENDS },
  ],
  [
    "without them the pod tags its call as it likes",
    untagged({
      targetTrust: trust({ AWS: PRIMARY }, { StringEquals: { "aws:RequestTag/kubernetes-namespace": "other" } }),
      permission: allow(BOTH, TARGET),
    }),
    { hops: GOES_ON },
  ],
  [
    "an ExternalId is the program's to send",
    goingOn({ targetTrust: [trust({ AWS: PRIMARY }, { StringEquals: { "sts:ExternalId": "x" } }), BY_TAG_SESSION()] }),
    { verdict: "conditional", hops: GOES_ON },
  ],
  [
    "a condition that nothing shows leaves it open",
    goingOn({ targetTrust: trust({ AWS: PRIMARY }, { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }) }),
    { verdict: "unknown", hops: UNDECIDED },
  ],
  [
    "a role that is not in the world is not decided",
    goingOn({ permission: allow(BOTH, b("far")) }),
    { hops: UNDECIDED },
  ],
  [
    "the boundary of the second role limits it",
    goingOn({
      target: { permissions_boundary: "${aws_iam_policy.b.arn}" },
      b: { aws_iam_policy: { b: { name: "b", policy: document(allow("s3:ListBucket", "*")) } } },
    }),
    { verdict: "refuted", hops: { [ASSUME]: "allowed", [READ]: "denied", "grant s3:ListBucket": "allowed" } },
  ],
  [
    "the session policy of the association limits the call, and no session after it",
    goingOn({
      primaryTrust: trust(EKS, undefined, { Action: "sts:AssumeRole" }),
      targetTrust: BY_ARN,
      association: { disable_session_tags: true, policy: document(allow("sts:*", "*")) },
    }),
    { hops: GOES_ON },
  ],
  [
    "a pod goes on from role to role",
    goingOn(third()),
    { verdict: "proved", hops: { "grant sqs:SendMessage": "allowed" } },
  ],
  [
    "a way that comes back ends",
    goingOn({
      targetTrust: BY_ARN,
      primaryTrust: [CONFINED_PRIMARY, fromB(TARGET)],
      grant: [...READ_BUCKET, allow(BOTH, PRIMARY)],
    }),
    { verdict: "proved", hops: GOES_ON },
  ],
  [
    "sts:* is sts:AssumeRole too",
    goingOn({ permission: allow("sts:*", TARGET) }),
    { verdict: "proved", hops: GOES_ON },
  ],
  [
    "IRSA's pods are followed too",
    irsaWorld({ ...third(), targetTrust: undefined }),
    { hops: { "grant sqs:SendMessage": "allowed" } },
  ],
  [
    "a pattern is one hop for all roles that it matches",
    goingOn({ permission: allow(BOTH, b("t*")), b: many("t", 2) }),
    { verdict: "proved", hops: GOES_ON, warnings: ["resource-policy-not-seen"] },
  ],
  [
    "which is not decided where one of them refuses",
    goingOn({
      permission: allow(BOTH, b("*")),
      b: { aws_iam_role: { no: { name: "no", assume_role_policy: document(trust({ AWS: b("x") })) } } },
    }),
    { verdict: "unknown", hops: UNDECIDED },
  ],
  [
    "a role for a service alone is none that it means",
    goingOn({
      permission: allow(BOTH, b("*")),
      b: {
        aws_iam_role: { ec2: { name: "ec2", assume_role_policy: document(trust({ Service: "ec2.amazonaws.com" })) } },
      },
    }),
    { verdict: "proved", hops: GOES_ON },
  ],
  [
    "where all of one account refuse, it is denied",
    goingOn({ permission: allow(BOTH, b("t*")), targetTrust: trust({ AWS: b("x") }) }),
    { verdict: "refuted", hops: ENDS },
  ],
  [
    "roles of any account are more than the world shows",
    goingOn({ permission: allow(BOTH, "*"), targetTrust: trust({ AWS: b("x") }) }),
    { verdict: "unknown", hops: UNDECIDED },
  ],
  [
    "where none of what was read is meant, roles elsewhere are, which is assumed",
    goingOn({ permission: allow(BOTH, `arn:aws:iam::*:role/spoke-*`) }),
    { verdict: "conditional", hops: ASSUMED },
  ],
  [
    "the role's own Deny leaves no role elsewhere",
    goingOn({
      permission: [allow(BOTH, `arn:aws:iam::*:role/spoke-*`), deny("sts:AssumeRole", "*")],
    }),
    { verdict: "refuted", hops: ENDS },
  ],
  [
    "one role by name that was not read is not decided",
    goingOn({ permission: allow(BOTH, b("spoke")) }),
    { verdict: "unknown", hops: UNDECIDED },
  ],
  [
    "a role with every permission goes on to each that trusts it",
    goingOn({ permission: allow("*", "*"), targetTrust: BY_ARN }),
    { hops: { [ASSUME]: "allowed", [READ]: "allowed" } },
  ],
  [
    "a role of the same account that names it needs no permission",
    goingOn({
      permission: allow("s3:ListAllMyBuckets", "*"),
      a: {
        aws_iam_role: { near: { name: "near", assume_role_policy: document(BY_ARN) } },
        aws_iam_role_policy: {
          near: { role: "near", name: "p", policy: document(allow("s3:GetObject", `${BUCKET}/*`)) },
        },
        aws_sqs_queue: {},
      },
    }),
    { hops: { [ASSUME]: "allowed" } },
  ],
  [
    "a source identity is the program's to set, which is not decided",
    goingOn({
      targetTrust: trust(
        { AWS: PRIMARY },
        { StringLike: { "sts:SourceIdentity": "?*" } },
        { Action: [...BOTH, "sts:SetSourceIdentity"] },
      ),
    }),
    { verdict: "unknown", hops: UNDECIDED },
  ],
  [
    "what is not read and is about the second role could refuse it",
    goingOn({ b: { aws_custom_role_policy: { p: { role_arn: TARGET } } } }),
    { verdict: "unknown", hops: UNDECIDED, intruders: { "other-account": "unknown" } },
  ],
  [
    "and could let the pod in",
    goingOn({ targetTrust: trust({ AWS: b("x") }), b: { aws_custom_role_policy: { p: { role_arn: TARGET } } } }),
    { verdict: "unknown", hops: UNDECIDED },
  ],
  [
    "a tag that the program may have sent on the way leaves a grant open",
    untagged({
      targetTrust: BY_ARN,
      permission: allow(BOTH, TARGET),
      grant: allow("s3:GetObject", `${BUCKET}/*`, { Condition: { StringEquals: { "aws:PrincipalTag/team": "x" } } }),
    }),
    { verdict: "unknown", hops: { [READ]: "unknown" } },
  ],
  [
    "a role that is only known to a cluster can do something",
    goingOn({
      permission: allow("sts:GetCallerIdentity", "*"),
      a: { aws_eks_access_entry: { e: { cluster_name: "spoke", principal_arn: PRIMARY } } },
    }),
    { verdict: "proved", hops: { grant: "allowed" } },
  ],
  [
    "and one that has no entry cannot",
    goingOn({
      permission: allow("sts:GetCallerIdentity", "*"),
      a: { aws_eks_access_entry: { e: { cluster_name: "spoke", principal_arn: TARGET } } },
    }),
    { verdict: "refuted", hops: { grant: "denied" } },
  ],
  [
    "nor has one an entry that is whoever runs Terraform's",
    looking("${data.aws_caller_identity.me.arn}"),
    { verdict: "refuted", hops: { grant: "denied" } },
  ],
  [
    "nor one of the role behind that",
    looking("${data.aws_iam_session_context.me.issuer_arn}"),
    { verdict: "refuted", hops: { grant: "denied" } },
  ],
  [
    "an entry of a role that was looked up may be its own",
    looking("${data.aws_iam_session_context.other.issuer_arn}"),
    { verdict: "unknown", hops: { grant: "unknown" } },
  ],
];

/** A role without permissions beside an access entry, in a stack that looks up who runs Terraform. */
function looking(principal_arn: string): Readonly<Record<string, Json>> {
  const world = goingOn({
    permission: allow("sts:GetCallerIdentity", "*"),
    a: { aws_eks_access_entry: { e: { cluster_name: "spoke", principal_arn } } },
  });
  const session = { me: { arn: "${data.aws_caller_identity.me.arn}" }, other: { arn: "${var.session}" } };
  const data = { aws_caller_identity: { me: {} }, aws_iam_session_context: session };
  return { ...world, "account-a": { ...world["account-a"], data, variable: { session: {} } } };
}

test("which variable decides whom an access entry is for is said", async () => {
  const world = looking("${var.session}");
  const hop = chainOf(await proofOf(world)).hops.find(({ id }) => id === "grant");
  expect([hop?.verdict, hop?.fix]).toEqual(["unknown", expect.stringContaining("--var account-a.session=")]);
});

function BY_TAG_SESSION(): Json {
  return trust({ AWS: PRIMARY }, undefined, { Action: "sts:TagSession" });
}

stating("roles that a pod assumes by itself", HOPS);

const viaOf = async (world: Readonly<Record<string, Json>>) =>
  chainOf(await proofOf(world)).hops.flatMap(({ action, via }) => (via ? [[action, via]] : []));

test("a grant names the roles on the way to it", async () => {
  expect(await viaOf(goingOn(third()))).toEqual([
    ["sts:AssumeRole", [TARGET]],
    ["sqs:SendMessage", [TARGET, THIRD]],
  ]);
});

test("each role is passed once, by its shortest way", async () => {
  const world = goingOn({ ...third(trust({ AWS: [TARGET, PRIMARY] })), permission: allow(BOTH, [TARGET, THIRD]) });
  expect(await viaOf(world)).toEqual([
    ["sts:AssumeRole", [TARGET]],
    ["sqs:SendMessage", [THIRD]],
  ]);
});

test("what is behind an undecided call is not listed", async () => {
  const world = goingOn({ targetTrust: trust({ AWS: PRIMARY }, undefined, { Action: "sts:AssumeRole" }) });
  const { hops } = chainOf(await proofOf(world));
  expect(hops.map(({ action, code }) => [action, code]).slice(2)).toEqual([["sts:AssumeRole", "transitive-tags"]]);
});

test.each([
  [15, "proved", 0],
  [16, "unknown", 1],
  [20, "unknown", 1],
] as const)("beside one second role, %s more make the chain %s", async (count, verdict, tooMany) => {
  const world = goingOn({
    targetTrust: BY_ARN,
    permission: allow(BOTH, [TARGET, ...Array.from({ length: count }, (_, index) => b(`r-${index}`))]),
    b: many("r", count),
  });
  const chain = chainOf(await proofOf(world));
  expect(chain.verdict).toBe(verdict);
  expect(chain.hops.filter(({ code }) => code === "too-many-roles")).toHaveLength(tooMany);
});

describe("expectations", () => {
  const bucket = "account-b/aws_s3_bucket.data/k";
  const result = async (
    world: Readonly<Record<string, Json>>,
    verb: "can" | "cannot",
    action = "s3:GetObject",
    on = bucket,
  ) => {
    const { expectations } = chainOf(await proofOf(world, { expectations: [{ line: 1, pod: ID, verb, action, on }] }));
    return expectations.map(({ verdict }) => verdict);
  };

  test("what a second role can, the pod can", async () => {
    expect(await result(goingOn(), "can")).toEqual(["met"]);
    expect(await result(goingOn(), "cannot")).toEqual(["failed"]);
  });
  test("that only a second role can rests on the program's assuming it", async () => {
    const expectations = [{ line: 1, pod: ID, verb: "can" as const, action: "s3:GetObject", on: `${BUCKET}/a` }];
    const resting = async (world: Parameters<typeof proofOf>[0]) =>
      chainOf(await proofOf(world, { expectations })).assumptions.flatMap(({ id, subject, message }) =>
        message.includes("by itself") ? [[id, subject]] : [],
      );
    expect(await resting(goingOn())).toEqual([["request-carries", TARGET]]);
    expect(await resting(podWorld())).toEqual([]);
  });
  test("what no role of its way can, it cannot", async () => {
    expect(await result(goingOn(), "cannot", "s3:PutObject")).toEqual(["met"]);
    expect(await result(goingOn({ targetTrust: trust({ AWS: b("x") }) }), "cannot")).toEqual(["met"]);
  });
  test("what a role can that it perhaps assumes is open", async () => {
    const world = goingOn({ targetTrust: trust({ AWS: PRIMARY }, undefined, { Action: "sts:AssumeRole" }) });
    expect(await result(world, "cannot")).toEqual(["unknown"]);
    expect(await result(world, "can")).toEqual(["unknown"]);
  });
  test("a role is something that it can assume", async () => {
    expect(await result(goingOn(), "can", "sts:AssumeRole", TARGET)).toEqual(["met"]);
    expect(await result(goingOn(third()), "cannot", "sts:AssumeRole", THIRD)).toEqual(["failed"]);
  });
});
