import type { Path, Problem } from "../../rules";
import { type Draft, type DraftResource, entriesOf } from "../draft";
import { backendAt, isUnreadable } from "../handover";
import { type CheckContext, problemIf } from "./check-context";

/** Whether the name of a bucket reaches another stack, or module, by a variable. */
export const isVariable = (config: Draft, { handover, account }: DraftResource): boolean =>
  config.layout === "modules" ||
  (handover ?? config.defaults?.handover) === "variable" ||
  isUnreadable(backendAt(config, account));

/** What modules have no place for. */
export function checkLayout({ config }: CheckContext): readonly Problem[] {
  if (config.layout !== "modules") return [];
  const written: readonly (readonly [Path, string | undefined])[] = [
    [["defaults", "handover"], config.defaults?.handover],
    ...entriesOf(config.resources).map(([key, { handover }]): readonly [Path, string | undefined] => [
      ["resources", key, "handover"],
      handover,
    ]),
  ];
  const backends: readonly (readonly [Path, unknown])[] = [
    [["defaults", "backend"], config.defaults?.backend],
    ...entriesOf(config.accounts).map(([key, { backend }]) => [["accounts", key, "backend"], backend] as const),
  ];
  return [
    ...written.flatMap(([path, handover]) =>
      problemIf(handover === "remote-state", {
        rule: "no-effect",
        path,
        found: "handover: remote-state with layout: modules, which read no state: their callers pass what they know",
      }),
    ),
    ...backends.flatMap(([path, backend]) =>
      problemIf(backend !== undefined, {
        rule: "no-effect",
        path,
        at: "key",
        found: "backend with layout: modules, whose state is that of the root module that calls them",
      }),
    ),
    ...problemIf(config.accounts?.handover !== undefined, {
      rule: "account-key",
      path: ["accounts", "handover"],
      at: "key",
      found: "account handover with layout: modules, where the documents for other owners have that folder",
      expected: "another key",
    }),
  ];
}
