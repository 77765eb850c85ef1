import { bareIssuer } from "../../aws";
import { duplicates, type Problem, type UniqueName } from "../../rules";
import { entriesOf } from "../draft";
import { type CheckContext, checkReference, nameAtPath, problemIf } from "./check-context";
import { checkRegions } from "./regions";

/**
 * The issuer of a cluster of EKS, which names the cluster's region.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
 */
const EKS_ISSUER = /^oidc\.eks\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/id\//;

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
  const elsewhere = entries.flatMap(([key, { account, region, issuer }]): readonly Problem[] => {
    const own = region ?? config.accounts?.[account ?? ""]?.region;
    const [, named] = EKS_ISSUER.exec(bareIssuer(issuer ?? "")) ?? [];
    return problemIf(own !== undefined && named !== undefined && named !== own, {
      rule: "issuer-region",
      path: ["clusters", key, "issuer"],
      found: `an issuer of ${named}`,
      expected: `one of ${own}, where the cluster is`,
    });
  });
  return [
    ...elsewhere,
    ...entries.flatMap(([key, { account }]) =>
      checkReference(config, "accounts", nameAtPath(account, "clusters", key, "account")),
    ),
    ...checkRegions(config, "clusters"),
    ...duplicates("cluster-taken", names),
    ...duplicates("issuer-taken", issuers),
  ];
}
