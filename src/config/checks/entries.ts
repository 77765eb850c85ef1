import { bareIssuer, parseArn, partitionOf } from "../../aws";
import { duplicates, type Problem, type UniqueName } from "../../rules";
import { type Draft, entriesOf } from "../draft";
import { ENTRY_KEY } from "../text-types";
import { type CheckContext, checkReference, nameAtPath, problemIf, SECTIONS } from "./check-context";

export const checkKeys = ({ config }: CheckContext): readonly Problem[] =>
  SECTIONS.flatMap((section) =>
    Object.keys(config[section] ?? {}).flatMap((key) => {
      const problem = { path: [section, key], at: "key", found: `"${key}"` } as const;
      if (!ENTRY_KEY.test(key)) return [{ rule: "key-name", ...problem }];
      return problemIf(section === "accounts" && /-(primary|rest)$/.test(key), { rule: "account-key", ...problem });
    }),
  );

export function checkAccounts({ config }: CheckContext): readonly Problem[] {
  const entries = entriesOf(config.accounts);
  const ids = entries.flatMap(([key, { id }]): readonly UniqueName[] =>
    id === undefined ? [] : [{ id, path: ["accounts", key, "id"], name: id }],
  );
  const single = entries.flatMap(([key, { partition, region, id, assumeRole }]) => {
    const path = ["accounts", key, "region"];
    const regionPartition = region === undefined ? undefined : partitionOf(region);
    return [
      ...problemIf(region !== undefined && !regionPartition, { rule: "region", path, found: `"${region}"` }),
      ...problemIf(partition !== undefined && regionPartition !== undefined && regionPartition !== partition, {
        rule: "region-partition",
        path,
        found: `${region} in partition ${partition}`,
      }),
      ...problemIf(assumeRole !== undefined && id !== undefined && !belongsTo(assumeRole, id, regionPartition), {
        rule: "assume-role-account",
        path: ["accounts", key, "assumeRole"],
        found: `${assumeRole}`,
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

/** The region of a cluster or resource must be in its account's partition. */
function checkRegions(config: Draft, section: "clusters" | "resources"): readonly Problem[] {
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

export function checkClusters({ config }: CheckContext): readonly Problem[] {
  const entries = entriesOf(config.clusters);
  const names = entries.flatMap(([key, { account, region, name }]): readonly UniqueName[] => {
    const scope = `${account} ${region ?? config.accounts?.[account ?? ""]?.region}`;
    const claim: UniqueName = {
      id: `${scope} ${name ?? key}`,
      path: ["clusters", key],
      at: "key",
      name: `cluster ${name ?? key}`,
    };
    return Object.hasOwn(config.accounts ?? {}, account ?? "") ? [claim] : [];
  });
  const issuers = entries.flatMap(([key, { issuer }]): readonly UniqueName[] =>
    issuer === undefined ? [] : [{ id: bareIssuer(issuer), path: ["clusters", key, "issuer"], name: issuer }],
  );
  return [
    ...entries.flatMap(([key, { account }]) =>
      checkReference(config, "accounts", nameAtPath(account, "clusters", key, "account")),
    ),
    ...checkRegions(config, "clusters"),
    ...duplicates("cluster-taken", names),
    ...duplicates("issuer-taken", issuers),
  ];
}

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

export const checkPrimaryRoles = ({ config }: CheckContext): readonly Problem[] =>
  entriesOf(config.primaryRoles).flatMap(([key, { account }]) =>
    checkReference(config, "accounts", nameAtPath(account, "primaryRoles", key, "account")),
  );
