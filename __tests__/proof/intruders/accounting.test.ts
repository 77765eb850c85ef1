import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readPolicy } from "../../../src/iam";
import { inventoryOf } from "../../../src/inventory";
import { chainsOf } from "../../../src/proof/chains";
import { waysOf } from "../../../src/proof/hops/ways";
import { accountFor } from "../../../src/proof/intruders";
import { guardsOf, POPULATIONS, populationsOf } from "../../../src/proof/intruders/guards";
import { protectedChainOf } from "../../../src/proof/intruders/protected-chain";
import { CLASSES } from "../../../src/proof/intruders/registry";
import { INTRUDERS, type IntruderId } from "../../../src/proof/proof";
import { proofContextOf } from "../../../src/proof/proof-context";
import { finalSessionOf } from "../../../src/proof/requests/final-session";
import { readWorld } from "../../../src/terraform";
import {
  A,
  allow,
  B,
  BOTH,
  BUCKET,
  C,
  CONFINED_PRIMARY,
  document,
  EKS,
  GUIDE,
  ID,
  ISSUER,
  type Json,
  PRIMARY,
  principal,
  providerArn,
  TARGET,
  TOKEN,
  trust,
  webTrust,
} from "../../support/documents";
import { intruderIn, irsaWorld, podWorld, proofOf, type Row, stating } from "../../support/world";

const GITHUB = `arn:aws:iam::${B}:oidc-provider/token.actions.githubusercontent.com`;
const SAML = `arn:aws:iam::${B}:saml-provider/corporate`;
const CANONICAL = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
const WEB = "sts:AssumeRoleWithWebIdentity";

const confined = (targetTrust: Json | readonly Json[], rest: Json = {}) =>
  podWorld({
    primaryTrust: CONFINED_PRIMARY,
    targetTrust: [GUIDE, ...[targetTrust].flat()] as readonly Json[],
    ...rest,
  });
const bucket = (...statements: readonly Json[]) => ({
  aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document(statements) } },
  aws_s3_bucket_public_access_block: { p: { bucket: "data-bucket" } },
});
const guarded = (...statements: readonly Json[]) =>
  podWorld({ primaryTrust: CONFINED_PRIMARY, b: bucket(...statements) });
const READ = allow("s3:GetObject", `${BUCKET}/*`);
const federated = (provider: string, action: string, condition?: Json): Json => ({
  Effect: "Allow",
  Principal: { Federated: provider },
  Action: action,
  ...(condition ? { Condition: condition } : {}),
});

