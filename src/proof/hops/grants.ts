import { fits, parseArn, resourceTypesOf } from "../../aws";
import {
  folded,
  glob,
  literal,
  MAYBE,
  matches,
  NO,
  OPEN,
  or,
  type Statement,
  sourceOf,
  type Truth,
  writtenActions,
  YES,
} from "../../iam";
import { readable, unknownText } from "../../unknown/unknown-text";
import { boundaryOf, type ProofContext, type ReadDocument } from "../proof-context";
import { type FinalSession, grantContext } from "../requests/final-session";
import { leavesOut } from "../requests/resource-tags";
import { type Match, matchesInWorld } from "../requests/targets";
import { roleGrant } from "./assume-grant";
import { type Asking, allOf, askGrant, type GrantAnswer } from "./decide-grant";
import { malformed, type Why } from "./explain";
import { givenByResources } from "./given-by-resources";
import { hopOf, type JudgedHop, plainHop } from "./hop";
import { keyAnswers, unusable } from "./key-grant";
import { fitsNothing, grantsNothing, unseenHop, withoutVariable } from "./no-grants";
import { noSuchArn } from "./no-such-arn";
import { isForAnotherPod, withoutOthersConditions } from "./not-for-this-pod";
import {
  assumeCarried,
  assumeUnseen,
  decidesElsewhere,
  isNameless,
  isPerhapsNone,
  nameless,
  noKeyRead,
  notSeen,
  rootOf,
  standsForKeysElsewhere,
  warnAboutUnseen,
} from "./not-seen";
import { openAsking } from "./open-statement";
import { areApart } from "./partitions";
import { assumeRaised } from "./raised-quotas";
import { refusedPolicyOf } from "./refused-policies";
import { refusedElsewhere } from "./resource-limits";
import type { Lead } from "./role-calls";

type Text = NonNullable<Statement["resources"]>["of"][number];

/** One action with one resource pattern of a statement that grants it. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly hop: JudgedHop;
  /** What it matches in the world. */
  readonly matches: readonly Match[];
  /** Whose it is; undefined where the final role is not in the world. */
  readonly session?: FinalSession;
  /** Of sts:AssumeRole: the roles that the session may go on to. */
  readonly leads?: readonly Lead[];
}

/** The grants of one session of a chain, in the order of its role's policies. */
export function grantsOf(proof: ProofContext, session: FinalSession | undefined): readonly Grant[] {
  if (!session) return [];
  return grantsOfRole(proof, session).map((grant) => ({ ...grant, session }));
}

function grantsOfRole(proof: ProofContext, session: FinalSession): readonly Grant[] {
  const { role } = session;
  const refusedBoundary = boundaryOf(proof, role)
    .map(malformed)
    .find((why) => why !== undefined);
  const sound: FinalSession = { ...session, identity: session.identity.filter(({ problem }) => !problem) };
  const own = session.identity.flatMap((reading): readonly Grant[] => {
    const bad = malformed(reading);
    if (bad) return [single("*", "*", plainHop("grant", "denied", { action: "*", resource: "*", ...bad }))];
    if (!reading.policy) return [single("*", "*", unseenHop(reading))];
    return reading.policy.statements.flatMap((statement) => ofStatement(proof, sound, reading, statement));
  });
  const grants =
    own.length > 0
      ? own
      : givenByResources(proof, session).flatMap(({ reading, statement, named, ...asked }) => {
          const grant = grantOf(proof, session, asked, reading, statement);
          // what is for everybody, and not for this role, is no grant that it lacks
          return named || grant.hop.verdict !== "denied" ? [grant] : [];
        });
  if (grants.length === 0) return [single("*", "*", grantsNothing(proof, session))];
  assumeRaised(proof, role, "policies", "grant");
  return refusedBoundary
    ? grants.map(({ leads: _, ...grant }) => ({
        ...grant,
        hop: { ...grant.hop, verdict: "denied", ...refusedBoundary },
      }))
    : grants;
}

const single = (action: string, resource: string, hop: JudgedHop): Grant => ({ action, resource, hop, matches: [] });

