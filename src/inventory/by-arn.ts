import { groupBy } from "../collections/group-by";
import { kept } from "../collections/kept";
import { lazy } from "../collections/lazy";
import { InputError } from "../terraform/source-location";
import { replaceUnknowns } from "../unknown/unknown-text";
import { unlessWrong } from "./values";

/** A text in which unknown values hold no separator. Not to be read, only to be compared. */
const masked = (text: string): string => replaceUnknowns(text, (unknown) => unknown.replaceAll("-", "_"));

/** The name within an ARN; a secret's without the characters that Secrets Manager adds. */
const nameIn = kept((arn) => {
  const text = masked(arn);
  const secret = /:secret:(.*)-[^-]*$/s.exec(text)?.[1];
  return secret ?? text.slice(Math.max(text.lastIndexOf("/"), text.lastIndexOf(":")) + 1);
});

export interface Named<T> {
  /** The one with exactly this ARN. @throws InputError where one of that name is in an account that is not known */
  find(arn: string): T | undefined;
  /** Those whose name is the one in `arn`, in any account. */
  named(arn: string): readonly T[];
}

/** Finds by ARN. Names are compared first, so that only of things with that name the account is needed. */
export function byArn<T extends { readonly arn: string }>(
  items: readonly T[],
  nameOf: (item: T) => string | undefined,
): Named<T> {
  const index = lazy(() => groupBy(items, (item) => masked(unlessWrong(() => nameOf(item)) ?? "")));
  const named = (arn: string) => index().get(nameIn(arn)) ?? [];
  return { find: (arn) => exactly(named(arn), arn), named };
}

function exactly<T extends { readonly arn: string }>(candidates: readonly T[], arn: string): T | undefined {
  let missing: InputError | undefined;
  for (const candidate of candidates)
    try {
      if (candidate.arn === arn) return candidate;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      missing ??= error;
    }
  if (missing) throw missing;
  return undefined;
}
