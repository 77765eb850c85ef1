import { fits } from "../../aws";
import {
  type Choice,
  type Chosen,
  type Context,
  exactly,
  type Glob,
  glob,
  literal,
  matches,
  NO,
  type Policy,
  substituted,
  variableIn,
  witnessesOf,
  YES,
} from "../../iam";
import type { Target } from "../../inventory";
import { familyOf } from "../requests/targets";

const OWN_PART = "resource";

/** The parts of `target` that `policies` tell apart by what a caller is: `home/${aws:PrincipalTag/team}/*`. */
export function ownParts(
  policies: readonly Policy[],
  target: Target,
  action: string,
  context: (chosen: Chosen) => Context,
): readonly Choice[] {
  const texts = policies.flatMap(({ statements }) => statements.flatMap(({ resources }) => resources?.of ?? []));
  const varying = texts.filter(({ pieces }) => pieces.length > 0);
  if (varying.length === 0) return [];
  const members = familyOf(target).filter((member) => fits(action, member));
  const values = (chosen: Chosen) => {
    const lookUp = variableIn(context(chosen));
    const found = varying.flatMap((text) => {
      const pattern = substituted(text, lookUp);
      if (!pattern) return [];
      return witnessesOf([pattern], "key").values.filter((one) => matches(pattern, one) !== NO);
    });
    const inside = found.filter((one) => members.some((member) => matches(glob(member), one) === YES));
    return exactly([undefined, ...inside]);
  };
  return [{ name: OWN_PART, values }];
}

/** What is asked for: a part that is the caller's own where it chooses that; any at all before. */
export function askedIn(resource: string, own: readonly Choice[], chosen: Chosen): Glob {
  if (own.length === 0) return literal(resource);
  return chosen.has(OWN_PART) ? (chosen.get(OWN_PART) ?? literal(resource)) : glob("*");
}

export const textIn = ({ tokens }: Glob): string => tokens.join("");
