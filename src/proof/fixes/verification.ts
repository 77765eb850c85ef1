import { lazy } from "../../collections/lazy";
import type { Document } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import { chainsOf, type NamedChain } from "../chains";
import { callerWords, type Lacking } from "../hops/explain";
import type { JudgedHop } from "../hops/hop";
import type { ChainResult } from "../proof";
import type { ProofContext, ReadDocument } from "../proof-context";
import type { Candidate } from "./candidates";
import { compared, type Outcome } from "./comparison";
import { applied } from "./operations";
import type { Sources } from "./same-source";

/** A chain as it was judged. */
export interface Judgement {
  readonly named: NamedChain;
  readonly result: ChainResult;
  /** Its hops with what each lacks, and how it was decided; undefined where all are allowed and that is not kept. */
  readonly hops: readonly JudgedHop[] | undefined;
  /** All that was read of it. */
  readonly documents: ReadonlySet<Document>;
}

/** Judges a chain in a world that may differ in its documents; nothing is accepted. */
export type Judge = (proof: ProofContext, named: NamedChain) => Judgement;

/** How many chains are judged again, at most: a world in which everything is denied ends too. */
const MOST = 4_000;

export interface Verification {
  /** Whether `candidate` fixes the hop at `hop` of the chain at `chain` and does nothing else; "also": other chains' same hop too. */
  outcome(candidate: Candidate, chain: number, hop: number): Outcome;
}

export function verificationOf(
  proof: ProofContext,
  judgements: readonly Judgement[],
  judge: Judge,
  sources: Sources,
): Verification {
  const users = lazy(() => usersOf(judgements));
  const before = new Map<number, Judgement>();
  let left = MOST;
  const quietly = (read: ProofContext["read"]): ProofContext => ({ ...proof, warn() {}, read });
  const beforeOf = (index: number): Judgement | undefined => {
    const known = before.get(index);
    const named = judgements[index]?.named;
    if (known || !named) return known;
    const made = judge(quietly(proof.read), named);
    before.set(index, made);
    return made;
  };

  function outcome(candidate: Candidate, chain: number, hop: number): Outcome {
    const { document, kind } = candidate.reading;
    const documents = sources.sameAs(document);
    const patched = new Map(documents.flatMap((one) => patchedOf(one, candidate)));
    const affected = new Set(documents.flatMap((one) => users().get(one) ?? []));
    // where one document has no chain, nothing can be seen of what it gives
    if (patched.size < documents.length || documents.some((one) => !users().has(one))) return "other";
    left -= 2 * affected.size;
    if (left < 0 || kind === undefined) return "other";
    const context = quietly((one, as) => proof.read(patched.get(one) ?? one, as));
    if ([...patched.keys()].some((one) => context.read(one, kind).problem)) return "other";
    const names = kind === "trust" ? sameNames(context, judgements) : judgements.map(({ named }) => named);
    const fixing = judgements[chain]?.hops?.[hop]?.lacking ?? [];
    if (!names) return "other";
    if (candidate.shape === "completed" && servesOthers(candidate, documents, affected, chain)) return "other";
    const outcomes = [...affected].map((index) => {
      const [was, named] = [beforeOf(index), names[index]];
      if (!was || !named) return "other";
      return compared({
        before: was.result,
        after: judge(context, named).result,
        candidate,
        ...(index === chain ? { fixed: hop } : {}),
        sameQuestion: (at) => isSameQuestion(was.hops?.[at]?.lacking, fixing, patched),
        actions: new Set(fixing.map(({ action }) => action)),
        caller: callerOf(fixing),
      });
    });
    return outcomes.includes("other") ? "other" : outcomes.includes("also") ? "also" : "same";
  }

  /** Whether another chain needs the statements that `candidate` would add to. */
  function servesOthers(
    { statements, reading }: Candidate,
    documents: readonly Document[],
    affected: ReadonlySet<number>,
    chain: number,
  ): boolean {
    const without = (one: ReadDocument): ReadDocument => ({
      ...one,
      policy: one.policy && {
        statements: one.policy.statements.filter(({ pointer }) => !statements.includes(pointer)),
      },
    });
    const context = quietly((one, as) =>
      documents.includes(one) && as === reading.kind ? without(proof.read(one, as)) : proof.read(one, as),
    );
    return [...affected].some((index) => {
      const was = beforeOf(index);
      if (index === chain || !was) return false;
      return hopsOf(was.result) !== hopsOf(judge(context, was.named).result);
    });
  }

  return { outcome };
}

const hopsOf = ({ hops }: ChainResult): string =>
  JSON.stringify(hops.map(({ id, verdict, action, resource, code }) => [id, verdict, action, resource, code]));

const patchedOf = (document: Document, { ops }: Candidate): readonly (readonly [Document, Document])[] => {
  const text = typeof document.text === "string" ? applied(document.text, ops) : undefined;
  return text === undefined ? [] : [[document, { ...document, text }]];
};

function usersOf(judgements: readonly Judgement[]): ReadonlyMap<Document, readonly number[]> {
  const users = new Map<Document, number[]>();
  for (const [index, { documents }] of judgements.entries())
    for (const document of documents) {
      const known = users.get(document);
      if (known) known.push(index);
      else users.set(document, [index]);
    }
  return users;
}

/** The chains of a world with other trusts, where they are the same ones: a trust can make a chain by itself. */
function sameNames(context: ProofContext, judgements: readonly Judgement[]): readonly NamedChain[] | undefined {
  const names = chainsOf(context);
  const same =
    names.length === judgements.length &&
    names.every(({ id, key }, index) => id === judgements[index]?.named.id && key === judgements[index]?.named.key);
  return same ? names : undefined;
}

/** One caller's same action, which one of the same documents lacks. */
const isSameQuestion = (
  some: readonly Lacking[] | undefined,
  fixing: readonly Lacking[],
  documents: ReadonlyMap<Document, Document>,
): boolean =>
  some?.every(
    ({ action, sources, request }) =>
      fixing.some((one) => one.action === action && callerWords(one.request) === callerWords(request)) &&
      sources.some((source) => source.document !== undefined && documents.has(source.document)),
  ) ?? false;

const callerOf = ([first]: readonly Lacking[]): string | undefined => {
  const caller = first?.request.caller;
  return caller?.kind === "role" && caller.roleArn ? readable(caller.roleArn.tokens.join("")) : undefined;
};
