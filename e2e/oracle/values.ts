import type { Random } from "./random";

export const ACCOUNT_A = "111111111111";
export const ACCOUNT_B = "222222222222";
export const ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";
export const PROVIDER = `arn:aws:iam::${ACCOUNT_B}:oidc-provider/${ISSUER}`;
export const CLUSTER = `arn:aws:eks:us-east-1:${ACCOUNT_A}:cluster/production`;

export type Type = "string" | "arn" | "bool" | "number" | "date" | "ip";

export interface Key {
  readonly name: string;
  readonly type: Type;
  readonly values: readonly string[];
  /** A request may have several values. */
  readonly several?: boolean;
}

/** Keys that any action may have. */
export const GLOBAL_KEYS: readonly Key[] = [
  { name: "aws:PrincipalTag/team", type: "string", values: ["payments", "Payments", "search"] },
  { name: "aws:PrincipalTag/kubernetes-namespace", type: "string", values: ["payments", "payment", "default"] },
  { name: "aws:PrincipalOrgID", type: "string", values: ["o-a1b2c3d4e5", "o-a1b2c3d4e6"] },
  { name: "aws:PrincipalAccount", type: "string", values: [ACCOUNT_A, ACCOUNT_B] },
  { name: "aws:RequestedRegion", type: "string", values: ["us-east-1", "us-east-2", "eu-west-1"] },
  { name: "aws:SourceAccount", type: "string", values: [ACCOUNT_A, ACCOUNT_B] },
  { name: "aws:SourceArn", type: "arn", values: [CLUSTER, `arn:aws:s3:::data`] },
  { name: "aws:TagKeys", type: "string", values: ["team", "kubernetes-namespace", "Team", "cost"], several: true },
  { name: "aws:PrincipalOrgPaths", type: "string", values: ["o-a1/r-b2/ou-c3/", "o-a1/r-b2/ou-c4/"], several: true },
  { name: "aws:SecureTransport", type: "bool", values: ["true", "false"] },
  { name: "aws:MultiFactorAuthPresent", type: "bool", values: ["true", "false"] },
  { name: "aws:MultiFactorAuthAge", type: "number", values: ["0", "299", "300", "301", "3600"] },
  {
    name: "aws:CurrentTime",
    type: "date",
    values: ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2026-06-30T12:00:00Z"],
  },
  { name: "aws:SourceIp", type: "ip", values: ["203.0.113.7", "203.0.114.7", "10.0.0.255", "10.0.1.0", "2001:db8::1"] },
];

/** What EKS sends with both calls. */
export const TAG_KEYS: readonly Key[] = [
  { name: "aws:RequestTag/kubernetes-namespace", type: "string", values: ["payments", "payment", "Payments"] },
  { name: "aws:RequestTag/kubernetes-service-account", type: "string", values: ["api", "api-2", "worker"] },
  { name: "aws:RequestTag/eks-cluster-arn", type: "arn", values: [CLUSTER, `${CLUSTER}-2`] },
];
export const ASSUME_KEYS: readonly Key[] = [
  { name: "sts:ExternalId", type: "string", values: [`us-east-1/${ACCOUNT_A}/production/payments/api`, "secret"] },
  { name: "sts:RoleSessionName", type: "string", values: ["eks-production-api", "admin"] },
];
export const TOKEN_KEYS: readonly Key[] = [
  {
    name: `${ISSUER}:sub`,
    type: "string",
    values: [
      "system:serviceaccount:payments:api",
      "system:serviceaccount:payments:ap",
      "system:serviceaccount:payment:api",
    ],
  },
  { name: `${ISSUER}:aud`, type: "string", values: ["sts.amazonaws.com", "sts.amazonaws.com.cn"] },
];
export const LIST_KEYS: readonly Key[] = [
  { name: "s3:prefix", type: "string", values: ["home/payments/", "home/", "Home/payments/"] },
  { name: "s3:max-keys", type: "number", values: ["10", "100", "1000"] },
];
export const OBJECT_KEYS: readonly Key[] = [{ name: "s3:TlsVersion", type: "number", values: ["1.2", "1.3"] }];
export const KMS_KEYS: readonly Key[] = [
  { name: "kms:ViaService", type: "string", values: ["s3.us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"] },
  { name: "kms:CallerAccount", type: "string", values: [ACCOUNT_A, ACCOUNT_B] },
];

/** A value a little unlike `value`: a character more, fewer or other, another case, another digit. */
export function nearMiss(random: Random, value: string): string {
  const at = random.below(Math.max(value.length, 1));
  const change = random.below(5);
  if (change === 0) return `${value}x`;
  if (change === 1) return value.slice(0, at) + value.slice(at + 1);
  if (change === 2) return value.toUpperCase() === value ? value.toLowerCase() : value.toUpperCase();
  const digit = value.search(/\d/);
  if (change === 3 && digit >= 0)
    return `${value.slice(0, digit)}${(Number(value[digit]) + 1) % 10}${value.slice(digit + 1)}`;
  return `${value.slice(0, at)}${value[at] === "z" ? "y" : "z"}${value.slice(at + 1)}`;
}

/** A pattern that matches `value`: some characters given way to `*` or `?`. Colons stay, unless `over` lets a `*` take them. */
export function widened(random: Random, value: string, over = false): string {
  const from = random.below(value.length + 1);
  const colon = value.indexOf(":", from);
  const most = over || colon < 0 ? value.length : colon;
  const to = from + random.below(most - from + 1);
  if (random.chance(0.3) && value[from] !== ":" && from < value.length)
    return `${value.slice(0, from)}?${value.slice(from + 1)}`;
  return `${value.slice(0, from)}*${value.slice(to)}`;
}
