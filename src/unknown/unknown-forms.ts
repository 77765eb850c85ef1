import { isOnlyUnknown, readable } from "./unknown-text";

/** Ends the names of the issuers that EKS gives its clusters; `https://` stands before such an unknown text. */
const ISSUER = ".identity[0].oidc[0].issuer";

const isIssuer = (text: string): boolean => isOnlyUnknown(text) && readable(text).endsWith(`${ISSUER}>`);

/** Whether two texts, both unknown, are the issuers of two clusters that the world makes: EKS gives each its own. */
export const areTwoIssuers = (a: string, b: string): boolean =>
  a !== b && [a, b].every((text) => isIssuer(text) && !text.includes("data.aws_eks_cluster."));

const HOSTS = [
  ...["us-east-1", "eu-west-1", "ap-southeast-2", "us-gov-west-1"].map((region) => `oidc.eks.${region}.amazonaws.com`),
  "oidc.eks.cn-north-1.amazonaws.com.cn",
  "oidc-eks.eu-central-1.api.aws",
];

const IDS = [
  "0123456789ABCDEF0123456789ABCDEF",
  "FEDCBA98765432100123456789ABCDEF",
  ...[..."0123456789ABCDEF"].map((digit) => digit.repeat(32)),
];

/**
 * Texts of the form that an unknown text is known to have, chosen so that what tells two of them apart does so with
 * these: each digit, each kind of host, and what `mentioned` texts hold of either. None where its form is not known.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function instancesOf(unknown: string, mentioned: readonly string[]): readonly string[] {
  if (!isIssuer(unknown)) return [];
  const ids = mentioned.flatMap((text) => text.match(/[0-9A-F]+/g) ?? []).map((digits) => digits.slice(0, 32));
  const regions = mentioned.flatMap((text) => text.match(/[a-z]{2}(?:-[a-z]+)+-\d+/g) ?? []);
  const hosts = [...HOSTS, ...regions.map((region) => `oidc.eks.${region}.amazonaws.com`)];
  return [
    ...IDS,
    ...ids.flatMap((digits) => [digits.padEnd(32, "7"), digits.padStart(32, "E")]),
    ...regions.map(() => "89ABCDEF89ABCDEF89ABCDEF89ABCDEF"),
  ].flatMap((id, at) => [`${hosts[at % hosts.length]}/id/${id}`, `${hosts[(at + 1) % hosts.length]}/id/${id}`]);
}
