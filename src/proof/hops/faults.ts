import { distance } from "fastest-levenshtein";
import { type Mismatch, type Nearest, NO, nearest, type Request, textOf, writtenActions } from "../../iam";
import { hasUnknown, readable } from "../../unknown/unknown-text";
import type { Fault } from "../derivation";
import type { ReadDocument } from "../proof-context";
import { callerWords, type Lacking, mismatchWords, type Why } from "./explain";
import type { JudgedHop } from "./hop";
import { differing, type Known, nearMiss } from "./near-miss";

/** Everything that keeps `hop` from being allowed: each wrong value of each of its actions, once. */
export function faultsOf(hop: JudgedHop, accounts: Known["accounts"], owner: string | undefined): readonly Fault[] {
  if (hop.verdict === "allowed") return [];
  const own = hop.whys?.() ?? [];
  // what is known of the world besides may have changed the verdict, and says why itself
  const whys: readonly Why[] = own[0] && sameText(own[0].message, hop.message) ? own : [hop];
  const lacking = whys.flatMap((why) => why.lacking ?? []);
  const about = new Set(lacking.flatMap((one) => statementsMeant(one)));
  const faults = whys.flatMap((why): readonly Fault[] => {
    const found = (why.lacking ?? []).flatMap((one) => mismatchFaults(one, about, accounts, owner));
    return found.length > 0 ? found : [plainFault(why)];
  });
  return [...new Map(faults.map((fault) => [`${fault.message} ${fault.location?.line}`, fault])).values()];
}

const sameText = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && readable(a) === readable(b);

/** The statement that one of the actions of a hop nearly gets; another about the same is wrong in the same ways. */
function statementsMeant({ sources, request }: Lacking): readonly unknown[] {
  const near = nearest(sources, request);
  return near && !near.mismatches.some(({ element, truth }) => element === "action" && truth === NO)
    ? [near.statement]
    : [];
}

function mismatchFaults(
  { sources, request, action }: Lacking,
  about: ReadonlySet<unknown>,
  accounts: Known["accounts"],
  owner: string | undefined,
): readonly Fault[] {
  const near = nearest(sources, request);
  if (!near) return [];
  const wrong = near.mismatches.filter(({ truth }) => truth === NO);
  const other = wrong.some(({ element }) => element === "action");
  if (other && wrong.length > 1 && !about.has(near.statement)) return [];
  return wrong.map((mismatch) => mismatchFault(mismatch, near, request, action, { accounts, owner }));
}

function mismatchFault(
  mismatch: Mismatch,
  near: Nearest,
  request: Request,
  action: string,
  { accounts, owner }: Known,
): Fault {
  const reading = near.source as ReadDocument;
  const { written, wanted, under, whose } = partsOf(mismatch, near, request, owner);
  const known = { accounts, owner: whose };
  const nears = written.flatMap((value) => {
    const text = wanted === undefined ? undefined : nearMiss(value, wanted, known);
    return text === undefined ? [] : [{ value, text }];
  });
  const values = (nears.length > 0 ? nears.map(({ value }) => value) : written).filter((value) => !hasUnknown(value));
  const wrong = closestFirst(values, wanted);
  const [part] = (wrong[0] !== undefined && wanted !== undefined && differing(wrong[0], wanted)) || [];
  const [value] = wrong;
  const origin = value === undefined ? undefined : reading.document?.origin?.({ value, part, under });
  return {
    message: `${reading.label}: ${mismatchWords(mismatch, near, request, action)}`,
    ...(reading.location.file === "" ? {} : { location: reading.location }),
    wrong,
    ...(part === undefined ? {} : { part }),
    under,
    ...(origin ? { origin } : {}),
    ...(nears[0] ? { near: nears[0].text } : {}),
  };
}

/** Of several values the one that differs least is what was meant. */
const closestFirst = (values: readonly string[], wanted: string | undefined): readonly string[] =>
  wanted === undefined ? values : [...values].sort((a, b) => distance(a, wanted) - distance(b, wanted));

interface Parts {
  readonly written: readonly string[];
  /** What the request has; undefined where that is nothing, or no name that one mistypes. */
  readonly wanted?: string | undefined;
  readonly under: readonly string[];
  /** What has the wanted value. */
  readonly whose?: string | undefined;
}

function partsOf(mismatch: Mismatch, { statement }: Nearest, request: Request, owner: string | undefined): Parts {
  switch (mismatch.element) {
    case "action":
      return { written: writtenActions(statement), under: ["Action", "actions"] };
    case "principal": {
      const written = (statement.principals?.of ?? []).map(({ name }) => name);
      const wanted = callerWords(request).replace(/^.*"(.*)"$/, "$1");
      return { written, wanted, under: ["Principal", "principals"] };
    }
    case "resource": {
      const written = (statement.resources?.of ?? []).map(({ text }) => text);
      return { written, wanted: request.resource && textOf(request.resource), under: ["Resource", "resources"] };
    }
    case "condition": {
      const { key, values } = mismatch.condition;
      const wanted = mismatch.got?.[0];
      return { written: values.map(({ text }) => text), wanted, under: [key], whose: owner };
    }
  }
}

/** What is wrong besides a statement: what its message quotes is marked. */
function plainFault({ message, code, location }: Why): Fault {
  const text = message ?? code ?? "it is not allowed";
  const quoted = [...text.matchAll(/"([^"]+)"/g)].map(([, value = ""]) => value);
  return {
    message: text,
    ...(location ? { location } : {}),
    wrong: code === "explicit-deny" ? ["Deny"] : quoted,
    under: code === "explicit-deny" ? ["Effect", "effect"] : [],
  };
}
