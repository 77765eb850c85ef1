import { lazy } from "../../collections/lazy";
import { MAYBE, NO, sourceOf, type Truth, YES } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import { decisionOf } from "../hops/hop";
import { INTRUDERS, type Intruder, type IntruderId, type Shared, type Through } from "../proof";
import type { ProofContext } from "../proof-context";
import { type Acceptance, SPARING_NOBODY, type Sparing, sparingAllBut, sparingOf } from "./acceptance";
import { canBe } from "./accepted-callers";
import { type Attempt, better, FAILS } from "./attempt";
import { UNSEEN_TRUST } from "./callers";
import type { IntruderClass } from "./class";
import { type Guard, type GuardingDocument, guardsOf, type Population, populationsOf } from "./guards";
import { primariesOf } from "./primary-holder";
import { type ProtectedChain, withPrimary } from "./protected-chain";
import { ANONYMOUS, CLASSES } from "./registry";
import { grantsOfKey, type ResourceDocument } from "./resources";
import { sharedBy } from "./shared";
import { unreadDocuments } from "./unread";

/** Every caller that the guarding documents of a chain admit, each accounted for. */
export interface Accounting {
  readonly intruders: readonly Intruder[];
  readonly shared: readonly Shared[];
  /** Those acceptances that take somebody away. */
  readonly used: readonly Acceptance[];
}

/** One Allow of one document, for one population of those it admits. */
interface Case {
  readonly chain: ProtectedChain;
  readonly guard: Guard;
  readonly population: Population | undefined;
  /** Only the class of holders of a peer's primary role. */
  readonly holderOnly: boolean;
}

/**
 * Accounts for every Allow of every document that guards `chain`: each population that it admits is searched by every
 * class that stands for it, and what no class stands for is an `other-principal`.
 */
export function accountFor(
  proof: ProofContext,
  chain: ProtectedChain | undefined,
  accepted: readonly Acceptance[],
  classes: readonly IntruderClass[] = CLASSES,
): Accounting {
  if (!chain) return { intruders: NOTHING_KNOWN, shared: [], used: [] };
  const cases = casesOf(proof, chain);
  const found = new Map<IntruderId, Found>();
  const reached = new Set<IntruderId>();
  const open = lazy(() => new Set(attemptsOf(proof, ANONYMOUS, cases, SPARING_NOBODY).keys()));
  for (const one of classes) {
    if (one.id === "primary-holder" && primariesOf(chain).length === 0) continue;
    const all = attemptsOf(proof, one, cases, SPARING_NOBODY);
    if (all.size > 0) reached.add(one.id);
    const sparing = sparingOf(proof, one.id, accepted, (guard) => open().has(guard));
    found.set(one.id, foundOf(all, sparing && all.size > 0 ? attemptsOf(proof, one, cases, sparing) : all));
  }
  const rest = new Map(cases.flatMap((one) => restOf(one, classes)));
  if (rest.size > 0) {
    const sparing = sparingOf(proof, "other-principal", accepted, (guard) => open().has(guard));
    found.set("other-principal", foundOf(rest, sparing ? filtered(rest, sparing) : rest));
  }
  const guards = new Set(cases.map(({ guard }) => guard));
  const takesAway = (one: Acceptance): boolean => {
    if (one.who === undefined && one.on === undefined)
      return reached.has(one.id) || (rest.size > 0 && one.id === "other-principal");
    const alone = sparingAllBut(proof, one);
    if (one.id === "other-principal") return one.who === undefined && filtered(rest, alone).size > 0;
    return classes.some((of) => of.id === one.id && attemptsOf(proof, of, cases, alone).size > 0);
  };
  return {
    intruders: INTRUDERS.flatMap((id) => {
      const one = found.get(id);
      return one ? [intruderOf(id, one.through, one.accepted)] : [];
    }),
    shared: [...guards].flatMap((guard) => (isResource(guard) ? sharedBy(proof, chain, guard) : [])),
    used: accepted.filter(takesAway),
  };
}

/** The statements through which callers of a class get in, or may. */
type Attempts = ReadonlyMap<Guard, Attempt>;

interface Found {
  readonly through: readonly Through[];
  readonly accepted: boolean;
}

/** What is shown of a class: the callers not accepted, or all of them where none of those is left. */
function foundOf(all: Attempts, left: Attempts): Found {
  const accepted = all.size > 0 && left.size === 0;
  return { accepted, through: [...(accepted ? all : left)].map(([guard, attempt]) => throughAt(guard, attempt)) };
}