function ofStatement(
  proof: ProofContext,
  session: FinalSession,
  reading: ReadDocument,
  statement: Statement,
): readonly Grant[] {
  if (statement.effect !== "Allow" || isForAnotherPod(proof, session, reading, statement)) return [];
  if (statement.actions.negated || statement.resources?.negated)
    return [grantOf(proof, session, openAsking(session, reading, statement), reading, statement)];
  const texts = statement.resources?.of ?? [];
  const resources = texts.map(({ text }) => text);
  const actions = writtenActions(statement);
  const assuming = actions.find(isAssumeRole);
  return actions.flatMap((action): readonly Grant[] => {
    // what else STS lets a role do needs no permission, or goes with AssumeRole
    if (/^sts:/i.test(action) && action !== assuming) return [];
    const fitting = texts.filter(({ text }) => fits(action, text));
    // what AWS's own text names in vain is no mistake of the world's
    if (fitting.length === 0 && reading.document?.ofAws !== undefined) return [];
    if (fitting.length === 0)
      return [single(action, resources[0] ?? "*", fitsNothing(action, resources, reading, statement))];
    return fitting.flatMap((text) => {
      const resource = inSession(text, session);
      if (resource === undefined) return single(action, text.text, withoutVariable(action, text, reading, statement));
      if (action === assuming) return ofRoles(proof, session, resource, text.text, { reading, statement });
      const grant = grantOf(proof, session, { action, resource }, reading, statement, text.text);
      const hop = withoutOthersConditions(grant.hop, reading, statement);
      return hop ? { ...grant, hop } : [];
    });
  });
}

const isAssumeRole = (action: string): boolean =>
  /^sts:/i.test(action) && matches(folded(glob(action)), literal("sts:assumerole")) === YES;

function ofRoles(
  proof: ProofContext,
  session: FinalSession,
  resource: string,
  written: string,
  allowing: Parameters<typeof roleGrant>[4],
): Grant {
  const { hop, leads } = roleGrant(proof, session, resource, written, allowing);
  return { action: "sts:AssumeRole", resource, hop, leads, matches: [] };
}

