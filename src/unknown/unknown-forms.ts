import { isOnlyUnknown, readable, unknownText } from "./unknown-text";

/** Ends the names of the issuers that EKS gives its clusters; `https://` stands before such an unknown text. */
export const ISSUER = ".identity[0].oidc[0].issuer";

/** Ends the names of the last part of those whose host is known. */
const ID = `${ISSUER}.id`;

/** The unknown text for the id in the issuer of the cluster with this address: 32 hexadecimal digits in upper case. */
export const issuerIdText = (cluster: string): string => unknownText(`${cluster}${ID}`);

const isCalled = (text: string, end: string): boolean => isOnlyUnknown(text) && readable(text).endsWith(`${end}>`);

/** What is unknown of the issuer `text`; undefined where it is no issuer of a cluster that the world makes. */
function clusterIn(text: string): string | undefined {
  const [, id] = /^oidc\.eks\.[^/]*\/id\/([^/]*)$/.exec(text) ?? [];
  if (id !== undefined) return isCalled(id, ID) ? id : undefined;
  return isCalled(text, ISSUER) && !text.includes("data.aws_eks_cluster.") ? text : undefined;
}

/** Whether two texts, both unknown, are the issuers of two clusters that the world makes: EKS gives each its own. */
export function areTwoIssuers(a: string, b: string): boolean {
  const [one, other] = [clusterIn(a), clusterIn(b)];
  return one !== undefined && other !== undefined && one !== other;
}

/** Ends the names of the ARNs of whoever runs Terraform, and of the role of which that is a session. */
const RUNNING =
  /\.data\.aws_caller_identity\.[^/]*\.arn in (\d{12})>$|\/data\.aws_caller_identity\.[^/]*\.arn in (\d{12})>$/;
const BEHIND = "of who runs Terraform";

/** The unknown text for the ARN of whoever runs Terraform in `account`, as the data source with this address has it. */
export const runnerText = (address: string, account: string): string => unknownText(`${address}.arn in ${account}`);

/** The account in which somebody runs Terraform whose ARN is `text`; undefined where it is another's, or not known whose. */
export function runnerAccount(text: string): string | undefined {
  if (!isOnlyUnknown(text)) return undefined;
  const [, inner, outer] = RUNNING.exec(readable(text)) ?? [];
  return inner ?? outer;
}

/** The unknown text for the role or user behind whoever runs Terraform, as its ARN ends. */
export const issuerText = (address: string): string => unknownText(`${address}.issuer_arn ${BEHIND}`);

/** Whether `arn` is that of whoever runs Terraform, or of the role or user behind it. */
export const isRunner = (arn: string): boolean =>
  runnerAccount(arn) !== undefined || isCalled(arn.replace(/^arn:[^:]*:iam::\d{12}:/, ""), `.issuer_arn ${BEHIND}`);

/** Regions of every partition, so that each word and number that their names are made of is among them. */
const REGIONS = [
  ..."us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1".split(" "),
  ..."eu-west-1 eu-west-2 eu-west-3 eu-north-1 eu-central-1 eu-central-2 eu-south-1 eu-south-2".split(" "),
  ..."ap-south-1 ap-south-2 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3".split(" "),
  ..."ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6".split(" "),
  ..."ap-southeast-7 me-south-1 me-central-1 il-central-1 af-south-1 us-gov-east-1 us-gov-west-1".split(" "),
];

const OTHER_REGIONS = "cn-north-1 cn-northwest-1 us-iso-east-1 us-isob-east-1 eusc-de-east-1".split(" ");

const HOSTS = [
  ...REGIONS.flatMap((region) => [`oidc.eks.${region}.amazonaws.com`, `oidc-eks.${region}.api.aws`]),
  ...["cn-north-1", "cn-northwest-1"].map((region) => `oidc.eks.${region}.amazonaws.com.cn`),
  "oidc.eks.eusc-de-east-1.amazonaws.eu",
  "oidc.eks.us-iso-east-1.c2s.ic.gov",
  "oidc.eks.us-isob-east-1.sc2s.sgov.gov",
];

const IDS = [
  "0123456789ABCDEF0123456789ABCDEF",
  "FEDCBA98765432100123456789ABCDEF",
  ...[..."0123456789ABCDEF"].map((digit) => digit.repeat(32)),
];

/** What the provider calls a bucket that is given no name, or puts behind the prefix that it is given. */
const BUCKET = /(?:^<|[./])aws_s3_bucket\.[^/]*\.bucket>$/;
const BUCKETS = ["", "terraform-"].flatMap((before) =>
  [..."0123456789abcdef"].map((digit) => before + digit.repeat(26)),
);

/**
 * Texts of the form that an unknown text is known to have, chosen so that what tells two of them apart does so with
 * these: each digit, each kind of host, and what `mentioned` texts hold of either. None where its form is not known.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function instancesOf(unknown: string, mentioned: readonly string[]): readonly string[] {
  if (isCalled(unknown, "/the region"))
    return [
      ...REGIONS,
      ...OTHER_REGIONS,
      ...mentioned.flatMap((text) => text.match(/[a-z]{2}(?:-[a-z]+)+-\d+/g) ?? []),
    ];
  if (BUCKET.test(readable(unknown))) return BUCKETS;
  const isId = isCalled(unknown, ID);
  if (!isId && !isCalled(unknown, ISSUER)) return [];
  const ids = mentioned.flatMap((text) => text.match(/[0-9A-F]+/g) ?? []).map((digits) => digits.slice(0, 32));
  const regions = mentioned.flatMap((text) => text.match(/[a-z]{2}(?:-[a-z]+)+-\d+/g) ?? []);
  const hosts = [...HOSTS, ...regions.map((region) => `oidc.eks.${region}.amazonaws.com`)];
  const made = [
    ...IDS,
    ...ids.flatMap((digits) => [digits.padEnd(32, "7"), digits.padStart(32, "E")]),
    ...regions.map(() => "89ABCDEF89ABCDEF89ABCDEF89ABCDEF"),
  ];
  if (isId) return made;
  const most = Math.max(made.length, hosts.length);
  return Array.from({ length: most }, (_, at) => made[at % made.length]).flatMap((id, at) =>
    [at, at + 1].map((one) => `${hosts[one % hosts.length]}/id/${id}`),
  );
}
