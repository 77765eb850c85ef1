import { partitionOf } from "../../aws";
import { duplicates, type Problem, type UniqueName } from "../../rules";
import { type DraftResource, entriesOf } from "../draft";
import { kindsOf, RESOURCE_KINDS, type ServiceResource, serviceResource } from "../services";
import { type CheckContext, checkReference, nameAtPath, problemIf } from "./check-context";
import { checkRegions } from "./regions";

export function checkResources(context: CheckContext): readonly Problem[] {
  const { config, omitted } = context;
  const entries = entriesOf(config.resources);
  const single = entries.flatMap(([key, entry]) => {
    const path = ["resources", key];
    const kinds = kindsOf(entry);
    return [
      ...checkReference(config, "accounts", nameAtPath(entry.account, ...path, "account")),
      ...problemIf(!omitted(path) && kinds.length !== 1, {
        rule: "exactly-one",
        path,
        at: "key",
        found: kinds.length === 0 ? "none of them" : kinds.join(" and "),
        expected: RESOURCE_KINDS.length === 1 ? `${RESOURCE_KINDS}` : `one of ${RESOURCE_KINDS.join(", ")}`,
      }),
      ...problemIf(entry.resourcePolicy !== undefined && serviceResource(entry)?.isCreated === true, {
        rule: "no-effect",
        path: [...path, "resourcePolicy"],
        at: "key",
        found: "resourcePolicy of a resource that is created here",
      }),
      ...problemIf(entry.resourcePolicy !== undefined && serviceResource(entry)?.resourcePolicy === false, {
        rule: "no-effect",
        path: [...path, "resourcePolicy"],
        at: "key",
        found: `resourcePolicy of a ${kinds}, which has none`,
      }),
      ...kinds.flatMap(
        (kind) =>
          serviceResource({ [kind]: entry[kind] })?.check({
            path: [...path, kind],
            handover: entry.handover,
            region: entry.region,
            account: config.accounts?.[entry.account ?? ""],
            omitted,
          }) ?? [],
      ),
    ];
  });
  return [...single, ...checkRegions(config, "resources"), ...checkNames(context)];
}

/** A problem for each name of a resource that an earlier entry has. */
function checkNames({ config }: CheckContext): readonly Problem[] {
  const names = entriesOf(config.resources).flatMap(([key, entry]) => {
    const resource = serviceResource(entry);
    const name = resource?.name;
    if (!resource || !name) return [];
    const unique: UniqueName = {
      id: `${resource.kind} ${scopeOf(config, entry, name.within)} ${name.text}`,
      path: ["resources", key, resource.kind, ...name.path],
      name: `${name.of} ${name.text}`,
    };
    return [{ rule: name.rule, unique }];
  });
  return [...new Set(names.map(({ rule }) => rule))].flatMap((rule) =>
    duplicates(
      rule,
      names.filter((one) => one.rule === rule).map(({ unique }) => unique),
    ),
  );
}

function scopeOf(
  config: CheckContext["config"],
  { account, region }: DraftResource,
  within: NonNullable<ServiceResource["name"]>["within"],
): string {
  const home = config.accounts?.[account ?? ""];
  if (within === "partition") return `${partitionOf(home?.region ?? "")}`;
  return within === "account" ? `${account}` : `${account} ${region ?? home?.region}`;
}
