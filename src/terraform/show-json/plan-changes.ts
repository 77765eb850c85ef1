import { isKnownText } from "../expression/access";
import { withoutKeys } from "../module/addresses";
import { isRaw, own, type Raw } from "../source/block";
import type { SourceFile } from "../source/source-file";
import type { Value } from "../value";
import type { Change } from "../world";
import { type Entry, entryOf } from "./file";
import { type PlanConfiguration, rawAt } from "./plan-configuration";

/** What a plan changes, and what it does not get to. @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation */
export interface PlanChanges {
  /** What is known only after apply of the resource at `address`. */
  unknown(address: string): unknown;
  change(address: string): Change;
  saves(address: string, argument: string, after: () => Value): boolean | undefined;
  /** Whether its replacement is made before it is deleted, and has the same text for `argument`. */
  besideItself(address: string, argument: string, after: () => Value): boolean;
  /** What is deleted or written anew, with the values that it had. */
  readonly outdated: readonly Entry[];
  /** What the state holds and the plan neither plans nor changes: it stays as it is. */
  readonly standing: readonly Entry[];
  /** What the plan forgets, defers or leaves unapplied, and why AWS may or may not hold it. */
  readonly unsettled: readonly { readonly entry: Entry; readonly reason: string }[];
}

interface Planned {
  readonly change: Raw;
  readonly actions: readonly unknown[];
}

/**
 * A plan with `-target` says nothing of the rest of the state, which its `prior_state` still shows.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 * @throws InputError for changes in another form
 */
export function planChanges(
  file: SourceFile,
  content: Raw,
  configuration: PlanConfiguration,
  planned: readonly Entry[],
  prior: readonly Entry[],
): PlanChanges {
  const changes = new Map<string, Planned>();
  const unsettled: { readonly entry: Entry; readonly reason: string }[] = [];
  const open = new Map<string, unknown>();
  const outdated: Entry[] = [];
  const present = new Set(planned.map(({ address }) => address));
  for (const [index, one] of listOf(content, "resource_changes").entries()) {
    if (!isRaw(one) || typeof one.address !== "string" || one.deposed !== undefined) continue;
    const change = rawAt(one, "change");
    const actions = listOf(change, "actions");
    changes.set(one.address, { change, actions });
    if ((actions.includes("delete") || actions.includes("update")) && isRaw(own(change, "before")))
      outdated.push(entryElsewhere(file, ["resource_changes", index], one, rawAt(change, "before")));
    if (actions.includes("forget") && !present.has(one.address))
      unsettled.push({
        entry: entryElsewhere(file, ["resource_changes", index], one, rawAt(change, "before")),
        reason: "the plan forgets it, so AWS keeps it and nothing manages it",
      });
  }
  for (const [index, one] of listOf(content, "deferred_changes").entries()) {
    const deferred = isRaw(one) ? rawAt(one, "resource_change") : {};
    if (typeof deferred.address !== "string" || deferred.mode === "data") continue;
    open.set(deferred.address, true);
    unsettled.push({
      entry: entryElsewhere(file, ["deferred_changes", index, "resource_change"], deferred, {}),
      reason: "the plan defers it to a later one",
    });
  }
  const standing = prior.filter(
    ({ mode, address }) => mode === "managed" && !present.has(address) && !changes.has(address) && !open.has(address),
  );
  if (own(content, "complete") === false) {
    const left = standing.map(({ address }) => address);
    const reached = new Set([...present, ...changes.keys(), ...open.keys(), ...left].map(withoutKeys));
    for (const { address, module, body } of configuration.managed())
      if (!reached.has(address)) {
        open.set(address, true);
        unsettled.push({
          entry: entryElsewhere(file, ["configuration"], { ...body, address, module_address: module }, {}),
          reason: "the plan applies a part of the configuration only, and leaves it out",
        });
      }
  }
  return {
    unsettled,
    standing,
    outdated,
    unknown: (address) => open.get(address) ?? own(changes.get(address)?.change ?? {}, "after_unknown"),
    change: (address) => changeOf(changes.get(address)?.actions ?? []),
    besideItself(address, argument, after) {
      const { change = {}, actions = [] } = changes.get(address) ?? {};
      const before = own(rawAt(change, "before"), argument);
      return actions[0] === "create" && actions.includes("delete") && before !== undefined && before === after();
    },
    saves(address, argument, after) {
      const { change = {}, actions = [] } = changes.get(address) ?? {};
      if (actions.includes("create")) return true;
      if (!actions.includes("update")) return false;
      // a value that is known only after apply and comes out as it was is not sent
      const before = own(rawAt(change, "before"), argument);
      const value = after();
      return typeof before === "string" && isKnownText(value) ? !sameText(before, value) : undefined;
    },
  };
}

function changeOf(actions: readonly unknown[]): Change {
  if (actions.includes("create")) return actions.includes("delete") ? "replaces" : "creates";
  return actions.includes("update") ? "updates" : "none";
}

const listOf = (body: Raw, name: string): readonly unknown[] => {
  const value = own(body, name);
  return Array.isArray(value) ? value : [];
};

/** An entry for what stands elsewhere than among the planned values. */
function entryElsewhere(file: SourceFile, path: readonly (string | number)[], resource: Raw, values: Raw): Entry {
  const module = own(resource, "module_address");
  return entryOf(file, path, { mode: "managed", ...resource, values }, typeof module === "string" ? module : "");
}

/** Whether two texts say the same: documents are compared as JSON. */
function sameText(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return canonical(JSON.parse(a)) === canonical(JSON.parse(b));
  } catch {
    return false;
  }
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    isRaw(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one,
  );
