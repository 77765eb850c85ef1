import type { Keys } from "../../emulator/types";
import { assume, type Call } from "../pod/assume";
import { partitionOfArn } from "../pod/reference";
import type { Attempt, NamedAttempt } from "./attempt";
import { type AttemptContext, accountOfArn, OUTSIDE_ACCOUNT, openedRoles, ownExternalId, ownTags } from "./context";

/** A role of the cluster's and of the target's account that may do everything there. */
export async function attemptsByRoles(context: AttemptContext): Promise<readonly NamedAttempt[]> {
  const accounts = new Set([context.pod.cluster.account, ...openedRoles(context).map(accountOfArn)]);
  return (await Promise.all([...accounts].map((account) => fromAccount(context, account)))).flat();
}

/** A role of an outside account. */
export const attemptsByOutsideRole = (context: AttemptContext): Promise<readonly NamedAttempt[]> =>
  fromAccount(context, OUTSIDE_ACCOUNT);

async function fromAccount(context: AttemptContext, account: string): Promise<readonly NamedAttempt[]> {
  const arn = `arn:${partitionOfArn(context.roles.final)}:iam::${account}:role/other-role`;
  const keys = await context.intruders.roles.persistent(arn);
  const ways = context.pick(waysOf(context));
  return Promise.all(
    ways.map(async (calls) => ({
      what: `${arn} ${calls.map(({ roleArn, tags, externalId }) => `assumes ${roleArn}${tags ? " with the pod's tags" : ""}${externalId ? " and its ExternalId" : ""}`).join(", then ")}`,
      ...(await goThrough(context, keys, calls)),
    })),
  );
}

/** What an intruder sends: nothing, or the tags and ExternalId of the chain's own pod; to the final role, or to the primary first. */
function waysOf(context: AttemptContext): readonly (readonly Call[])[] {
  const { primary, final } = context.roles;
  const [tags, externalId] = [ownTags(context), ownExternalId(context)];
  const direct: readonly Call[][] = openedRoles(context).flatMap((roleArn) => [
    [{ roleArn }],
    [{ roleArn, externalId }],
    [{ roleArn, tags, externalId }],
  ]);
  if (primary === undefined) return direct;
  return [
    ...direct,
    [{ roleArn: primary }, { roleArn: final, externalId }],
    [
      { roleArn: primary, tags },
      { roleArn: final, externalId },
    ],
  ];
}

/** One AssumeRole after the other, each with the session of the one before. */
export async function goThrough(
  context: AttemptContext,
  keys: Keys,
  [call, ...rest]: readonly Call[],
): Promise<Attempt> {
  if (!call) return { allowed: true, says: "assumed every role" };
  const { keys: next, ...attempt } = await assume(context.environment, keys, call);
  return next ? goThrough(context, next, rest) : attempt;
}

/** The attempt that a witness of the proof describes. */
export async function roleWitness(
  context: AttemptContext,
  witness: Readonly<Record<string, unknown>>,
): Promise<NamedAttempt> {
  const text = (name: string) => (typeof witness[name] === "string" ? (witness[name] as string) : undefined);
  const caller = possible(text("caller") ?? "");
  const [assumes = "", then] = [text("assumes"), text("thenAssumes")];
  const calls = then ? [callOf(witness, "", assumes), callOf(witness, "then ", then)] : [callOf(witness, "", assumes)];
  const session = text("session")?.split("/").at(-1);
  const attempt = await context.intruders.roles.temporary(
    caller,
    { tags: named(witness, "principal tag "), ...(session ? { session } : {}) },
    (keys) => goThrough(context, keys, calls),
  );
  return { what: `the witness ${JSON.stringify(witness)}`, ...attempt };
}

export function callOf(witness: Readonly<Record<string, unknown>>, hop: string, roleArn: string): Call {
  const [externalId, sessionName] = [witness[`${hop}external id`], witness[`${hop}role session name`]];
  return {
    roleArn,
    tags: named(witness, `${hop}request tag `),
    transitive: witness[`${hop}transitive tags`] !== undefined,
    ...(typeof externalId === "string" ? { externalId } : {}),
    ...(typeof sessionName === "string" ? { sessionName } : {}),
  };
}

/** What the witness calls `PREFIX…`, by what follows. */
const named = (witness: Readonly<Record<string, unknown>>, prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(witness).flatMap(([name, value]) =>
      name.startsWith(prefix) && typeof value === "string" ? [[name.slice(prefix.length), value]] : [],
    ),
  );

/** A witness names the shortest text that a pattern matches, which may be none; any longer one matches too. */
const possible = (arn: string): string => (arn.endsWith("/") ? `${arn}any-role` : arn);
