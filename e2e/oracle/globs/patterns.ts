import { type Glob, glob, literal } from "../../../src/iam";
import { byField, bySegment } from "../../../src/iam/glob";
import type { Random } from "../random";

const NAMES = ["payments", "pay", "api", "a", "ab", "production", "team/a", "x"];
const ARNS = ["arn:aws:iam::111111111111:role/pay", "arn:aws:s3:::data/a", "a:b:c:d:e:f:g"];

/** A text in which some characters gave way to wildcards; a short one now and then, where most of the odd cases are. */
function pattern(random: Random, text: string): string {
  let out = "";
  for (const letter of text) {
    const chance = random.next();
    if (chance < 0.12) out += "*";
    else if (chance < 0.2) out += "?";
    else if (chance < 0.25) out += `*${letter}`;
    else if (chance < 0.3) continue;
    else if (chance < 0.33) out += random.pick(["a", "b", ":", "/", "p"]);
    else out += letter;
  }
  if (random.chance(0.2)) out = `${out.slice(0, random.below(out.length + 1))}*`;
  return out === "" ? "*" : out;
}

export const textOf = (random: Random): string =>
  random.chance(0.3)
    ? Array.from({ length: 1 + random.below(5) }, () => random.pick(["a", "b", ":", "/", "*", "?"])).join("")
    : random.pick(random.chance(0.5) ? NAMES : ARNS);

/** A pattern as one of the ways of comparing has it: as text, by the fields of an ARN, by those of a resource. */
export function randomGlob(random: Random, shaped = false): Glob {
  const text = shaped ? random.pick(["pay/a", "a/b", "pay/api", "*/a", "x/x"]) : textOf(random);
  if (random.chance(0.2)) return literal(text.replaceAll(/[*?]/g, "x"));
  const made = glob(pattern(random, text));
  return random.pick([(one: Glob) => one, (one: Glob) => one, byField, bySegment])(made);
}