const filtered = (attempts: Attempts, sparing: Sparing): Attempts =>
  new Map([...attempts].filter(([guard]) => sparing(guard) !== undefined));

const isResource = (guard: Guard): guard is Guard<ResourceDocument> =>
  guard.document.kind === "resource" || guard.document.kind === "key";

function casesOf(proof: ProofContext, chain: ProtectedChain): readonly Case[] {
  const cases = (of: ProtectedChain, documents: readonly GuardingDocument[], holderOnly: boolean): readonly Case[] =>
    documents.flatMap((document) =>
      guardsOf(document).flatMap((guard) =>
        [...populationsOf(guard, of)].map((population) => ({ chain: of, guard, population, holderOnly })),
      ),
    );
  const peers = primariesOf(chain).filter((arn) => arn !== chain.primaryArn);
  return [
    ...cases(chain, documentsOf(proof, chain), false),
    ...peers.flatMap((arn) => {
      const peer = withPrimary(chain, proof, arn);
      return cases(peer, [primaryDocument(peer)], true);
    }),
  ];
}

const addressOf = (resource: { readonly stack: string; readonly address: string } | undefined): string | undefined =>
  resource && `${resource.stack}/${resource.address}`;

const primaryDocument = (chain: ProtectedChain): GuardingDocument => ({
  kind: "primary",
  reading: chain.primaryTrust ?? UNSEEN_TRUST,
  owner: chain.primary?.account ?? chain.account,
  address: addressOf(chain.primary?.resource),
});

/** The trust of every role the chain passes, and the policies of what it is granted and of its keys. */
function documentsOf(proof: ProofContext, chain: ProtectedChain): readonly GuardingDocument[] {
  const roles: GuardingDocument[] = [
    ...(chain.primaryArn === undefined ? [] : [primaryDocument(chain)]),
    {
      kind: "final",
      reading: chain.targetTrust ?? UNSEEN_TRUST,
      owner: chain.targetAccount,
      address: addressOf(chain.target?.resource),
    },
    ...chain.seconds.map(
      ({ session: { role }, trust, sure }): GuardingDocument => ({
        kind: "second",
        opens: role.arn,
        reading: trust,
        owner: role.account,
        address: addressOf(role.resource),
        perhaps: !sure,
      }),
    ),
  ];
  const met = chain.grants.flatMap(({ matches }) => matches);
  const granted = new Set(met.flatMap(({ target, sure }) => (sure ? [target] : [])));
  const targets = new Set([...met, ...chain.perhaps.flatMap(({ matches }) => matches)].map(({ target }) => target));
  const keys = [...targets].flatMap(({ key }) =>
    typeof key === "string" && key !== "aws" ? (proof.inventory.targetByArn(key) ?? []) : [],
  );
  const guarding = (target: (typeof keys)[number], kind: "resource" | "key"): readonly ResourceDocument[] => {
    const policy = target.policy && proof.read(target.policy, "resource");
    const document = {
      kind,
      target,
      owner: target.account,
      address: addressOf(target.resource),
      perhaps: !granted.has(target) && ![...granted].some(({ key }) => key === target.arn),
    };
    // A key policy's Denies bind what its grants allow too.
    const denies = policy?.policy?.statements.filter(({ effect }) => effect === "Deny") ?? [];
    return [
      ...(policy ? [{ ...document, reading: policy }] : []),
      ...grantsOfKey(proof, target).map((reading) => ({
        ...document,
        reading: reading.policy
          ? { ...reading, policy: { statements: [...reading.policy.statements, ...denies] } }
          : reading,
      })),
    ];
  };
  const extra = [...new Set(keys)].filter((key) => !targets.has(key));
  return [
    ...roles,
    ...[...targets].flatMap((target) => guarding(target, "resource")),
    ...extra.flatMap((target) => guarding(target, "key")),
    ...unreadDocuments(proof, chain),
  ];
}

/** How a class looks for one of `population` at `guard`; undefined where it does not. */
function searchOf(
  { intoPrimary, intoFinal, toResource }: IntruderClass,
  guard: Guard,
  population: Population,
): ((proof: ProofContext, chain: ProtectedChain) => Attempt) | undefined {
  if (isResource(guard))
    return toResource?.populations.includes(population)
      ? (proof, chain) => toResource.attempt(proof, chain, guard, population)
      : undefined;
  const search = guard.document.kind === "primary" ? intoPrimary : intoFinal;
  return search?.populations.includes(population)
    ? (proof, chain) => search.attempt(proof, chain, guard, population)
    : undefined;
}

