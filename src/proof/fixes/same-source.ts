import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import { glob, literal, matches, NO } from "../../iam";
import type { Document, Inventory, Role } from "../../inventory";
import { InputError } from "../../terraform/source-location";
import { isInPlace } from "./written";

/** What the documents of a world share. */
export interface Sources {
  /**
   * Every document of the world that comes from the same source expression as `document`, or may: instances of one
   * resource, and those with the same text where it is not written in place.
   */
  sameAs(document: Document): readonly Document[];
  /** Whether no other role has this policy. */
  isOwn(document: Document): boolean;
  /** Whether the world has a role or resource that `pattern` names. */
  names(pattern: string): boolean;
}

export function sourcesOf(inventory: Inventory): Sources {
  const documents = lazy(() => [...new Set(documentsOf(inventory))]);
  const byPlace = lazy(() => groupBy(documents(), placeOf));
  const byText = lazy(() => groupBy(documents(), ({ text }) => text));
  const arns = lazy(() => [...inventory.roles, ...inventory.targets].flatMap((one) => known(() => [one.arn])));
  const users = lazy(() =>
    groupBy(
      inventory.roles.flatMap((role) => policiesOf(role).map((document) => ({ document, role }))),
      ({ document }) => document,
    ),
  );
  return {
    sameAs: (document) => {
      const alike = isInPlace(document) ? [] : (byText().get(document.text) ?? []);
      return [...new Set([document, ...(byPlace().get(placeOf(document)) ?? []), ...alike])];
    },
    isOwn: (document) => (users().get(document) ?? []).length === 1,
    names: (pattern) => arns().some((arn) => matches(glob(pattern), literal(arn)) !== NO),
  };
}

/** A plan's or a state's instances stand apart: they have one address but for their keys. */
const placeOf = ({ location, label, expression }: Document): string =>
  expression === undefined
    ? `${location.file} ${label.replaceAll(/\[(?:"[^"]*"|\d+)\]/g, "")}`
    : `${location.file}#${location.pointer}`;

/** What a role that needs an account to be read has is not known. */
function known<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

const policiesOf = (role: Role): readonly Document[] =>
  known(() => [...role.policies, ...(role.boundary ? [role.boundary] : [])]);

const documentsOf = ({ roles, targets, associations }: Inventory): readonly Document[] => [
  ...roles.flatMap((role) => [...known(() => [role.trust]), ...policiesOf(role)]),
  ...targets.flatMap((target) => known(() => (target.policy ? [target.policy] : []))),
  ...associations.flatMap(({ policy }) => policy ?? []),
];
