import { readFileSync, writeFileSync } from "node:fs";
import type { Hop } from "../../../src/proof";
import {
  A,
  allow,
  B,
  BOTH,
  BUCKET,
  BY_EXTERNAL_ID,
  CONFINED_PRIMARY,
  document,
  EKS,
  ISSUER,
  type Json,
  POD_TAGS,
  PRIMARY,
  principal,
  READ_BUCKET,
  ROOT_A,
  TARGET,
  TOKEN,
  trust,
  webTrust,
} from "../../support/documents";
import { chainOf, irsaWorld, podWorld, podWorldWithoutTags, proofOf } from "../../support/world";

export type Stacks = Readonly<Record<string, Json>>;

/** A world in which one hop is denied. */
export interface Broken {
  readonly fact: string;
  readonly stacks: Stacks;
  /** The hop, and what its patch is; undefined for none. */
  readonly hop: string;
  readonly shape?: "completed" | "corrected" | "added";
}

const OTHER_ACCOUNT = "444444444444";
export const KEY = `arn:aws:kms:us-east-1:${B}:key/k`;
const tags = (difference: Json): Json => ({ ...POD_TAGS, ...difference });
const guide = (difference: Json, rest: Json = {}): Json =>
  trust(ROOT_A, { StringEquals: tags(difference), ArnEquals: { "aws:PrincipalArn": PRIMARY } }, rest);
export const confined = (difference: Parameters<typeof podWorld>[0] = {}): Stacks =>
  podWorld({ primaryTrust: CONFINED_PRIMARY, ...difference });

/** A second chain of the same roles, whose pod is another service account. */
export const SECOND = {
  aws_eks_pod_identity_association: {
    two: { cluster_name: "clu", namespace: "ns", service_account: "two", role_arn: PRIMARY, target_role_arn: TARGET },
  },
};
const SECOND_TAGS = tags({ "aws:RequestTag/kubernetes-service-account": "two" });
const SECOND_TRUST = trust(ROOT_A, { StringEquals: SECOND_TAGS, ArnEquals: { "aws:PrincipalArn": PRIMARY } });

export const DECRYPTING = [...READ_BUCKET, allow("kms:Decrypt", KEY)];
export const ADMINISTRATOR = principal(allow("kms:*", "*", { Sid: "Administration" }), {
  AWS: `arn:aws:iam::${B}:role/admin`,
});
export const encrypted = (...statements: readonly Json[]): Json => ({
  aws_kms_key: { k: { key_id: "k", arn: KEY, policy: document(statements) } },
  aws_s3_bucket_server_side_encryption_configuration: {
    e: {
      bucket: "data-bucket",
      rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms", kms_master_key_id: KEY }] }],
    },
  },
});
/** A statement for the target that is limited to calls that S3 of a region makes for it. */
export const viaS3 = (action: string, region: string): Json =>
  principal(allow(action, "*", { Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } } }));
const bucketPolicy = (...statements: readonly Json[]): Json => ({
  aws_s3_bucket_policy: { p: { bucket: "data-bucket", policy: document(statements) } },
});
/** A bucket of account A, which its policy has to give to the target of account B. */
const elsewhere = (...statements: readonly Json[]): Stacks => {
  const { "account-b": b, ...rest } = confined({
    a: { aws_s3_bucket: { data: { bucket: "data-bucket" } }, ...bucketPolicy(...statements) },
  });
  const { aws_s3_bucket: _, ...resource } = (b as { readonly resource: Json }).resource;
  return { ...rest, "account-b": { ...b, resource } };
};