const ROLES: readonly Row[] = [
  [
    "a target that trusts EKS itself admits pods of its own account",
    confined(trust(EKS)),
    {
      verdict: "refuted",
      intruders: { "other-service-account": "allowed", "other-namespace": "allowed", "other-cluster": "allowed" },
    },
  ],
  [
    "an IRSA role that trusts EKS too admits pods by association",
    irsaWorld({ targetTrust: [webTrust({ StringEquals: TOKEN }), trust(EKS)] }),
    { verdict: "refuted", intruders: { "other-cluster": "allowed" } },
  ],
  [
    "a target that trusts a service admits it",
    confined(trust({ Service: "ec2.amazonaws.com" })),
    { verdict: "refuted", intruders: { service: "allowed", "other-role": "denied" } },
  ],
  [
    "a target that trusts GitHub admits whoever has a token of GitHub",
    confined(federated(GITHUB, WEB)),
    { verdict: "refuted", intruders: { federated: "allowed" } },
  ],
  [
    "a target that trusts one repository of GitHub admits it",
    confined(
      federated(GITHUB, WEB, {
        StringEquals: { "token.actions.githubusercontent.com:sub": "repo:o/r:ref:refs/heads/m" },
      }),
    ),
    { verdict: "refuted", intruders: { federated: "allowed" } },
  ],
  [
    "a target that trusts a SAML provider admits its users",
    confined(
      federated(SAML, "sts:AssumeRoleWithSAML", { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } }),
    ),
    { verdict: "refuted", intruders: { federated: "allowed" } },
  ],
  [
    "a target that trusts the tokens of a cluster admits another service account",
    confined(
      federated(providerArn(B), WEB, { StringEquals: { [`${ISSUER}:sub`]: "system:serviceaccount:evil:evil" } }),
    ),
    { verdict: "refuted", intruders: { "other-namespace": "allowed", "other-cluster": "allowed" } },
  ],
  [
    "a user that the target names gets in",
    confined(trust({ AWS: `arn:aws:iam::${A}:user/joe` })),
    { verdict: "refuted", intruders: { user: "allowed", "other-role": "denied" } },
  ],
  [
    "a principal by its unique id is somebody that no class stands for",
    confined(trust({ AWS: "AROAEXAMPLEROLEID12345" })),
    { verdict: "unknown", intruders: { "other-principal": "unknown" } },
  ],
  [
    "a role of another account that is in the world is foreign all the same",
    { ...confined(trust({ AWS: `arn:aws:iam::${C}:root` })), c: { provider: { aws: { allowed_account_ids: [C] } } } },
    { verdict: "refuted", intruders: { "other-account": "allowed" } },
  ],
  [
    "an instance that holds the primary forges the tags",
    podWorld({ primaryTrust: [CONFINED_PRIMARY, trust({ Service: "ec2.amazonaws.com" })] }),
    { verdict: "refuted", intruders: { "primary-holder": "allowed", service: "denied" } },
  ],
  [
    "a token that holds the primary forges the tags",
    podWorld({ primaryTrust: [CONFINED_PRIMARY, federated(providerArn(A), WEB)] }),
    { verdict: "refuted", intruders: { "primary-holder": "allowed" } },
  ],
  [
    "a primary whose trust is confined gives itself to no other association",
    podWorld({ primaryTrust: CONFINED_PRIMARY }),
    { verdict: "proved", intruders: { "primary-holder": "denied" } },
    { assume: [] },
  ],
];

const RESOURCES: readonly Row[] = [
  [
    "a bucket that names its account's root adds nothing to that account's permissions",
    guarded(principal(READ, { AWS: `arn:aws:iam::${B}:root` }), principal(READ)),
    { verdict: "proved", intruders: { "other-role": "denied", user: "denied" } },
  ],
  [
    "a bucket that names the cluster's account admits its roles",
    guarded(principal(READ, { AWS: `arn:aws:iam::${A}:root` })),
    { verdict: "refuted", intruders: { "other-role": "allowed" } },
  ],
  [
    "everybody with aws:PrincipalAccount needs no permission of that account",
    guarded({ ...principal(READ, "*"), Condition: { StringEquals: { "aws:PrincipalAccount": B } } }),
    { verdict: "refuted", intruders: { "other-role": "allowed", anonymous: "denied" } },
  ],
  [
    "an administrator of the owner by his full ARN is listed and no intruder",
    guarded(principal(READ, { AWS: `arn:aws:iam::${B}:role/admin` })),
    { verdict: "proved", intruders: { "other-role": "denied" } },
  ],
  [
    "a role of another account by its full ARN is an intruder",
    guarded(principal(READ, { AWS: `arn:aws:iam::${C}:role/reader` })),
    { verdict: "refuted", intruders: { "other-account": "allowed" } },
  ],
  [
    "a canonical id is another account",
    guarded(principal(READ, { CanonicalUser: CANONICAL })),
    { verdict: "refuted", intruders: { "other-account": "allowed" } },
  ],
  [
    "CloudFront tied to a distribution of the owner is shared",
    guarded({
      ...principal(READ, { Service: "cloudfront.amazonaws.com" }),
      Condition: { StringEquals: { "aws:SourceArn": `arn:aws:cloudfront::${B}:distribution/E1` } },
    }),
    { verdict: "proved", intruders: { service: "denied" } },
  ],
  [
    "CloudFront of anybody reads",
    guarded(principal(READ, { Service: "cloudfront.amazonaws.com" })),
    { verdict: "refuted", intruders: { service: "allowed" } },
  ],
  [
    "log delivery that nothing ties is an assumption, since it only writes",
    guarded(principal(allow("s3:PutObject", `${BUCKET}/*`), { Service: "logging.s3.amazonaws.com" })),
    { verdict: "conditional", carried: { service: "service-untied" } },
  ],
  [
    "the account that Elastic Load Balancing writes logs from is a service",
    guarded(principal(allow("s3:PutObject", `${BUCKET}/*`), { AWS: "arn:aws:iam::127311923021:root" })),
    { verdict: "conditional", carried: { service: "service-untied" }, intruders: { "other-account": "denied" } },
  ],
  [
    "everybody writes what the chain only reads",
    guarded(principal(allow(["s3:PutObject", "s3:DeleteObject"], `${BUCKET}/*`), "*")),
    { verdict: "refuted", intruders: { anonymous: "allowed" } },
  ],
  [
    "a Deny of everybody but the owner's account keeps out those whom an Allow names",
    guarded(principal(READ, "*"), {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [BUCKET, `${BUCKET}/*`],
      Condition: { StringNotEquals: { "aws:PrincipalArn": TARGET } },
    }),
    { verdict: "proved", intruders: { anonymous: "denied", "other-account": "denied", "other-role": "denied" } },
  ],
];

