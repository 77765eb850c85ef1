import { PUBLISHED_REGIONS, partitionOf } from "../../aws";
import type { Path, Problem } from "../../rules";
import { type Draft, entriesOf } from "../draft";
import { closestMatch } from "../suggestion";
import { problemIf } from "./check-context";

/** Whether a text is a region: an error where it has the form of none, a warning where AWS has published no such region. */
export function checkRegion(region: string | undefined, path: Path): readonly Problem[] {
  if (region === undefined || PUBLISHED_REGIONS.includes(region)) return [];
  const near = closestMatch(region, PUBLISHED_REGIONS);
  const rule = partitionOf(region) ? "region-unknown" : "region";
  return [{ rule, path, found: `"${region}"`, ...(near ? { fix: `Did you mean ${near}?` } : {}) }];
}

/** The region of a cluster or resource must be in its account's partition. */
export function checkRegions(config: Draft, section: "clusters" | "resources"): readonly Problem[] {
  return entriesOf(config[section]).flatMap(([key, { region, account }]) => {
    const path = [section, key, "region"];
    const regionPartition = partitionOf(region ?? "");
    const expected = partitionOf(config.accounts?.[account ?? ""]?.region ?? "");
    return [
      ...checkRegion(region, path),
      ...problemIf(regionPartition !== undefined && expected !== undefined && expected !== regionPartition, {
        rule: "region-partition",
        path,
        found: `${region} (${regionPartition}) in an account of ${expected}`,
      }),
    ];
  });
}
