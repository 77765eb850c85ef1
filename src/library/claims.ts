import { resourceTypesOf } from "../aws";
import type { Chain, Model } from "../model";
import { chainIds, podOf } from "../proof/chain-id";
import type { AcceptedAssumption, Expectation } from "../proof/proof";

/** What synthesis expects of its own output: every granted action is allowed, and others are not. */
export interface Claims {
  readonly expectations: readonly Expectation[];
  /** By chain, what `confine: false` leaves to the administrators of associations. */
  readonly assume: readonly AcceptedAssumption[];
}

/** A sample of bucket actions that are expected to be denied unless granted. */
const SAMPLE = [
  "s3:GetObject",
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:ListBucket",
  "s3:DeleteBucket",
  "s3:PutBucketPolicy",
  "s3:PutObjectAcl",
];

/** The claims of a model about its Terraform. */
export function claimsOf({ chains }: Model): Claims {
  const ids = proofIds(chains);
  const expectations = chains.flatMap((chain, index) => expectationsOf(chain, ids[index] ?? chain.id));
  return {
    expectations: expectations.map((expectation, index) => ({ ...expectation, line: index + 1 })),
    // an unconfined trust lets in every pod whose association names the same roles
    assume: chains.flatMap(({ confine }, index) =>
      confine ? [] : [{ chain: ids[index] ?? "", id: "association-admins" as const }],
    ),
  };
}

/** Chains as the proof calls them: a cluster known only from a trust policy is called by the end of its issuer. */
const proofIds = (chains: readonly Chain[]): readonly string[] =>
  chainIds(
    chains.map(
      ({ id, mechanism, account, region, makesServiceAccount, oidcProviderArn, targetRoleArn, primaryRoleArn }) => {
        const fromTrust = mechanism === "irsa" && !makesServiceAccount;
        return {
          ...podOf(id),
          ...(fromTrust ? { cluster: oidcProviderArn?.split("/").at(-1) ?? "" } : {}),
          mechanism,
          account: fromTrust ? null : account,
          region,
          role: targetRoleArn ?? primaryRoleArn,
        };
      },
    ),
  );

function expectationsOf({ grants }: Chain, pod: string): readonly Omit<Expectation, "line">[] {
  const byBucket = new Map<string, Set<string>>();
  for (const { on, actions } of grants) {
    const granted = byBucket.get(on) ?? new Set<string>();
    for (const action of actions) granted.add(action);
    byBucket.set(on, granted);
  }
  return [...byBucket].flatMap(([on, granted]) => [
    ...[...granted].map((action) => ({ pod, verb: "can" as const, action, on: expectedTarget(action, on) })),
    ...SAMPLE.filter((action) => !covered(granted, action)).map((action) => ({
      pod,
      verb: "cannot" as const,
      action,
      on: expectedTarget(action, on),
    })),
  ]);
}

const covered = (granted: ReadonlySet<string>, action: string): boolean =>
  [...granted].some((one) => one === action || (one.endsWith("*") && action.startsWith(one.slice(0, -1))));

/** An action on objects applies to all of them. */
const expectedTarget = (action: string, on: string): string =>
  resourceTypesOf(action)?.includes("object") || (/[*?]/.test(action) && !on.startsWith("arn:")) ? `${on}/*` : on;