export const BROKEN: readonly Broken[] = [
  {
    fact: "a wrong namespace in a trust is corrected",
    stacks: confined({ targetTrust: guide({ "aws:RequestTag/kubernetes-namespace": "sn" }) }),
    hop: "target-trust",
    shape: "corrected",
  },
  {
    fact: "a wrong service account in a trust is corrected where another chain does not use it",
    stacks: confined({ targetTrust: guide({ "aws:RequestTag/kubernetes-service-account": "as" }) }),
    hop: "target-trust",
    shape: "corrected",
  },
  {
    fact: "a value that another chain uses stays, and a statement is added",
    stacks: confined({
      primaryTrust: [CONFINED_PRIMARY, trust(EKS, { StringEquals: SECOND_TAGS })],
      targetTrust: SECOND_TRUST,
      a: SECOND,
    }),
    hop: "target-trust",
    shape: "added",
  },
  {
    fact: "a missing TagSession is added to the statement of this chain",
    stacks: confined({ targetTrust: guide({}, { Action: "sts:AssumeRole" }) }),
    hop: "target-trust",
    shape: "completed",
  },
  {
    fact: "a missing TagSession of the primary role's trust is added",
    stacks: podWorld({ primaryTrust: trust(EKS, { StringEquals: POD_TAGS }, { Action: "sts:AssumeRole" }) }),
    hop: "primary-trust",
    shape: "completed",
  },
  {
    fact: "a principal of another account is not replaced: a statement is added",
    stacks: confined({
      targetTrust: trust(
        { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
        { StringEquals: POD_TAGS, ArnEquals: { "aws:PrincipalArn": PRIMARY } },
      ),
    }),
    hop: "target-trust",
    shape: "added",
  },
  {
    fact: "a role's wrong name in aws:PrincipalArn is corrected",
    stacks: confined({
      targetTrust: trust(ROOT_A, {
        StringEquals: POD_TAGS,
        ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${A}:role/pirmary` },
      }),
    }),
    hop: "target-trust",
    shape: "corrected",
  },
  {
    fact: "a wrong target in the primary role's permission is corrected",
    stacks: confined({ permission: allow(BOTH, `arn:aws:iam::${B}:role/tagret`) }),
    hop: "primary-permission",
    shape: "corrected",
  },
  {
    fact: "a missing TagSession in the primary role's permission is added",
    stacks: confined({ permission: allow("sts:AssumeRole", TARGET) }),
    hop: "primary-permission",
    shape: "completed",
  },
  {
    fact: "a wrong ExternalId is corrected",
    stacks: podWorldWithoutTags({
      targetTrust: [
        trust(
          { AWS: PRIMARY },
          { StringEquals: { "sts:ExternalId": `us-east-1/${A}/clu/sn/sa` } },
          { Action: "sts:AssumeRole" },
        ),
        ...BY_EXTERNAL_ID.slice(1),
      ],
    }),
    hop: "target-trust",
    shape: "corrected",
  },
  {
    fact: "a wrong subject of a token is corrected where its service account is in the world",
    stacks: irsaWorld({
      targetTrust: webTrust({
        StringEquals: { ...TOKEN, [`${ISSUER}:aud`]: "sts.amazonaws.con" },
      }),
    }),
    hop: "target-trust",
    shape: "corrected",
  },
  {
    fact: "a statement for another provider stays, and one for the token is added",
    stacks: irsaWorld({
      targetTrust: webTrust(
        { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:o/r:ref" } },
        { Principal: { Federated: `arn:aws:iam::${B}:oidc-provider/token.actions.githubusercontent.com` } },
      ),
      cluster: undefined,
    }),
    hop: "target-trust",
    shape: "added",
  },
  {
    fact: "a key with an administrator's statement gets one of its own for the action that is missing",
    stacks: confined({ grant: DECRYPTING, b: encrypted(ADMINISTRATOR) }),
    hop: "grant",
    shape: "added",
  },
  {
    fact: "kms:Decrypt is added to the statement that is this chain's",
    stacks: confined({ grant: DECRYPTING, b: encrypted(ADMINISTRATOR, principal(allow("kms:GenerateDataKey", "*"))) }),
    hop: "grant",
    shape: "completed",
  },
  {
    fact: "a key's statement for the role that is limited to another region's service is corrected",
    stacks: confined({ grant: DECRYPTING, b: encrypted(ADMINISTRATOR, viaS3("kms:Decrypt", "eu-west-1")) }),
    hop: "grant",
    shape: "corrected",
  },
  {
    fact: "a bucket of another account gets a statement for the role",
    stacks: elsewhere(
      principal(allow("s3:ListBucket", BUCKET)),
      principal(allow("s3:GetObject", `${BUCKET}/*`), { AWS: `arn:aws:iam::${B}:role/other` }),
    ),
    hop: "grant",
    shape: "added",
  },
];

interface Patched {
  readonly location: { readonly file: string; readonly pointer: string };
  readonly ops: readonly { readonly op: string; readonly path: string; readonly value: unknown }[];
}

const steps = (pointer: string): readonly string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"));

/** Makes the change in the file, as a user would: the document is a text in it. */
export function patchFile({ location, ops }: Patched): void {
  const file = JSON.parse(readFileSync(location.file, "utf8")) as Record<string, unknown>;
  change(file, steps(location.pointer), (text) => {
    const policy: unknown = JSON.parse(text as string);
    for (const { op, path, value } of ops)
      change(policy, steps(path), () => {
        expect(["add", "replace"]).toContain(op);
        return value;
      });
    return JSON.stringify(policy);
  });
  writeFileSync(location.file, JSON.stringify(file));
}

function change(holder: unknown, [step = "", ...rest]: readonly string[], made: (old: unknown) => unknown): void {
  const object = holder as Record<string, unknown>;
  if (Array.isArray(holder) && step === "-") holder.push(made(undefined));
  else if (rest.length === 0) object[step] = made(object[step]);
  else change(object[step], rest, made);
}

export const deniedHop = async (stacks: Stacks): Promise<Hop | undefined> =>
  chainOf(await proofOf(stacks)).hops.find(({ verdict }) => verdict === "denied");

/** A hop whose fix is advice: it writes no statement, which could give more than is meant. */
export function isAdvice(hop: Hop | undefined): void {
  expect(hop?.patch).toBeUndefined();
  expect(hop?.fix).toMatch(/^[^{]+$/);
}
