import type { IntruderId } from "../../../src/proof";
import type { Subject } from "../../emulator";
import type { Question } from "../../emulator/types";
import type { AttemptContext } from "./context";
import { accountOfArn, OUTSIDE_ACCOUNT } from "./context";
import type { Names } from "./names";

/** One more member of the organisation of the world's accounts. */
export const MEMBER_ACCOUNT = "888888888888";

export type Asking = readonly [subject: Subject, question: Question];

/** A way in that nobody has by right: AWS must refuse one of its calls. */
export interface Way {
  readonly what: () => string;
  /** Classes of intruders that it belongs to: each has to let it in, or one of them where `anyOf`. */
  readonly classes: readonly IntruderId[];
  readonly anyOf?: boolean;
  /** Made only for the few that are tried. */
  readonly calls: () => readonly Asking[];
}

/** What somebody sends when assuming a role. */
export interface Sent {
  readonly tags?: Readonly<Record<string, string>>;
  readonly externalId?: string;
}

/** The questions of one AssumeRole. */
export function assuming(
  context: AttemptContext,
  subject: Subject,
  roleArn: string,
  { tags = {}, externalId }: Sent,
): readonly Asking[] {
  const keys = Object.keys(tags);
  const common = {
    "aws:RequestedRegion": context.pod.cluster.region,
    ...Object.fromEntries(keys.map((key) => [`aws:RequestTag/${key}`, tags[key] ?? ""])),
    ...(keys.length > 0 ? { "aws:TagKeys": keys } : {}),
  };
  const question = (action: string, more: Question["context"]): Question => ({
    action,
    resource: roleArn,
    resourceAccount: accountOfArn(roleArn),
    context: { ...common, ...more },
  });
  return [
    [subject, question("sts:AssumeRole", externalId === undefined ? {} : { "sts:ExternalId": externalId })],
    ...(keys.length > 0 ? [[subject, question("sts:TagSession", {})] as const] : []),
  ];
}

/** A session of the primary role, with the tags that it was given. */
export const holding = (roleArn: string, tags: Readonly<Record<string, string>> = {}): Subject => ({
  kind: "outsider",
  account: accountOfArn(roleArn),
  arn: roleArn,
  sessionName: "holder",
  tags: new Map(Object.entries(tags)),
  permissions: "own",
});

/** Accounts that attempts come from: those that any document names, a stranger's, and another of the organisation. */
export const accountsOf = ({ accounts }: Names): readonly string[] => [
  ...new Set([...accounts, OUTSIDE_ACCOUNT, MEMBER_ACCOUNT]),
];
