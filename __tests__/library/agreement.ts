import type * as library from "../../library";
import type * as internal from "../../src/proof/proof";
import type * as types from "../../types";

// The types of the package and those of the source, one assigned to the other: `npm run typecheck` refuses what does not
// agree. The values that the package keeps opaque are left out.

export const problems = (
  made: ReturnType<typeof library.readConfiguration>,
): Omit<types.ReadConfiguration, "configuration"> => made;
export const synthesized = (made: library.Synthesized): types.Synthesized => made;
export const synthesizeOptions = (given: types.SynthesizeOptions): Parameters<typeof library.synthesize>[1] => given;
export const readOptions = (given: types.ReadOptions): Parameters<typeof library.readWorld>[1] => given;
export const proveOptions = (given: Omit<types.ProveOptions, "configuration">): Parameters<typeof library.prove>[1] =>
  given;
export const textOptions = (given: types.TextOptions): Parameters<typeof library.formats.text>[1] => given;
export const proof = (made: internal.Proof): types.Proof => made;
export const hopIds = (id: types.HopId): internal.HopId => id;
export const intruderIds = (id: types.IntruderId): internal.IntruderId => id;
export const assumptionIds = (id: types.AssumptionId): internal.AssumptionId => id;
export const formatNames = (name: keyof typeof library.formats): keyof typeof types.formats => name;
export const formatsOfTypes = (name: keyof typeof types.formats): keyof typeof library.formats => name;
