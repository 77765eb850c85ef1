import { duplicates, type Path, type Problem, type UniqueName } from "../../rules";
import type { DraftPlacement } from "../placement";
import { closestMatch } from "../suggestion";
import { ENTRY_KEY } from "../text-types";
import { type CheckContext, problemIf } from "./check-context";

/** What holds between the several targets of a workload, and beside them. */
export function checkTargets({ omitted }: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { key, workload, cluster, targets, shared, primaryRole } = placement;
  const path = ["workloads", key];
  const own = workload.clusters?.[cluster.text];
  const maps = [
    [workload.targets, [...path, "targets"]],
    [own?.targets, [...cluster.path, "targets"]],
  ] as const;
  const given = maps.filter(([map]) => map !== undefined);
  if (given.length === 0) return [];
  const [first] = targets;
  const [[, last = path] = []] = given.toReversed();
  const single = targets.length === 1 && first !== undefined && !omitted(last);
  return [
    ...problemIf((own?.target ?? workload.target) !== undefined, beside("target", last)),
    ...(["grants", "policyName", "transitionFrom"] as const).flatMap((name) =>
      problemIf(workload[name] !== undefined, misplaced([...path, name])),
    ),
    ...problemIf(own?.grants !== undefined, misplaced([...cluster.path, "grants"])),
    ...problemIf(targets.length === 0 && !omitted(last), { rule: "too-few", path: last, found: "an empty map" }),
    ...problemIf(single, { rule: "single-target", path: last, at: "key", found: `one, ${first?.key}` }),
    ...problemIf(shared && targets.length > 0, {
      rule: "primary-role-held",
      path: primaryRole?.path ?? path,
      found: `the shared primary role ${primaryRole?.text}`,
    }),
    ...given.flatMap(([map, at]) => Object.keys(map ?? {}).flatMap((name) => checkName(name, [...at, name]))),
    ...duplicates("target-role-taken", targets.flatMap(roleOf)),
  ];
}

function checkName(name: string, path: Path): readonly Problem[] {
  const problem = { path, at: "key", found: `"${name}"` } as const;
  if (!ENTRY_KEY.test(name)) return [{ rule: "key-name", ...problem }];
  return problemIf(name === "default", { rule: "profile-reserved", ...problem });
}

/** The role of a target, which a second one of the workload cannot have. */
const roleOf = ({ target: { account, role } }: DraftPlacement["targets"][number]): readonly UniqueName[] =>
  account && role
    ? [{ id: `${account.text} ${role.text.toLowerCase()}`, path: role.path, name: `${role.text} of ${account.text}` }]
    : [];

const beside = (name: string, path: Path): Problem => ({
  rule: "exactly-one",
  path,
  at: "key",
  found: `targets beside a ${name}`,
  expected: `one of ${name} and targets`,
});

const misplaced = (path: Path): Problem => ({
  rule: "exactly-one",
  path,
  at: "key",
  found: `${path.at(-1)} beside targets`,
  expected: path.at(-1) === "transitionFrom" ? "one target" : `${path.at(-1)} inside one of the targets`,
});

/** Variables of a deployment by which SDKs find their profiles: the file is mounted, its profiles are the targets. */
export function checkProfileVariables(
  { workload, targets }: DraftPlacement,
  env: Readonly<Record<string, string | undefined>>,
  path: Path,
): readonly Problem[] {
  if (targets.length === 0 && !workload.targets) return [];
  const { AWS_PROFILE: profile, AWS_CONFIG_FILE: file } = env;
  const names = targets.map(({ key }) => key);
  const near = profile === undefined ? undefined : closestMatch(profile, names);
  return [
    ...problemIf(profile !== undefined && names.length > 0 && !names.includes(profile), {
      rule: "unknown-reference",
      path: [...path, "AWS_PROFILE"],
      found: `"${profile}"`,
      expected: `a key of targets: ${names.join(", ")}`,
      ...(near ? { fix: `Did you mean "${near}"?` } : {}),
    }),
    ...problemIf(file !== undefined, {
      rule: "env-setting",
      path: [...path, "AWS_CONFIG_FILE"],
      at: "key",
      found: "AWS_CONFIG_FILE",
      expected: "targets of the workload",
    }),
  ];
}

/**
 * `<target key>_target_role` of a workload without prefix is also the address of the target role of a workload with
 * that key.
 */
export function checkUniqueTargetAddresses({ placements }: CheckContext): readonly Problem[] {
  const claims = placements.flatMap(({ key, workload, target, targets, addressSuffix }): readonly UniqueName[] => {
    if (workload.addressPrefix === "")
      return targets.map(({ key: name, target }) => ({
        id: `${target.account?.text} ${name}${addressSuffix}`,
        path: ["workloads", key, "addressPrefix"],
        name: `${name}_target_role`,
      }));
    return target
      ? [
          {
            id: `${target.account?.text} ${key}${addressSuffix}`,
            path: ["workloads", key],
            at: "key",
            name: `${key}_target_role`,
          },
        ]
      : [];
  });
  return duplicates("address-taken", claims);
}
