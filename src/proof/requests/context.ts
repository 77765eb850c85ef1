import { parseArn } from "../../aws";
import {
  type Context,
  type Glob,
  glob,
  keysWith,
  literal,
  matches,
  NO,
  OPEN,
  type Policy,
  type Values,
} from "../../iam";
import { type Role, tagsInAws } from "../../inventory";
import { hasUnknown, unknownText } from "../../unknown/unknown-text";

/** Keys and their values, by lower-case name. */
export type Entries = Readonly<Record<string, Values>>;

/** The keys of `entries`, later ones winning; any other key is unknown. */
export function contextOf(...entries: readonly Entries[]): Context {
  return (lowerKey) => {
    for (let i = entries.length - 1; i >= 0; i -= 1) {
      const values = entries[i]?.[lowerKey];
      if (values !== undefined) return values;
    }
    return OPEN;
  };
}

export const ABSENT: Values = [];
export const oneValue = (text: string | undefined): Values => (text === undefined ? OPEN : [literal(text)]);

/** The tags that EKS passes in a session, in its own spelling.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
export const EKS_TAGS = [
  "eks-cluster-arn",
  "eks-cluster-name",
  "kubernetes-namespace",
  "kubernetes-service-account",
  "kubernetes-pod-name",
  "kubernetes-pod-uid",
] as const;
export type EksTag = (typeof EKS_TAGS)[number];

export type EksTags = Readonly<Record<EksTag, Values>>;

/** A pod as EKS sees it. A part that is not known is an unknown text or open. */
export interface PodIdentity {
  readonly account: string;
  readonly partition: string;
  readonly region: string | undefined;
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The values of the tags for `pod`; which pod of the service account it is, is not known. */
export const tagsOf = (pod: PodIdentity): EksTags => ({
  "eks-cluster-arn": oneValue(
    pod.region && `arn:${pod.partition}:eks:${pod.region}:${pod.account}:cluster/${pod.cluster}`,
  ),
  "eks-cluster-name": oneValue(pod.cluster),
  "kubernetes-namespace": oneValue(pod.namespace),
  "kubernetes-service-account": oneValue(pod.serviceAccount),
  "kubernetes-pod-name": oneValue(unknownText("the pod's name")),
  "kubernetes-pod-uid": oneValue(unknownText("the pod's uid")),
});

/** `region/account/cluster/namespace/service-account`: what EKS sends where session tags are off. */
export const externalIdOf = (pod: PodIdentity): string =>
  [pod.region ?? unknownText("the cluster's region"), pod.account, pod.cluster, pod.namespace, pod.serviceAccount].join(
    "/",
  );

/** The tags of a session whose tags are off. */
const NO_TAGS = Object.fromEntries(EKS_TAGS.map((tag) => [tag, ABSENT])) as EksTags;

const TAG_KEYS: readonly Glob[] = EKS_TAGS.map(literal);
const REQUEST_KEYS = EKS_TAGS.map((tag) => [tag, `aws:requesttag/${tag}`] as const);
const PRINCIPAL_KEYS = EKS_TAGS.map((tag) => [tag, `aws:principaltag/${tag}`] as const);

/** Tags as they are seen while they are passed. */
export function requestTags(tags: EksTags | undefined): Entries {
  if (!tags) return NO_REQUEST_TAGS;
  const entries = under(REQUEST_KEYS, tags);
  entries["aws:tagkeys"] = TAG_KEYS;
  entries["sts:transitivetagkeys"] = TAG_KEYS;
  return entries;
}

/** Tags of a session, over those of its role. */
export const principalTags = (tags: EksTags | undefined, role: Role | undefined): Entries => ({
  ...(role ? roleTags(role) : NO_PRINCIPAL_TAGS),
  ...(tags ? under(PRINCIPAL_KEYS, tags) : {}),
});

/** `tags` under the keys by which policies see them. */
function under(keys: readonly (readonly [EksTag, string])[], tags: EksTags): Record<string, Values> {
  const entries: Record<string, Values> = {};
  for (const [tag, key] of keys) entries[key] = tags[tag];
  return entries;
}

const NO_REQUEST_TAGS: Entries = {
  ...under(REQUEST_KEYS, NO_TAGS),
  "aws:tagkeys": ABSENT,
  "sts:transitivetagkeys": ABSENT,
};
/** Of a caller without tags, as far as EKS's own are asked for. */
export const NO_PRINCIPAL_TAGS: Entries = under(PRINCIPAL_KEYS, NO_TAGS);

/**
 * The principal's tags that `policies` ask about, for a caller that has none: one that is no user, role or session of IAM.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltag
 */
export const noPrincipalTags = (policies: readonly Policy[]): Entries =>
  Object.fromEntries(keysWith(policies, ANY_TAG).map((key) => [key, ABSENT]));

/** Has the keys of tags, as patterns, of which it is not known whether there are any; no tag has an empty name. */
const ANY_TAG = "aws:principaltag/";
const ALL_TAGS: Values = [glob("*")];

/** Tags of a session that somebody else than EKS may have given any tags but `inherited`, whose values nobody can change. */
export const anyPrincipalTags = (inherited: EksTags | undefined): Entries => ({
  [ANY_TAG]: ALL_TAGS,
  ...(inherited ? under(PRINCIPAL_KEYS, inherited) : {}),
});

/**
 * Tags of the role, below those of its session.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltag
 */
function roleTags({ resource }: Role): Entries {
  const tags = tagsInAws(resource);
  if (!tags) return { [ANY_TAG]: ALL_TAGS };
  const { named, open } = tags;
  const entries: Record<string, Values> = {
    ...NO_PRINCIPAL_TAGS,
    ...Object.fromEntries([...named].map(([tag, text]) => [ANY_TAG + tag, oneValue(text)])),
  };
  // one whose value is not known is there all the same
  const mayBe = [...open, ...[...named].flatMap(([tag, text]) => (text === undefined ? [tag] : []))].map(literal);
  if (mayBe.length === 0) return entries;
  const closed = Object.entries(entries).filter(([key, values]) => values !== ABSENT || !isAmong(mayBe, key));
  return { ...Object.fromEntries(closed), [ANY_TAG]: mayBe };
}

/** Whether the tag that `lowerKey` is about may be one of `open`. */
const isAmong = (open: Values, lowerKey: string): boolean =>
  open !== OPEN && open.some((one) => matches(one, literal(lowerKey.slice(ANY_TAG.length))) !== NO);

/** Whether a tag that `context` does not give may be there all the same: a key that is not fully known may be any. */
export const mayBeTagged = (context: Context, lowerKey: string): boolean =>
  hasUnknown(lowerKey) || (lowerKey.startsWith(ANY_TAG) && isAmong(context(ANY_TAG), lowerKey));

/** A context in which a tag that nothing names is missing, not unknown; `sent` are request tags that the caller chooses. */
export const withoutOtherTags = (context: Context, sent: readonly string[] = []): Context => {
  const open = sent.length === 0 ? NONE : new Set(sent.map((tag) => `aws:requesttag/${tag.toLowerCase()}`));
  return (lowerKey) => {
    const values = context(lowerKey);
    if (mayBeTagged(context, lowerKey)) return values;
    const isTag = () => lowerKey.startsWith("aws:requesttag/") || lowerKey.startsWith(ANY_TAG);
    return values === OPEN && isTag() && !NAMED_OPEN.has(lowerKey) && !open.has(lowerKey) ? ABSENT : values;
  };
};

const NONE: ReadonlySet<string> = new Set();

/** Tags that EKS always passes, though a value may not be known. */
const NAMED_OPEN: ReadonlySet<string> = new Set(
  EKS_TAGS.flatMap((tag) => [`aws:requesttag/${tag}`, `aws:principaltag/${tag}`]),
);

/** What holds for every request of a role's session. */
export function sessionEntries(roleArn: string, organisation: string | undefined): Entries {
  const arn = parseArn(roleArn);
  return {
    "aws:securetransport": oneValue("true"),
    "aws:multifactorauthpresent": ABSENT,
    "aws:multifactorauthage": ABSENT,
    "aws:principalarn": oneValue(roleArn),
    "aws:principalaccount": oneValue(arn?.account),
    "aws:principaltype": oneValue("AssumedRole"),
    "aws:principalisawsservice": oneValue("false"),
    "aws:viaawsservice": oneValue("false"),
    "aws:calledvia": ABSENT,
    "aws:calledviafirst": ABSENT,
    "aws:calledvialast": ABSENT,
    "aws:username": ABSENT,
    "aws:principalorgid": oneValue(organisation),
    "aws:resourceorgid": oneValue(organisation),
    // Present only where a service calls for itself.
    "aws:sourceaccount": ABSENT,
    "aws:sourcearn": ABSENT,
    "aws:principalservicename": ABSENT,
  };
}

/** The session that assuming `roleArn` gives; its session name is not known. */
export const sessionCallerOf = (roleArn: string) => ({
  kind: "role" as const,
  account: parseArn(roleArn)?.account ?? (hasUnknown(roleArn) ? unknownText("the account of the role") : ""),
  roleArn: literal(roleArn),
  sessionArn: undefined,
});

export const sessionArnOf = (roleArn: string): string =>
  roleArn.replace(":iam:", ":sts:").replace(/:role\/(?:.*\/)?([^/]+)$/, ":assumed-role/$1/SESSION");
