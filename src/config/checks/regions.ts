import { partitionOf } from "../../aws";
import type { Problem } from "../../rules";
import { type Draft, entriesOf } from "../draft";
import { problemIf } from "./check-context";

/** The region of a cluster or resource must be in its account's partition. */
export function checkRegions(config: Draft, section: "clusters" | "resources"): readonly Problem[] {
  return entriesOf(config[section]).flatMap(([key, { region, account }]) => {
    if (region === undefined) return [];
    const path = [section, key, "region"];
    const regionPartition = partitionOf(region);
    if (!regionPartition) return [{ rule: "region", path, found: `"${region}"` }];
    const expected = partitionOf(config.accounts?.[account ?? ""]?.region ?? "");
    return problemIf(expected !== undefined && expected !== regionPartition, {
      rule: "region-partition",
      path,
      found: `${region} (${regionPartition}) in an account of ${expected}`,
    });
  });
}
