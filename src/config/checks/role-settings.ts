import { CONDITION_OPERATORS } from "../../aws";
import type { Path, Problem } from "../../rules";
import { type Draft, entriesOf } from "../draft";
import { PLACEHOLDERS, placeholdersIn } from "../name-template";
import { choiceOf } from "../suggestion";
import { type CheckContext, problemIf } from "./check-context";

type Written = NonNullable<NonNullable<Draft["defaults"]>["roles"]>;
type Conditions = NonNullable<NonNullable<Written["trust"]>["conditions"]>;
/** Settings of roles as they are written in one place. */
interface Place {
  readonly settings: Omit<Written, "primary" | "target"> & { readonly name?: string | undefined };
  readonly path: Path;
  readonly kind?: "primary" | "target";
}

/** What is wrong with settings of roles wherever they stand, whichever roles they are for. */
export function checkRoleSettings({ config }: CheckContext): readonly Problem[] {
  const places = placesIn(config);
  return [
    ...places.flatMap(checkPlace),
    ...documentsIn(config).flatMap(({ conditions, path }) => checkOperators(conditions, path)),
    ...checkUnused(config, places),
  ];
}

function checkPlace({ settings, path, kind }: Place): readonly Problem[] {
  const { name, trust } = settings;
  const unknown = placeholdersIn(name ?? "").filter((one) => !(PLACEHOLDERS as readonly string[]).includes(one));
  return [
    ...unknown.map(
      (one): Problem => ({
        rule: "name-template",
        path: [...path, "name"],
        found: `{${one}}`,
        expected: `a placeholder, ${choiceOf(one, PLACEHOLDERS)}`,
      }),
    ),
    ...problemIf(kind === "target" && trust?.sourceAccount === true, {
      rule: "no-effect",
      path: [...path, "trust", "sourceAccount"],
      at: "key",
      found: "sourceAccount for a target role, which no AWS service assumes",
    }),
    ...checkOperators(trust?.conditions, [...path, "trust", "conditions"]),
    ...(trust?.statements ?? []).flatMap((statement, index) =>
      checkOperators(statement?.Condition, [...path, "trust", "statements", index, "Condition"]),
    ),
  ];
}

/** Every place of a draft in which settings of roles stand. */
function placesIn({ defaults, accounts, primaryRoles, workloads }: Draft): readonly Place[] {
  const several = (roles: Written | undefined, path: Path): readonly Place[] => [
    ...one(roles, path),
    ...one(roles?.primary, [...path, "primary"], "primary"),
    ...one(roles?.target, [...path, "target"], "target"),
  ];
  return [
    ...several(defaults?.roles, ["defaults", "roles"]),
    ...entriesOf(accounts).flatMap(([key, { roles }]) => several(roles, ["accounts", key, "roles"])),
    ...entriesOf(primaryRoles).flatMap(([key, { settings }]) =>
      one(settings, ["primaryRoles", key, "settings"], "primary"),
    ),
    ...entriesOf(workloads).flatMap(([key, workload]) =>
      [
        { entry: workload, path: ["workloads", key] },
        ...entriesOf(workload.clusters).map(([cluster, entry]) => ({
          entry,
          path: ["workloads", key, "clusters", cluster],
        })),
      ].flatMap(({ entry, path }) => [
        ...one(entry.primarySettings, [...path, "primarySettings"], "primary"),
        ...one(entry.target?.settings, [...path, "target", "settings"], "target"),
        ...entriesOf(entry.targets).flatMap(([name, target]) =>
          one(target.settings, [...path, "targets", name, "settings"], "target"),
        ),
      ]),
    ),
  ];
}

const one = (settings: Place["settings"] | undefined, path: Path, kind?: Place["kind"]): readonly Place[] =>
  settings ? [{ settings, path, ...(kind ? { kind } : {}) }] : [];

/** The conditions of documents that are written out. */
function documentsIn({ policies, workloads }: Draft) {
  const documents = [
    ...entriesOf(policies).map(([key, { document }]) => ({ document, path: ["policies", key, "document"] })),
    ...entriesOf(workloads).map(([key, { sessionPolicy }]) => ({
      document: sessionPolicy,
      path: ["workloads", key, "sessionPolicy"],
    })),
  ];
  return documents.flatMap(({ document, path }) =>
    (document?.Statement ?? []).map((statement, index) => ({
      conditions: statement?.Condition,
      path: [...path, "Statement", index, "Condition"],
    })),
  );
}

/** An operator may be asked of sets, and only where its key is there: `ForAnyValue:StringLikeIfExists`. */
const checkOperators = (conditions: Conditions | undefined, path: Path): readonly Problem[] =>
  Object.keys(conditions ?? {}).flatMap((written) => {
    const bare = written.replace(/^ForA(llValues|nyValue):/, "").replace(/(?<!^Null)IfExists$/, "");
    return problemIf(!CONDITION_OPERATORS.includes(bare), {
      rule: "condition-operator",
      path: [...path, written],
      at: "key",
      found: `"${written}"`,
      expected: choiceOf(bare, CONDITION_OPERATORS),
    });
  });

function checkUnused({ policies }: Draft, places: readonly Place[]): readonly Problem[] {
  const used = new Set(
    places.flatMap(({ settings }) => [settings.permissionsBoundary, ...(settings.managedPolicies ?? [])]),
  );
  return Object.keys(policies ?? {}).flatMap((key) =>
    problemIf(!used.has(key), {
      rule: "policy-unused",
      path: ["policies", key],
      at: "key",
      found: `${key}, which no role has`,
    }),
  );
}
