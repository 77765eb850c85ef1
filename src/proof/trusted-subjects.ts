import { issuerInProviderArn, STS_AUDIENCE } from "../aws";
import { glob, literal, matches, NO, type Statement, YES } from "../iam";
import { hasUnknown, isOnlyUnknown, readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";

/** Service accounts of one cluster that a trust policy names: one exactly, or all that match a pattern. */
export interface Subject {
  readonly issuer: string;
  /** As written: with `*` and `?` where it is a pattern. */
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly audience: string;
  /** Whether it stands for all that match. */
  readonly pattern: boolean;
  /** Why it is not known which one it is. */
  readonly unknown: UnknownValue | undefined;
  /** What is written, where no service account's token has it. */
  readonly nobody?: string | undefined;
}

/** The issuers of the OIDC providers that a statement names, without https://. */
export const issuersNamed = ({ principals }: Statement): readonly string[] =>
  (principals?.of ?? []).flatMap(({ type, name }) => (type === "Federated" ? (issuerInProviderArn(name) ?? []) : []));

/** The service accounts that Allow statements name as the subject of tokens, each once. */
export function subjectsIn(statements: readonly Statement[]): readonly Subject[] {
  const subjects = new Map<string, Subject>();
  for (const statement of statements)
    if (statement.effect === "Allow")
      for (const one of subjectsOf(statement))
        subjects.set(`${one.issuer} ${one.namespace}:${one.serviceAccount} ${one.pattern}`, one);
  return [...subjects.values()];
}

function subjectsOf(statement: Statement): readonly Subject[] {
  const found = statement.conditions.flatMap(({ key, lowerKey, base, values }) => {
    if (!lowerKey.endsWith(":sub") || !/^String(Equals|Like|EqualsIgnoreCase)$/.test(base)) return [];
    const named = issuersNamed(statement);
    const ofKey = key.slice(0, -":sub".length);
    const issuer = named.find((one) => one.toLowerCase() === ofKey.toLowerCase()) ?? named[0] ?? ofKey;
    // the case that Kubernetes has
    const written = (text: string) => (base.endsWith("IgnoreCase") && !hasUnknown(text) ? text.toLowerCase() : text);
    return values.flatMap(({ text, glob: known }) =>
      known ? (subjectOf(issuer, written(text), base.endsWith("Like")) ?? []) : [],
    );
  });
  // all conditions hold together: a pattern beside an exact name adds nothing
  const exact = found.filter(({ pattern }) => !pattern);
  return exact.length > 0 && statement.conditions.filter(({ lowerKey }) => lowerKey.endsWith(":sub")).length > 1
    ? exact
    : found;
}

const PREFIX = "system:serviceaccount:";
const EVERY = glob(`${PREFIX}*`);

/** Of the service accounts whose tokens have this subject; undefined where it is none. */
export function subjectOf(issuer: string, text: string, like: boolean): Subject | undefined {
  const pattern = like && /[*?]/.test(text);
  const subject = (namespace: string, serviceAccount: string, unknown?: UnknownValue, nobody?: string): Subject => ({
    issuer,
    namespace,
    serviceAccount,
    audience: STS_AUDIENCE,
    pattern,
    unknown,
    nobody,
  });
  if (isOnlyUnknown(text)) return isCluster(issuer) ? subject("?", "?", notKnown(text)) : undefined;
  const [, namespace, serviceAccount] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(text) ?? [];
  if (namespace && serviceAccount)
    return hasUnknown(text)
      ? subject(namespace, serviceAccount, notKnown(text))
      : subject(
          namespace,
          serviceAccount,
          undefined,
          fitsNames(namespace + serviceAccount, pattern) ? undefined : text,
        );
  // what names service accounts, but not as their tokens do: a node or a user is somebody else
  const isMeant = OF_EKS.test(issuer) && /serviceaccount/i.test(text) && !hasUnknown(text);
  const nobodys = isMeant ? subject("?", "?", undefined, text) : undefined;
  if (!pattern) return nobodys;
  // a star also stands for colons
  const within = glob(text);
  if (matches(within, EVERY) === YES) return subject("*", "*");
  if (matches(within, EVERY) === NO) return nobodys;
  if (!text.startsWith(PREFIX)) return undefined;
  return subject(text.slice(PREFIX.length).split(":")[0] || "*", "*");
}

const notKnown = (text: string): UnknownValue =>
  new UnknownValue("after-apply", `its trust policy names ${readable(text)}, which is not known`, {
    advice: "Give the value with --var, or prove the plan or the state.",
  });

const OF_EKS = /^oidc[.-]eks[.-]/;

const isCluster = (issuer: string): boolean => OF_EKS.test(issuer) || hasUnknown(issuer);

/** Whether a name of Kubernetes may fit, as far as patterns go; names themselves are looked at where they are judged. */
const fitsNames = (names: string, pattern: boolean): boolean =>
  pattern ? /^[a-z0-9.*?-]+$/.test(names) : !/[*?]/.test(names);

/** Whether `subject` stands for the service account of these names. */
export const standsFor = (subject: Subject, namespace: string, serviceAccount: string): boolean =>
  subject.pattern
    ? matches(glob(`${subject.namespace}:${subject.serviceAccount}`), literal(`${namespace}:${serviceAccount}`)) === YES
    : subject.namespace === namespace && subject.serviceAccount === serviceAccount;
