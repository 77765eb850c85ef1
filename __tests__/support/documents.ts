export type Json = Readonly<Record<string, unknown>>;

export const A = "111111111111";
export const B = "222222222222";
export const C = "333333333333";
export const ID = "clu/ns/sa";
export const PRIMARY = `arn:aws:iam::${A}:role/primary`;
export const TARGET = `arn:aws:iam::${B}:role/target`;
export const CLUSTER_ARN = `arn:aws:eks:us-east-1:${A}:cluster/clu`;
export const EXTERNAL_ID = `us-east-1/${A}/clu/ns/sa`;
export const BUCKET = "arn:aws:s3:::data-bucket";
export const BOTH = ["sts:AssumeRole", "sts:TagSession"];
export const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/ABCDEF";

/** A policy document; a text is taken as it is. */
export const document = (statements: Json | readonly Json[] | string): string =>
  typeof statements === "string" ? statements : JSON.stringify({ Version: "2012-10-17", Statement: statements });

export const allow = (
  action: string | readonly string[],
  resource: string | readonly string[],
  rest: Json = {},
): Json => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...rest,
});
export const deny = (
  action: string | readonly string[],
  resource: string | readonly string[],
  rest: Json = {},
): Json => ({
  ...allow(action, resource, rest),
  Effect: "Deny",
});
export const trust = (principal: unknown, condition?: Json, rest: Json = {}): Json => ({
  Effect: "Allow",
  Principal: principal,
  Action: BOTH,
  ...(condition ? { Condition: condition } : {}),
  ...rest,
});

/** Account A itself, and the service that hands roles to pods. */
export const ROOT_A = { AWS: `arn:aws:iam::${A}:root` };
export const EKS = { Service: "pods.eks.amazonaws.com" };

export const POD_TAGS = {
  "aws:RequestTag/eks-cluster-arn": CLUSTER_ARN,
  "aws:RequestTag/kubernetes-namespace": "ns",
  "aws:RequestTag/kubernetes-service-account": "sa",
};
/** AWS's own form of the target's trust. */
export const GUIDE = trust(ROOT_A, { StringEquals: POD_TAGS, ArnEquals: { "aws:PrincipalArn": PRIMARY } });
export const EKS_TRUST = trust(EKS);
export const CONFINED_PRIMARY = trust(EKS, { StringEquals: POD_TAGS });
export const BY_EXTERNAL_ID: readonly Json[] = [
  trust({ AWS: PRIMARY }, { StringEquals: { "sts:ExternalId": EXTERNAL_ID } }, { Action: "sts:AssumeRole" }),
  trust({ AWS: PRIMARY }, undefined, { Action: "sts:TagSession" }),
];

export const providerArn = (account: string, issuer = ISSUER): string =>
  `arn:aws:iam::${account}:oidc-provider/${issuer}`;
export const webTrust = (condition: Json, rest: Json = {}): Json => ({
  Effect: "Allow",
  Principal: { Federated: providerArn(B) },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: condition,
  ...rest,
});
export const TOKEN = { [`${ISSUER}:sub`]: "system:serviceaccount:ns:sa", [`${ISSUER}:aud`]: "sts.amazonaws.com" };

export const READ_BUCKET: readonly Json[] = [allow("s3:GetObject", `${BUCKET}/*`), allow("s3:ListBucket", BUCKET)];

/** A statement of a resource's policy, about the target role unless another principal is given. */
export const principal = (statement: Json, who: unknown = { AWS: TARGET }): Json => ({ ...statement, Principal: who });

const documents = (kind: string, statements: readonly Json[]) =>
  statements.map((statement, index) => ({ file: `${kind}-${index}.json`, text: document(statement) }));

/** Options with a service control policy for each statement. */
export const scps = (...statements: readonly Json[]) => ({ scps: documents("scp", statements) });

/** Options with a resource control policy for each statement; such a policy knows no other principal. */
export const rcps = (...statements: readonly Json[]) => ({
  rcps: documents(
    "rcp",
    statements.map((statement) => principal(statement, "*")),
  ),
});

/** Denies AssumeRole to all but the primary. */
export const ONLY_PRIMARY = deny("sts:AssumeRole", "*", {
  Condition: { ArnNotEquals: { "aws:PrincipalArn": PRIMARY } },
});
