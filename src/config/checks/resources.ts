import { partitionOf } from "../../aws";
import { duplicates, type Problem, type UniqueName } from "../../rules";
import { entriesOf } from "../draft";
import { type CheckContext, checkReference, nameAtPath, problemIf } from "./check-context";
import { checkRegions } from "./regions";

export function checkResources({ config, omitted }: CheckContext): readonly Problem[] {
  const entries = entriesOf(config.resources);
  const names = entries.flatMap(([key, { bucket, account }]): readonly UniqueName[] =>
    bucket?.name === undefined
      ? []
      : [
          {
            id: `${partitionOf(config.accounts?.[account ?? ""]?.region ?? "")} ${bucket.name}`,
            path: ["resources", key, "bucket", "name"],
            name: `bucket ${bucket.name}`,
          },
        ],
  );
  const single = entries.flatMap(([key, { account, bucket, handover }]) => {
    const path = ["resources", key, "bucket"];
    const { prefix, name, create } = bucket ?? {};
    return [
      ...checkReference(config, "accounts", nameAtPath(account, "resources", key, "account")),
      ...problemIf(bucket !== undefined && !omitted(path) && (prefix === undefined) === (name === undefined), {
        rule: "exactly-one",
        path,
        found: name === undefined ? "neither prefix nor name" : "prefix and name",
        expected: "one of prefix and name",
      }),
      ...problemIf(handover !== undefined && name !== undefined, {
        rule: "no-effect",
        path: ["resources", key, "handover"],
        at: "key",
        found: "handover of a bucket with a fixed name",
      }),
      ...problemIf(create === false && prefix !== undefined, {
        rule: "exactly-one",
        path: [...path, "create"],
        found: "create: false with a prefix",
        expected: "name, as the bucket exists",
      }),
    ];
  });
  return [...single, ...checkRegions(config, "resources"), ...duplicates("bucket-name-taken", names)];
}
