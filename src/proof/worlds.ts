import { lazy } from "../collections/lazy";
import { inventoryOf } from "../inventory";
import type { NamedWorld, World, Worlds } from "../terraform";
import type { ExplainedProof } from "./accounts";
import { renamed } from "./accounts/names";
import { nameOf } from "./accounts/sentences";
import { type Answer, answerOf, type Explainer, UNEXPLAINED } from "./answer";
import { namesOf } from "./chain-id";
import { chainsOf } from "./chains";
import { withMissingOptions } from "./missing-options";
import type { ChainResult, ExpectationResult, Finding, Proof, ProveOptions } from "./proof";
import { proofContextOf } from "./proof-context";
import { explainedProof } from "./prove";
import { worst } from "./verdicts";

/** What `answerWorlds` proves, without how it came to it. @throws InputError as that */
export const proveWorlds = (worlds: Worlds, options: ProveOptions = {}): Proof => answerWorlds(worlds, options).proof;

/**
 * Proves each of `worlds` by itself and puts the answers together: chains say in which world they are, and the verdict is
 * the worst. What an option names is asked of the worlds that have it.
 * @throws InputError for options that name what no world has
 */
export function answerWorlds({ worlds, unread, leftOut, isSearched }: Worlds, options: ProveOptions = {}): Answer {
  const findings: readonly Finding[] = [
    ...unread.map(
      ({ path, reason }): Finding => ({
        code: "root-not-read",
        level: "error",
        message: `${path} was not read: ${reason}`,
        fix: "Correct it, or name the other folders on the command line.",
      }),
    ),
    ...(isSearched ? [searchNote(worlds, leftOut)] : []),
  ];
  const [first, ...more] = worlds;
  const { proof, explainer } =
    first && more.length === 0 ? explainedProof(first.world, options) : proofOfMany(worlds, options);
  const whole = withMissingOptions({
    ...proof,
    verdict: worst([proof.verdict, ...(unread.length > 0 ? (["unknown"] as const) : [])]),
    findings: [...proof.findings, ...findings],
  });
  return answerOf(whole, explainer);
}

function searchNote(worlds: readonly NamedWorld[], leftOut: Worlds["leftOut"]): Finding {
  const stacks = worlds.map(({ world }) => world.stacks.map(({ name }) => name).join(" with "));
  const parts = [
    `read ${stacks.join("; ")}${worlds.length > 1 ? ", each a world of its own" : ""}`,
    ...(leftOut.length > 0 ? [`left out ${leftOut.map(({ path, reason }) => `${path} (${reason})`).join(", ")}`] : []),
  ];
  return {
    code: "roots-searched",
    level: "note",
    message: parts.join("; "),
    fix: "Name folders on the command line to have them in one world, or to leave others out.",
  };
}

function proofOfMany(worlds: readonly NamedWorld[], options: ProveOptions): ExplainedProof {
  const places = worlds.map((one) => ({ ...one, chains: lazy(() => chainNames(one.world)) }));
  const has = (place: (typeof places)[number], chain: string) => place.chains().has(chain);
  /** Whether a place is asked about `chain`: those that have it, or the first where none has. */
  const isAsked = (place: (typeof places)[number], chain: string | undefined): boolean =>
    chain === undefined || has(place, chain) || (place === places[0] && !places.some((one) => has(one, chain)));
  const stackIn = (place: (typeof places)[number], on: string) =>
    place.world.stacks.some(({ name }) => on.startsWith(`${name}/`));
  const proofs = places.map((place): ExplainedProof => {
    const { expectations, allowIntruders, assume } = options;
    return explainedProof(place.world, {
      ...options,
      ...(allowIntruders ? { allowIntruders: allowIntruders.filter(({ chain }) => isAsked(place, chain)) } : {}),
      ...(assume ? { assume: assume.filter(({ chain }) => isAsked(place, chain)) } : {}),
      ...(expectations
        ? {
            expectations: expectations.filter(
              ({ pod, mechanism, on }) =>
                isAsked(place, mechanism ? `${mechanism} ${pod}` : pod) &&
                (on.startsWith("arn:") || on === "*" || stackIn(place, on) || !places.some((one) => stackIn(one, on))),
            ),
          }
        : {}),
    });
  });
  const proof = together(
    places,
    proofs.map((one) => one.proof),
  );
  return { proof, explainer: explainerAmong(new Map(places.map(({ path }, index) => [path, proofs[index]]))) };
}

/** Each world explains its own chains, which do not name it. */
function explainerAmong(byWorld: ReadonlyMap<string, ExplainedProof | undefined>): Explainer {
  const own = ({ world = "", mechanism, key }: ChainResult) => {
    const explained = byWorld.get(world);
    const chain = explained?.proof.chains.find((one) => one.mechanism === mechanism && one.key === key);
    return explained && chain && { chain, explainer: explained.explainer };
  };
  return {
    derivation(chain, index) {
      const { chain: one, explainer } = own(chain) ?? { chain, explainer: UNEXPLAINED };
      return explainer.derivation(one, index);
    },
    grant(chain, action, resource) {
      const found = own(chain);
      return found?.explainer.grant(found.chain, action, resource);
    },
    owner(chain, arn) {
      const { chain: one, explainer } = own(chain) ?? { chain, explainer: UNEXPLAINED };
      return explainer.owner(one, arn);
    },
  };
}

function together(places: readonly NamedWorld[], proofs: readonly Proof[]): Proof {
  const chains = proofs.flatMap((proof, index) =>
    proof.chains.map((chain) => ({ ...chain, world: places[index]?.path ?? "" })),
  );
  const findings = proofs.flatMap((proof, index) =>
    proof.findings
      .filter((finding) => isAbout(finding, proofs))
      .map((finding) => ({ ...finding, world: places[index]?.path ?? "" })),
  );
  return {
    version: 1,
    verdict: chains.length === 0 ? "unknown" : worst(chains.map(({ verdict }) => verdict)),
    chains: chains.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.world < b.world ? -1 : 1)),
    expectations: distinct(proofs.flatMap(({ expectations }) => expectations)),
    findings,
  };
}

/** What is about the whole answer counts only where it is so of all worlds. */
function isAbout({ code, message }: Finding, proofs: readonly Proof[]): boolean {
  if (code === "options-missing") return false;
  if (code === "no-chains") return proofs.every(({ chains }) => chains.length === 0);
  if (code !== "acceptance-unused") return true;
  return proofs.every(({ findings }) => findings.some((other) => other.code === code && other.message === message));
}

const distinct = (results: readonly ExpectationResult[]): readonly ExpectationResult[] =>
  [...new Map(results.map((one) => [one.line, one])).values()].sort((a, b) => a.line - b.line);

/** The names by which options may call the chains of `world`, alone and behind their mechanism. */
function chainNames(world: World): ReadonlySet<string> {
  const names = new Map(world.accounts.unnamed.map((one) => [one.id, nameOf(one)]));
  const chains = chainsOf(proofContextOf(world, inventoryOf(world), {}));
  return new Set(
    chains.flatMap(({ id, chain: { mechanism } }) =>
      namesOf(renamed(id, names)).flatMap((name) => [name, `${mechanism} ${name}`]),
    ),
  );
}
