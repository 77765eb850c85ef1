import { parseArn, partitionOf } from "../../aws";
import { type Claim, type Problem, taken } from "../../rules";
import { type Draft, entriesOf } from "../draft";
import { issuerOf } from "../issuer";
import { KEY } from "../text";
import { refers, SECTIONS, type Subject, spelled, when } from "./subject";

export const keys = ({ config }: Subject): readonly Problem[] =>
  SECTIONS.flatMap((section) =>
    Object.keys(config[section] ?? {}).flatMap((key) => {
      const problem = { path: [section, key], at: "key", found: `"${key}"` } as const;
      if (!KEY.test(key)) return [{ rule: "key-name", ...problem }];
      return when(section === "accounts" && /-(primary|rest)$/.test(key), { rule: "account-key", ...problem });
    }),
  );

export function accounts({ config }: Subject): readonly Problem[] {
  const entries = entriesOf(config.accounts);
  const ids = entries.flatMap(([key, { id }]): readonly Claim[] =>
    id === undefined ? [] : [{ id, path: ["accounts", key, "id"], name: id }],
  );
  const single = entries.flatMap(([key, { partition, region, id, assumeRole }]) => {
    const path = ["accounts", key, "region"];
    const lies = region === undefined ? undefined : partitionOf(region);
    return [
      ...when(region !== undefined && !lies, { rule: "region", path, found: `"${region}"` }),
      ...when(partition !== undefined && lies !== undefined && lies !== partition, {
        rule: "region-partition",
        path,
        found: `${region} in partition ${partition}`,
      }),
      ...when(assumeRole !== undefined && id !== undefined && !isOf(assumeRole, id, lies), {
        rule: "assume-role-account",
        path: ["accounts", key, "assumeRole"],
        found: `${assumeRole}`,
        expected: `a role of account ${id}${lies ? ` in partition ${lies}` : ""}`,
      }),
    ];
  });
  return [...single, ...taken("account-id-taken", ids)];
}

function isOf(role: string, id: string, partition: string | undefined): boolean {
  const arn = parseArn(role);
  return arn?.account === id && (partition === undefined || arn.partition === partition);
}

/** A region of a cluster or resource: one of its account's partition. */
function regions(config: Draft, section: "clusters" | "resources"): readonly Problem[] {
  return entriesOf(config[section]).flatMap(([key, { region, account }]) => {
    if (region === undefined) return [];
    const path = [section, key, "region"];
    const lies = partitionOf(region);
    if (!lies) return [{ rule: "region", path, found: `"${region}"` }];
    const expected = partitionOf(config.accounts?.[account ?? ""]?.region ?? "");
    return when(expected !== undefined && expected !== lies, {
      rule: "region-partition",
      path,
      found: `${region} (${lies}) in an account of ${expected}`,
    });
  });
}

export function clusters({ config }: Subject): readonly Problem[] {
  const entries = entriesOf(config.clusters);
  const names = entries.flatMap(([key, { account, region, name }]): readonly Claim[] => {
    const place = `${account} ${region ?? config.accounts?.[account ?? ""]?.region}`;
    const claim: Claim = {
      id: `${place} ${name ?? key}`,
      path: ["clusters", key],
      at: "key",
      name: `cluster ${name ?? key}`,
    };
    return Object.hasOwn(config.accounts ?? {}, account ?? "") ? [claim] : [];
  });
  const issuers = entries.flatMap(([key, { issuer }]): readonly Claim[] =>
    issuer === undefined ? [] : [{ id: issuerOf(issuer), path: ["clusters", key, "issuer"], name: issuer }],
  );
  return [
    ...entries.flatMap(([key, { account }]) =>
      refers(config, "accounts", spelled(account, "clusters", key, "account")),
    ),
    ...regions(config, "clusters"),
    ...taken("cluster-taken", names),
    ...taken("issuer-taken", issuers),
  ];
}

export function resources({ config, lost }: Subject): readonly Problem[] {
  const entries = entriesOf(config.resources);
  const names = entries.flatMap(([key, { bucket, account }]): readonly Claim[] =>
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
      ...refers(config, "accounts", spelled(account, "resources", key, "account")),
      ...when(bucket !== undefined && !lost(path) && (prefix === undefined) === (name === undefined), {
        rule: "exactly-one",
        path,
        found: name === undefined ? "neither prefix nor name" : "prefix and name",
        expected: "one of prefix and name",
      }),
      ...when(handover !== undefined && name !== undefined, {
        rule: "no-effect",
        path: ["resources", key, "handover"],
        at: "key",
        found: "handover of a bucket whose name is known",
      }),
      ...when(create === false && prefix !== undefined, {
        rule: "exactly-one",
        path: [...path, "create"],
        found: "create: false with a prefix",
        expected: "name, as the bucket exists",
      }),
    ];
  });
  return [...single, ...regions(config, "resources"), ...taken("bucket-name-taken", names)];
}

export const primaryRoles = ({ config }: Subject): readonly Problem[] =>
  entriesOf(config.primaryRoles).flatMap(([key, { account }]) =>
    refers(config, "accounts", spelled(account, "primaryRoles", key, "account")),
  );