stating("every Allow of a trust is accounted for", ROLES);
stating("every Allow of a resource is accounted for", RESOURCES);

/** Accounts for the pod chain of `stacks` with some of the classes. */
async function accounting(stacks: Readonly<Record<string, Json>>, classes = CLASSES) {
  const directory = mkdtempSync(join(tmpdir(), "accounting-"));
  try {
    for (const [name, stack] of Object.entries(stacks)) {
      mkdirSync(join(directory, name));
      writeFileSync(join(directory, name, "main.tf.json"), JSON.stringify(stack));
    }
    const world = await readWorld([directory], {});
    const proof = proofContextOf(world, inventoryOf(world), {});
    const named = chainsOf(proof).find(({ id }) => id === ID);
    if (!named) throw new Error("no chain");
    const final = finalSessionOf(proof, named.chain);
    const ways = waysOf(proof, final);
    return accountFor(proof, protectedChainOf(proof, named, [named.chain], final, ways), [], classes).intruders;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test("every class of the contract is in the registry, and what it leaves is another principal's", () => {
  expect(CLASSES.map(({ id }) => id)).toEqual(INTRUDERS.filter((id) => id !== "other-principal"));
});

const WITHOUT: readonly (readonly [readonly IntruderId[], Readonly<Record<string, Json>>])[] = [
  [["other-service-account", "other-namespace", "other-cluster", "primary-holder"], podWorld()],
  [["federated"], confined(federated(GITHUB, WEB))],
  [["service"], confined(trust({ Service: "ec2.amazonaws.com" }))],
  [["other-role"], confined(trust({ AWS: `arn:aws:iam::${A}:role/x` }))],
  [["user"], confined(trust({ AWS: `arn:aws:iam::${A}:user/x` }))],
  [["other-account"], confined(trust({ AWS: `arn:aws:iam::${C}:root` }))],
  [["anonymous"], guarded(principal(READ, "*"))],
];

test.each(WITHOUT)("without the classes %j what they stand for is unknown, not denied", async (left, world) => {
  const classes = CLASSES.filter(({ id }) => !left.includes(id));
  const found = await accounting(world, classes);
  expect(found.find(({ id }) => id === "other-principal")?.verdict).toBe("unknown");
  expect((await accounting(world)).find(({ id }) => id === "other-principal")).toBeUndefined();
});

const principals = fc.oneof(
  fc.constantFrom(
    "*",
    { AWS: "*" },
    { AWS: PRIMARY },
    { AWS: TARGET },
    { AWS: A },
    { AWS: `arn:aws:iam::${B}:root` },
    { AWS: `arn:aws:iam::${C}:role/r` },
    { AWS: `arn:aws:iam::${A}:user/u` },
    { AWS: `arn:aws:sts::${A}:assumed-role/r/s` },
    { AWS: `arn:aws:sts::${A}:federated-user/f` },
    { AWS: "AIDAEXAMPLEUSERID1234" },
    EKS,
    { Service: "lambda.amazonaws.com" },
    { Federated: GITHUB },
    { Federated: SAML },
    { Federated: providerArn(B) },
    { Federated: "cognito-identity.amazonaws.com" },
    { CanonicalUser: CANONICAL },
  ),
);

test("every principal of every form belongs to a population that a class searches, or to none by name", () => {
  const near = { near: new Set([A, B]), isCluster: (provider: string) => provider.includes("oidc.eks") };
  for (const kind of ["intoPrimary", "intoFinal", "toResource"] as const) {
    const searched = new Set(CLASSES.flatMap((one) => one[kind]?.populations ?? []));
    const never = kind === "toResource" ? ["association", "token"] : ["canonical", "anonymous"];
    expect([kind, POPULATIONS.filter((one) => !searched.has(one))]).toEqual([kind, never]);
  }
  fc.assert(
    fc.property(principals, fc.boolean(), fc.boolean(), (who, mayBeNegated, isTrust) => {
      const negated = mayBeNegated && !isTrust;
      const text = JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          [negated ? "NotPrincipal" : "Principal"]: who,
          Action: isTrust ? "sts:AssumeRole" : "s3:GetObject",
          ...(isTrust ? {} : { Resource: "*" }),
        },
      });
      const { policy } = readPolicy(text, isTrust ? "trust" : "resource");
      const location = { file: "", pointer: "", line: 1 };
      const guards = guardsOf({
        kind: isTrust ? "final" : "resource",
        reading: { policy, label: "x", location },
        owner: B,
        address: undefined,
      });
      expect(guards).toHaveLength(1);
      for (const guard of guards) {
        const populations = populationsOf(guard, near);
        expect(populations.size).toBeGreaterThan(0);
        if (negated || who === "*") expect(populations.size).toBeGreaterThan(5);
      }
    }),
  );
});