/** Searches a class at every guard for somebody whom `sparing` does not leave out. */
function attemptsOf(proof: ProofContext, one: IntruderClass, cases: readonly Case[], sparing: Sparing): Attempts {
  const byGuard = new Map<Guard, Attempt>();
  for (const { chain, guard, population, holderOnly } of cases) {
    if (guard.document.kind === "unread") {
      if (one.id !== "primary-holder") byGuard.set(guard, ANYBODY_PERHAPS);
      continue;
    }
    const attempt = population === undefined ? undefined : searchOf(one, guard, population);
    if (!attempt || population === undefined || (holderOnly && one.id !== "primary-holder")) continue;
    const accepted = sparing(guard);
    if (!accepted || !canBe(accepted, population)) continue;
    const of = accepted === chain.accepted ? chain : { ...chain, accepted };
    const found = attempt(proof, of);
    const decided = guard.document.perhaps && found.truth === YES ? { ...found, truth: MAYBE } : found;
    byGuard.set(guard, better(byGuard.get(guard) ?? FAILS, decided));
  }
  return new Map([...byGuard].filter(([, { truth }]) => truth !== NO));
}

/** What is not understood may let in anybody. */
const ANYBODY_PERHAPS: Attempt = { truth: MAYBE, who: "anybody: it is not read" };

function throughAt(
  { document, statement }: Guard,
  { truth, who, actions, reason, witness, assumption }: Attempt,
): Through {
  const { label, location } = document.reading;
  return {
    verdict: truth === YES ? "allowed" : "unknown",
    document: label,
    who: who ?? "a caller known only after apply",
    actions: actions ?? [],
    ...(statement ? { statement: readable(sourceOf(statement)) } : {}),
    ...(location.file === "" ? {} : { location }),
    ...(truth === MAYBE && reason !== undefined ? { reason } : {}),
    ...(witness ? { witness } : {}),
    ...(truth === YES && assumption ? { assumption } : {}),
  };
}

/** What is left of an Allow once every class has had its populations. */
function restOf(
  { guard, population, holderOnly }: Case,
  classes: readonly IntruderClass[],
): readonly (readonly [Guard, Attempt])[] {
  if (holderOnly || guard.document.kind === "unread") return [];
  const covered = population !== undefined && classes.some((one) => searchOf(one, guard, population) !== undefined);
  if (covered) return [];
  const names = (guard.statement?.principals?.of ?? []).map(({ type, name }) => `${type} ${readable(name)}`);
  return [[guard, { truth: MAYBE, who: names.join(", ") }]];
}

function intruderOf(id: IntruderId, through: readonly Through[], accepted: boolean): Intruder {
  const plain = through.filter(({ assumption }) => assumption === undefined);
  const truth: Truth = plain.some(({ verdict }) => verdict === "allowed")
    ? YES
    : plain.length > 0
      ? MAYBE
      : through.length > 0
        ? YES
        : NO;
  const carried = truth === YES && plain.length === 0 ? through[0]?.assumption : undefined;
  const shown = (plain.length > 0 ? plain : through).find(({ verdict }) => verdict === decisionOf(truth)) ?? through[0];
  return {
    id,
    verdict: decisionOf(truth),
    accepted: truth !== NO && accepted,
    ...(carried ? { assumption: carried } : {}),
    ...(truth === MAYBE ? { message: unknownMessage(id, shown) } : {}),
    ...(truth === NO || !shown?.witness ? {} : { witness: shown.witness }),
    ...(through.length > 0 ? { through } : {}),
  };
}

const unknownMessage = (id: IntruderId, shown: Through | undefined): string =>
  id === "other-principal"
    ? `${shown?.document ?? "a document"} admits ${shown?.who ?? "a caller"}, which belongs to no caller class`
    : shown && shown.statement === undefined
      ? `${shown.document} is not known, and may let such a caller in`
      : (shown?.reason ?? "whether such a caller gets in depends on values known only after apply");

const NOTHING_KNOWN: readonly Intruder[] = (
  ["other-service-account", "other-namespace", "other-cluster", "other-role", "other-account", "anonymous"] as const
).map((id) => ({ id, verdict: "unknown", accepted: false, message: unknownMessage(id, undefined) }));
