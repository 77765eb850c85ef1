import { bareIssuer } from "../../aws";
import { duplicates, type Problem, type UniqueName } from "../../rules";
import { entriesOf } from "../draft";
import { type CheckContext, checkReference, nameAtPath } from "./check-context";
import { checkRegions } from "./regions";

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