test("an intruder says by which statement of which document it gets in", async () => {
  const { chains } = await proofOf(confined(trust({ Service: "ec2.amazonaws.com" })));
  const [service] = chains[0]?.intruders.filter(({ id }) => id === "service") ?? [];
  expect(service?.through).toMatchObject([
    {
      verdict: "allowed",
      document: "the trust policy of aws_iam_role.target",
      actions: ["sts:AssumeRole"],
      statement: expect.stringContaining("ec2.amazonaws.com"),
      location: { file: expect.stringContaining("main.tf.json") },
    },
  ]);
});

test("whoever is admitted by name is listed with the document and what it may do", async () => {
  const { chains } = await proofOf(guarded(principal(READ, { AWS: `arn:aws:iam::${B}:role/admin` })));
  expect(chains[0]?.shared).toMatchObject([
    { who: `arn:aws:iam::${B}:role/admin`, document: "aws_s3_bucket_policy.p", actions: ["s3:GetObject"] },
  ]);
});

test("accepting some callers takes them away and searches again", async () => {
  const world = confined(trust({ AWS: [`arn:aws:iam::${A}:role/x`, `arn:aws:iam::${A}:role/y`] }));
  const accepting = async (...who: readonly string[]) => {
    const proof = await proofOf(world, { allowIntruders: who.map((one) => ({ ids: ["other-role"], who: one })) });
    const [chain] = proof.chains;
    if (!chain) throw new Error("no chain");
    return [
      chain.verdict,
      intruderIn(chain, "other-role"),
      chain.intruders.find(({ id }) => id === "other-role")?.accepted,
    ];
  };
  expect(await accepting(`arn:aws:iam::${A}:role/x`)).toEqual(["refuted", "allowed", false]);
  expect(await accepting(`arn:aws:iam::${A}:role/x`, `arn:aws:iam::${A}:role/y`)).toEqual(["proved", "allowed", true]);
  expect(await accepting("a/aws_iam_role.nothing")).toEqual(["refuted", "allowed", false]);
  expect(BOTH).toContain("sts:AssumeRole");
});
