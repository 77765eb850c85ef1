import type { Problem } from "../../rules";
import { problemIf } from "../problem-if";
import type { DraftEntry, DraftResource } from "./service-config";

/** A resource whose name is the configuration's, and one of its account and region. */
export const fixedName = (
  { name, create }: { readonly name?: string | undefined; readonly create?: boolean | undefined },
  of: string,
): Omit<DraftResource, "check"> => ({
  isCreated: create !== false,
  ...(name === undefined
    ? {}
    : { name: { text: name, of, within: "account and region", rule: "resource-name-taken", path: ["name"] } }),
});

/** Nothing of such a resource is known only after apply that another stack could need. */
export const uselessHandover = ({ path, handover }: DraftEntry, of: string): readonly Problem[] =>
  problemIf(handover !== undefined, {
    rule: "no-effect",
    path: [...path.slice(0, -1), "handover"],
    at: "key",
    found: `handover of a ${of}, whose name is fixed`,
  });

/** What only creation uses. */
export const uselessOfExisting = <Key extends string>(
  map: { readonly create?: boolean | undefined } & { readonly [one in Key]?: unknown },
  keys: readonly Key[],
  { path }: DraftEntry,
  of: string,
): readonly Problem[] =>
  keys.flatMap((key) =>
    problemIf(map.create === false && map[key] !== undefined, {
      rule: "no-effect",
      path: [...path, key],
      at: "key",
      found: `${key} of a ${of} that exists`,
    }),
  );
