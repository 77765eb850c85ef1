import { parseArn, partitionOf } from "../../aws";
import type { Problem } from "../../rules";
import { duplicates, type UniqueName } from "../../rules";
import { entriesOf } from "../draft";
import { type CheckContext, problemIf } from "./check-context";
import { checkRegion } from "./regions";

export function checkAccounts({ config }: CheckContext): readonly Problem[] {
  const entries = entriesOf(config.accounts);
  const ids = entries.flatMap(([key, { id }]): readonly UniqueName[] =>
    id === undefined ? [] : [{ id, path: ["accounts", key, "id"], name: id }],
  );
  const single = entries.flatMap(([key, { partition, region, id, assumeRole }]) => {
    const path = ["accounts", key, "region"];
    const role = typeof assumeRole === "object" ? assumeRole.arn : assumeRole;
    const regionPartition = region === undefined ? undefined : partitionOf(region);
    return [
      ...checkRegion(region, path),
      ...problemIf(partition !== undefined && regionPartition !== undefined && regionPartition !== partition, {
        rule: "region-partition",
        path,
        found: `${region} in partition ${partition}`,
      }),
      ...problemIf(role !== undefined && id !== undefined && !belongsTo(role, id, regionPartition), {
        rule: "assume-role-account",
        path: ["accounts", key, "assumeRole", ...(typeof assumeRole === "object" ? ["arn"] : [])],
        found: `${role}`,
        expected: `a role of account ${id}${regionPartition ? ` in partition ${regionPartition}` : ""}`,
      }),
    ];
  });
  return [...single, ...duplicates("account-id-taken", ids)];
}

function belongsTo(role: string, id: string, partition: string | undefined): boolean {
  const arn = parseArn(role);
  return arn?.account === id && (partition === undefined || arn.partition === partition);
}