const VARIABLE = /\$\{\s*([^},'\s]+)\s*(?:,\s*'([^']*)'\s*)?\}/g;

/** The resource that `text` is for this session; undefined where it has a variable that the session has not. */
function inSession(text: Text, session: FinalSession): string | undefined {
  if (text.pieces.length === 0) return text.text;
  const context = grantContext(session, { account: undefined, region: undefined }, {});
  let missing = false;
  const resolved = text.text.replaceAll(VARIABLE, (_, key: string, otherwise: string | undefined) => {
    if ("*?$".includes(key)) return key;
    const values = context(key.toLowerCase());
    // what the service's own requests have is there, and is what the statement means; another key may be missing
    if (values === OPEN) return unknownText(/^aws:/i.test(key) ? key : key.toLowerCase());
    const [value] = values.length === 1 ? values : [];
    missing ||= value === undefined && otherwise === undefined;
    return value?.tokens.join("") ?? otherwise ?? "";
  });
  return missing ? undefined : resolved;
}

function grantOf(
  proof: ProofContext,
  session: FinalSession,
  asking: Omit<Asking, "target">,
  reading: ReadDocument,
  statement: Statement,
  written = asking.resource,
): Grant {
  const { action, resource } = asking;
  const found = matchesInWorld(proof, action, resource).filter(
    ({ target }) =>
      !areApart(session.role, target) && (rootOf(resource) === target.arn || !leavesOut(statement, target)),
  );
  const refusedPolicy = refusedPolicyOf(proof, action, found);
  const answers = found.map((match) => {
    const { target } = match;
    return [
      askGrant(proof, session, { ...asking, resource: match.resource, target, assumesTags: true }),
      ...keyAnswers(proof, session, action, target, match.resource),
      ...[unusable(target, action, false), refusedElsewhere(session, action, resource, target)].filter(isThere),
    ];
  });
  // A match that a name with unknown parts may have does not exclude its other matches, nor that it is none.
  const inWorld = answers.map((of, index) =>
    found[index]?.sure === false && !isSure(resource, found) ? or(allOf(of), MAYBE) : allOf(of),
  );
  const shown = isPerhapsNone(resource, found) ? [] : found;
  const pattern = asPattern(proof, session, asking, shown, inWorld);
  const isOpen = standsForKeysElsewhere(resource, found);
  const truth = refusedPolicy ? NO : together(inWorld, pattern.truth, isOpen);
  const deciding =
    [...answers.flat(), pattern].find((answer) => answer.truth === truth) ??
    [...answers.flat(), pattern].find((answer) => answer.truth !== YES);
  const conditions = [...new Set([...answers.flat(), pattern].flatMap((answer) => answer.conditions))];
  const why = (): Why => {
    if (refusedPolicy) return refusedPolicy;
    if (truth === YES)
      return {
        location: reading.location,
        statement: { effect: "Allow", text: readable(sourceOf(statement)) },
        ...(conditions.length > 0
          ? { code: "condition-chosen", message: `allowed to a request with ${conditions.join(" and ")}` }
          : {}),
      };
    if (isOpen && truth === MAYBE && pattern.truth === YES && inWorld.every((one) => one === NO))
      return { location: reading.location, ...noKeyRead(resource, found) };
    return {
      location: reading.location,
      ...(deciding?.why() ?? { code: "partly-allowed", message: "a part of what it matches is denied" }),
    };
  };
  if (truth !== NO) warnAboutUnseen(proof, action, resource, shown, reading.location);
  if (truth === YES) {
    assumeUnseen(proof, action, resource, shown, reading.location);
    assumeCarried(proof, session, action, found, [...answers.flat(), pattern], reading);
  }
  const asked = () => [...answers.flat(), pattern].flatMap((answer) => answer.asked?.() ?? []);
  return { action, resource, matches: found, hop: hopOf("grant", written, [{ action, truth, why, asked }]) };
}

/** Denied on everything it matches: denied; on a part, or where it stands for keys elsewhere too: unknown. */
function together(inWorld: readonly Truth[], pattern: Truth, isOpen: boolean): Truth {
  if (inWorld.length === 0) return pattern;
  if (pattern === NO || (!isOpen && inWorld.every((truth) => truth === NO))) return NO;
  return pattern === YES && inWorld.every((truth) => truth === YES) ? YES : MAYBE;
}

const isThere = <T>(one: T | undefined): one is T => one !== undefined;

/** Whether `resource` itself, unknown parts included, is one of the world. */
const isSure = (resource: string, found: readonly Match[]): boolean =>
  found.some(({ target }) => rootOf(resource) === target.arn);

/** The grant judged on what is not in the world: without a resource's policy. */
function asPattern(
  proof: ProofContext,
  session: FinalSession,
  asking: Omit<Asking, "target">,
  found: readonly Match[],
  inWorld: readonly Truth[],
): GrantAnswer {
  const { action, resource } = asking;
  const account = parseArn(resource)?.account ?? "";
  const elsewhere = /^\d{12}$/.test(account) && account !== session.role.account;
  const refused = noSuchArn(resource, proof.inventory) ?? refusedElsewhere(session, action, resource, undefined);
  if (refused?.truth === NO) return refused;
  // A resource that the world shows is judged there, where its own policy has a say too.
  if (found.length > 0 && (elsewhere || found.some((match) => match.resource === resource)) && !/^\*$/.test(resource)) {
    if (isNameless(proof, resource) && !isSure(resource, found))
      return undecided(proof, session, asking, nameless(resource));
    return { truth: inWorld.includes(YES) || inWorld.includes(MAYBE) ? YES : NO, conditions: [], why: () => ({}) };
  }
  if (found.length === 0 && resourceTypesOf(action)?.length !== 0) {
    if (isNameless(proof, resource)) return undecided(proof, session, asking, nameless(resource));
    if (decidesElsewhere(proof, resource, session))
      return undecided(proof, session, asking, notSeen(resource, session));
  }
  return withOwnSide(proof, session, asking);
}

/** Denied where the role's own side denies it; else unknown for the reason `why`. */
function undecided(proof: ProofContext, session: FinalSession, asking: Omit<Asking, "target">, why: Why): GrantAnswer {
  const answer = withOwnSide(proof, session, asking);
  return answer.truth === NO ? answer : { truth: MAYBE, conditions: answer.conditions, why: () => why };
}

const withOwnSide = (proof: ProofContext, session: FinalSession, asking: Omit<Asking, "target">): GrantAnswer =>
  askGrant(proof, session, { ...asking, target: undefined, ownSideOnly: true, assumesTags: true });
