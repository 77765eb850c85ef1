// Checks globs and the classes of values that they tell apart against automata: SEED=1 COUNT=100000 npm run oracle, a hundredth of COUNT
import { after, type Glob, literal, matches, type Shape, witnessesOf, YES } from "../../../src/iam";
import { between } from "../../../src/iam/equivalence-classes";
import { type Random, randomOf } from "../random";
import {
  areEqual,
  both,
  complement,
  disjoint,
  holds,
  isWithin,
  type Language,
  languageBeside,
  languageOf,
  regular,
  sourceOf,
} from "./languages";
import { randomGlob, textOf } from "./patterns";

const SHOWN = 10;
const ANY = regular(".*");

const shown = ({ tokens }: Glob): string => tokens.join(" ");

/** What is wrong, where something is. */
type Check = (random: Random, count: (what: string) => void) => string | undefined;

/** YES is inclusion, NO is disjointness; MAYBE must be neither, or it is at least counted. */
const comparing: Check = (random, count) => {
  const [pattern, request] = [randomGlob(random), randomGlob(random)];
  const [p, r] = [languageOf(pattern), languageBeside(pattern, request)];
  const answer = matches(pattern, request);
  const right = isWithin(r, p) ? 2 : disjoint(p, r) ? 0 : 1;
  if (answer === right) count(`matches: ${["none", "some", "all"][right]}`);
  else if (answer === 1) count("matches: some, which is weaker than it is");
  else return `matches(${shown(pattern)}, ${shown(request)}) is ${answer}, not ${right}`;
  return undefined;
};

/** Every string of every class: one for each set of patterns that some value fits, and none that says it is complete and is not. */
const classes: Check = (random, count) => {
  const shape: Shape | undefined = random.chance(0.4) ? { segments: 2, separator: "/" } : undefined;
  const patterns = Array.from({ length: 1 + random.below(4) }, () => randomGlob(random, shape !== undefined));
  const { values, complete } = witnessesOf(patterns, "other", shape);
  const universe = regular(shape ? "[^/]+/[^/]+" : ".+");
  const languages = patterns.map(languageOf);
  const texts = values.map(({ tokens }) => tokens.join(""));
  const stray = texts.find((text) => text !== "" && !holds(universe, text));
  if (stray !== undefined) return `${JSON.stringify(stray)} has not the shape; ${patterns.map(shown).join(" | ")}`;
  const found = new Set(texts.map((text) => languages.map((one) => (holds(one, text) ? "1" : "0")).join("")));
  let missing: string | undefined;
  const visit = (index: number, left: Language, signature: string): void => {
    if (left.isEmpty || missing !== undefined) return;
    const one = languages[index];
    if (!one) {
      if (!found.has(signature)) missing = signature;
      return;
    }
    visit(index + 1, both(left, one), `${signature}1`);
    visit(index + 1, both(left, complement(one)), `${signature}0`);
  };
  visit(0, universe, "");
  if (missing === undefined) count(`classes: all of them${complete ? "" : ", though it does not claim so"}`);
  else if (complete)
    return `no value of class ${missing} of ${patterns.map(shown).join(" | ")}${shape ? " with its shape" : ""}`;
  else count("classes: not all of them, as it says");
  return undefined;
};

/** What is left of a pattern after a text, and between two. */
const leaving: Check = (random, count) => {
  const pattern = randomGlob(random);
  const [before, behind] = [
    literal(textOf(random).slice(0, 3)),
    literal(random.chance(0.5) ? "" : textOf(random).slice(-2)),
  ];
  const rests = behind.tokens.length === 0 ? after(pattern, before) : between(before, pattern, behind);
  const framed = (inner: string) => regular(`${sourceOf(before)}(?:${inner})${sourceOf(behind)}`);
  const right = both(languageOf(pattern), framed(".*"));
  const left = rests.length === 0 ? both(ANY, complement(ANY)) : framed(rests.map((rest) => sourceOf(rest)).join("|"));
  if (!areEqual(right, left))
    return `what ${shown(before)} … ${shown(behind)} leaves of ${shown(pattern)} is not ${rests.map(shown).join(" | ")}`;
  count(`what is left: ${right.isEmpty ? "nothing" : "something"}`);
  return undefined;
};

/** A value that a pattern matches is one of its strings. */
const containing: Check = (random, count) => {
  const pattern = randomGlob(random);
  const text = textOf(random);
  const right = holds(languageOf(pattern), text);
  if ((matches(pattern, literal(text)) === YES) !== right)
    return `${shown(pattern)} and ${JSON.stringify(text)}: not ${right}`;
  count(`strings: ${right ? "matched" : "not matched"}`);
  return undefined;
};

function main(): void {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const count = Math.ceil(Number(process.env.COUNT ?? 100_000) / 100);
  const random = randomOf(seed);
  const counts = new Map<string, number>();
  const add = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  let disagree = 0;
  for (let index = 0; index < count; index += 1)
    for (const check of [comparing, classes, leaving, containing]) {
      const wrong = check(random, add);
      if (wrong === undefined) continue;
      disagree += 1;
      if (disagree <= SHOWN) console.log(`${index}: ${wrong}`);
    }
  console.log(`seed ${seed}, ${count} times`);
  for (const [what, times] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(times).padStart(7)}  ${what}`);
  const agree = [...counts.values()].reduce((sum, times) => sum + times, 0);
  console.log(`${agree} agree, ${disagree} disagree`);
  if (disagree > 0) process.exitCode = 1;
}

main();
