import { duplicates, type Path, type Problem, type UniqueName } from "../../rules";
import { entriesOf } from "../draft";
import { RENAMED_SECTIONS } from "../former";
import { type CheckContext, problemIf } from "./check-context";

/** The entries of a map, with what each was called before. */
type Renamed = { readonly [key: string]: { readonly renamedFrom?: string | undefined } | undefined };

/** Former keys are keys no longer, and each is one entry's. */
export const checkRenamed = (context: CheckContext): readonly Problem[] => [
  ...inMaps(context),
  ...ofPrimaryRoles(context),
];

const inMaps = ({ config }: CheckContext): readonly Problem[] => [
  ...RENAMED_SECTIONS.flatMap((section) => inMap(config[section], [section])),
  ...entriesOf(config.workloads).flatMap(([key, { targets, clusters }]) => [
    ...inMap(targets, ["workloads", key, "targets"]),
    ...entriesOf(clusters).flatMap(([cluster, own]) =>
      inMap(own.targets, ["workloads", key, "clusters", cluster, "targets"]),
    ),
  ]),
];

function inMap(map: Renamed | undefined, path: Path): readonly Problem[] {
  const renamed = entriesOf(map).flatMap(([key, { renamedFrom: former }]): readonly UniqueName[] =>
    former === undefined ? [] : [{ id: former, path: [...path, key, "renamedFrom"], name: former }],
  );
  return [
    ...renamed.flatMap(({ id, path: at }) =>
      problemIf(Object.hasOwn(map ?? {}, id), {
        rule: "renamed-in-use",
        path: at,
        found: `${id}, which is a key of ${path.join(".")}`,
      }),
    ),
    ...duplicates("renamed-twice", renamed),
  ];
}

/** A shared primary role and a workload's own have the same address under the same key, under a former one too. */
function ofPrimaryRoles({ config, placements }: CheckContext): readonly Problem[] {
  const withOwn = new Set(
    placements.filter(({ shared, workload }) => !shared && workload.addressPrefix !== "").map(({ key }) => key),
  );
  const own = entriesOf(config.workloads).filter(([key]) => withOwn.has(key));
  const shared = entriesOf(config.primaryRoles);
  const free = (section: string, mine: Entries, others: Entries): readonly Problem[] =>
    mine.flatMap(([key, { renamedFrom: former }]) =>
      problemIf(former !== undefined && others.some(([other, { renamedFrom }]) => (renamedFrom ?? other) === former), {
        rule: "renamed-in-use",
        path: [section, key, "renamedFrom"],
        found: `${former}_primary_role, which another entry has`,
      }),
    );
  return [...free("workloads", own, shared), ...free("primaryRoles", shared, own)];
}

type Entries = readonly (readonly [string, { readonly renamedFrom?: string | undefined }])[];
