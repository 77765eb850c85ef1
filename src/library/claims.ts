import { groupBy } from "../collections/group-by";
import type { Chain, ChainAction, Model } from "../model";
import { chainIds, podOf } from "../proof/chain-id";
import type { AcceptedAssumption, Expectation } from "../proof/proof";

/** What synthesis expects of its own output: every granted action is allowed, and others are not. */
export interface Claims {
  /** What the proof calls each chain of the model, in their order. */
  readonly ids: readonly string[];
  readonly expectations: readonly Expectation[];
  /** By chain, what `confine: false` leaves to the administrators of associations. */
  readonly assume: readonly AcceptedAssumption[];
  readonly organisation?: string;
}

/** The claims of a model about its Terraform. */
export function claimsOf({ chains, organization }: Model): Claims {
  const ids = proofIds(chains);
  // a pod under both mechanisms is to have it by each: that it has it by one says nothing of the other
  const expectations = chains.flatMap((chain, index) => expectationsOf(chain, ids[index] ?? chain.id));
  return {
    ids,
    expectations: expectations.map((expectation, index) => ({ ...expectation, line: index + 1 })),
    // an unconfined trust lets in every pod whose association names the same roles
    assume: chains.flatMap(({ confine }, index) =>
      confine ? [] : [{ chain: ids[index] ?? "", id: "association-admins" as const }],
    ),
    ...(organization ? { organisation: organization } : {}),
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

/** Of several targets each is expected to have what it is granted, whatever the others have. */
function expectationsOf({ grants, mechanism }: Chain, pod: string): readonly Omit<Expectation, "line">[] {
  return [...groupBy(grants, ({ on, as = "" }) => `${on} ${as}`).values()].flatMap((ofOne) => {
    const as = ofOne[0]?.as;
    const about = { pod, mechanism, ...(as === undefined ? {} : { as }) };
    const can = distinct(ofOne.flatMap((grant) => grant.can));
    const granted = new Set(can.map(({ action }) => action));
    const cannot = distinct(ofOne.flatMap((grant) => grant.others)).filter(({ action }) => !granted.has(action));
    return [
      ...can.map((one) => ({ ...about, verb: "can" as const, ...one })),
      ...cannot.map((one) => ({ ...about, verb: "cannot" as const, ...one })),
    ];
  });
}

const distinct = (actions: readonly ChainAction[]): readonly ChainAction[] => [
  ...new Map(actions.map((one) => [`${one.action} ${one.on}`, one])).values(),
];
