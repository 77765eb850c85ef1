import { MAYBE, NO, type Truth, YES } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import { decisionOf } from "../hops/hop";
import { INTRUDERS, type Intruder, type IntruderId, type Shared, type Through } from "../proof";
import type { ProofContext } from "../proof-context";
import { type Attempt, better, FAILS } from "./attempt";
import { UNSEEN_TRUST } from "./callers";
import type { IntruderClass } from "./class";
import { type Guard, type GuardingDocument, guardsOf, type Population, populationsOf } from "./guards";
import { primariesOf } from "./primary-holder";
import { type ProtectedChain, withPrimary } from "./protected-chain";
import { CLASSES } from "./registry";
import type { ResourceDocument } from "./resources";
import { sharedBy } from "./shared";
import { unreadDocuments } from "./unread";

/** Whom the reader accepts of a class: everybody, or those that `who` names. */
export interface Acceptance {
  readonly id: IntruderId;
  readonly who?: string;
}

/** Everybody whom the guarding documents of a chain admit, disposed of: nobody is left over. */
export interface Accounting {
  readonly intruders: readonly Intruder[];
  readonly shared: readonly Shared[];
}

/** One Allow of one document, for one population of those it admits. */
interface Case {
  readonly chain: ProtectedChain;
  readonly guard: Guard;
  readonly population: Population | undefined;
  /** Only the class of whoever holds the primary role of a peer. */
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
  if (!chain) return { intruders: NOTHING_KNOWN, shared: [] };
  const cases = casesOf(proof, chain);
  const found = new Map<IntruderId, readonly Through[]>();
  const taken = new Map<IntruderId, boolean>();
  for (const one of classes) {
    if (one.id === "primary-holder" && chain.primaryArn === undefined) continue;
    const all = throughOf(proof, one, cases, []);
    const whole = accepted.some(({ id, who }) => id === one.id && who === undefined);
    const some = accepted.flatMap(({ id, who }) => (id === one.id && who !== undefined ? [who] : []));
    const left = some.length > 0 && all.length > 0 ? throughOf(proof, one, cases, some) : all;
    const isTaken = all.length > 0 && (whole || left.length === 0);
    found.set(one.id, isTaken ? all : left);
    taken.set(one.id, isTaken);
  }
  const rest = cases.flatMap((one) => restOf(one, classes));
  if (rest.length > 0) {
    found.set("other-principal", rest);
    taken.set(
      "other-principal",
      accepted.some(({ id, who }) => id === "other-principal" && who === undefined),
    );
  }
  const guards = new Set(cases.map(({ guard }) => guard));
  return {
    intruders: INTRUDERS.flatMap((id) => {
      const through = found.get(id);
      return through ? [intruderOf(id, through, taken.get(id) ?? false)] : [];
    }),
    shared: [...guards].flatMap((guard) => (isResource(guard) ? sharedBy(proof, chain, guard) : [])),
  };
}

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
  ];
  const targets = new Set(chain.grants.flatMap(({ matches }) => matches.map(({ target }) => target)));
  const keys = [...targets].flatMap(({ key }) =>
    typeof key === "string" && key !== "aws" ? (proof.inventory.targetByArn(key) ?? []) : [],
  );
  const guarding = (target: (typeof keys)[number], kind: "resource" | "key"): readonly ResourceDocument[] =>
    target.policy
      ? [
          {
            kind,
            target,
            reading: proof.read(target.policy, "resource"),
            owner: target.account,
            address: addressOf(target.resource),
          },
        ]
      : [];
  const extra = [...new Set(keys)].filter((key) => !targets.has(key));
  return [
    ...roles,
    ...[...targets].flatMap((target) => guarding(target, "resource")),
    ...extra.flatMap((target) => guarding(target, "key")),
    ...unreadDocuments(proof, chain),
  ];
}

/** The statements through which somebody of a class passes, those left out whom the reader has accepted. */
function throughOf(
  proof: ProofContext,
  { id, populations, intoRole, toResource }: IntruderClass,
  cases: readonly Case[],
  accepted: readonly string[],
): readonly Through[] {
  const byGuard = new Map<Guard, Attempt>();
  for (const { chain, guard, population, holderOnly } of cases) {
    if (population === undefined || !populations.includes(population)) continue;
    if (holderOnly && id !== "primary-holder") continue;
    if (guard.document.address !== undefined && accepted.includes(guard.document.address)) continue;
    const of = accepted.length > 0 ? { ...chain, accepted } : chain;
    const attempt =
      guard.document.kind === "unread"
        ? id === "primary-holder"
          ? FAILS
          : ANYBODY_PERHAPS
        : isResource(guard)
          ? toResource?.(proof, of, guard, population)
          : intoRole?.(proof, of, guard, population);
    byGuard.set(guard, better(byGuard.get(guard) ?? FAILS, attempt ?? FAILS));
  }
  return [...byGuard].flatMap(([guard, attempt]) => (attempt.truth === NO ? [] : [throughAt(guard, attempt)]));
}

/** What is not understood may let in anybody. */
const ANYBODY_PERHAPS: Attempt = { truth: MAYBE, who: "anybody: it is not read" };

function throughAt({ document, statement }: Guard, { truth, who, actions, witness, assumption }: Attempt): Through {
  const { label, location } = document.reading;
  return {
    verdict: truth === YES ? "allowed" : "unknown",
    document: label,
    who: who ?? "a caller that only apply tells",
    actions: actions ?? [],
    ...(statement ? { statement: readable(statement.source) } : {}),
    ...(location.file === "" ? {} : { location }),
    ...(witness ? { witness } : {}),
    ...(truth === YES && assumption ? { assumption } : {}),
  };
}

/** What is left of an Allow once every class has had its populations. */
function restOf({ guard, population, holderOnly }: Case, classes: readonly IntruderClass[]): readonly Through[] {
  if (holderOnly || guard.document.kind === "unread") return [];
  const inRole = !isResource(guard);
  const covered =
    population !== undefined &&
    classes.some(
      ({ populations, intoRole, toResource }) =>
        populations.includes(population) && (inRole ? intoRole !== undefined : toResource !== undefined),
    );
  if (covered) return [];
  const names = (guard.statement?.principals?.of ?? []).map(({ type, name }) => `${type} ${readable(name)}`);
  return [throughAt(guard, { truth: MAYBE, who: names.join(", ") })];
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
    ? `${shown?.document ?? "a document"} admits ${shown?.who ?? "somebody"}, which no class of callers stands for`
    : shown && shown.statement === undefined
      ? `${shown.document} is not known, and may let such a caller in`
      : "whether such a caller gets in depends on values known only after apply";

const NOTHING_KNOWN: readonly Intruder[] = (
  ["other-service-account", "other-namespace", "other-cluster", "other-role", "other-account", "anonymous"] as const
).map((id) => ({ id, verdict: "unknown", accepted: false, message: unknownMessage(id, undefined) }));
