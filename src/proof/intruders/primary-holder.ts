import { type Chosen, MAYBE, NO, type Truth } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import type { PodIdentityChain } from "../chains";
import type { ProofContext } from "../proof-context";
import { EKS_TAGS, type EksTags, principalTags, requestTags, tagsOf } from "../requests/context";
import { sessionOf } from "../requests/pod-session";
import { leavesAccount } from "./accepted-callers";
import { type AccessPath, accessPathOf, otherRegions, ownIn } from "./access-path";
import { type Attempt, better, FAILS } from "./attempt";
import { firstHop } from "./eks-calls";
import { assumeRole, type Entrance, throughPrimary } from "./entrances";
import { federatedEntrances } from "./federated";
import type { Guard, Population } from "./guards";
import { isOneOf, PARTS, podChoices } from "./pod-names";
import { doorOf, foreignCallers, meetingOf, nearRoleCallers, nearUserCallers } from "./principals";
import type { ProtectedChain } from "./protected-chain";
import { serviceEntrances } from "./services";
import { providersIn, tokenEntrance } from "./tokens";

const INHERITED: ReadonlySet<string> = new Set(EKS_TAGS);

/**
 * A caller that holds the primary role's session without the chain's own tags from EKS, and goes on to the target with
 * tags and an ExternalId of its choice: a pod whose association has no target, a service, a token or a role that the
 * primary's trust admits.
 */
export function primaryHolder(
  proof: ProofContext,
  chain: ProtectedChain,
  guard: Guard,
  population: Population,
): Attempt {
  if (!guard.statement) return { truth: MAYBE };
  const door = doorOf(proof, chain, guard);
  switch (population) {
    case "association":
      return better(written(proof, chain, guard), unwritten(proof, chain, guard, mayBeWritten(proof, chain)));
    case "service":
      return through(proof, chain, serviceEntrances(proof, chain, door));
    case "federated":
      return through(proof, chain, federatedEntrances(proof, chain, door));
    case "token":
      return through(
        proof,
        chain,
        providersIn(guard, chain).map((provider) =>
          tokenEntrance(proof, door, provider, [], () => true, "sts.amazonaws.com", chain.accepted),
        ),
      );
    case "near-role":
    case "near-user":
    case "foreign": {
      const some = { "near-role": nearRoleCallers, "near-user": nearUserCallers, foreign: foreignCallers }[population];
      const meeting = meetingOf(proof, chain, guard, chain.ownRoles);
      return through(
        proof,
        chain,
        some(proof, chain, guard, meeting).map((callers) => assumeRole(proof, door, callers)),
      );
    }
    default:
      return FAILS;
  }
}

const through = (proof: ProofContext, chain: ProtectedChain, entrances: readonly Entrance[]): Attempt =>
  entrances.map((entrance) => throughPrimary(proof, chain, entrance)).reduce(better, FAILS);

/** Pods of the world whose association has this primary and no target. */
function written(proof: ProofContext, chain: ProtectedChain, guard: Guard): Attempt {
  let best = FAILS;
  for (const { association, chain: pod } of proof.holdersOf(chain.primaryArn)) {
    const session = sessionOf(association);
    const path = session && accessPathOf(proof, chain, guard);
    if (!path) return { truth: MAYBE };
    const tags = session.tags ? tagsOf(session.pod) : undefined;
    if (!leavesAccount(chain.accepted, session.pod.account)) continue;
    const named = { ...path, account: session.pod.account };
    best = better(
      best,
      holding(proof, chain, named, tags, () => tags, [], { ...pod, association: association.resource.address }),
    );
  }
  return best;
}

/** What in the world may be such an association, and is not known: that none is made, no assumption can then carry. */
function mayBeWritten(proof: ProofContext, chain: ProtectedChain): string | undefined {
  const { primaryArn } = chain;
  // whichever cluster it is about: one of the same account may have the role, too
  const [unread] = proof.inventory.mayAssociate;
  if (unread) return `${unread.resource.address} of stack ${unread.resource.stack} ${unread.does}, and it is not read`;
  const [open] = proof.openHolders(primaryArn);
  return open && `what ${open.resource.address} of stack ${open.resource.stack} associates is not known`;
}

/** A pod by an association without a target that is not in the world, with tags or without. */
function unwritten(proof: ProofContext, chain: ProtectedChain, guard: Guard, maybe: string | undefined): Attempt {
  const path = accessPathOf(proof, chain, guard);
  if (!path) return { truth: MAYBE };
  if (!leavesAccount(chain.accepted, path.account)) return FAILS;
  const tagged = [path.region, ...otherRegions(path)].map((region) => {
    const { choices, tags } = podChoices(path, region, chain.targetArn, PARTS);
    const there = { ...path, region, own: ownIn(path, region) };
    const pod = { sessionTags: true, ...(region === path.region ? {} : { region }) };
    return holding(proof, chain, there, tags(new Map()), tags, choices, pod);
  });
  const attempts = [holding(proof, chain, path, undefined, () => undefined, [], { sessionTags: false }), ...tagged];
  return attempts
    .map((attempt): Attempt => {
      if (attempt.truth === NO || (attempt.truth === MAYBE && maybe === undefined)) return attempt;
      return maybe === undefined
        ? { ...attempt, assumption: "association-admins" }
        : { ...attempt, truth: MAYBE, who: `${attempt.who}: ${maybe}` };
    })
    .reduce(better, FAILS);
}

function holding(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  example: EksTags | undefined,
  tagsWith: (chosen: Chosen) => EksTags | undefined,
  choices: Entrance["choices"],
  pod: Readonly<Record<string, unknown>>,
): Attempt {
  return throughPrimary(proof, chain, {
    who: "a pod by an association of the primary role without a target",
    action: "sts:AssumeRole",
    choices,
    enters: (chosen): Truth =>
      isOneOf(ownIn(path, path.region), chosen) ? 0 : firstHop(proof, path, tagsWith(chosen)),
    session: (chosen) => {
      const tags = tagsWith(chosen);
      return { ...principalTags(tags, chain.primary), ...(tags ? requestTags(tags) : {}) };
    },
    inherited: example ? INHERITED : new Set(),
    witness: (chosen) => ({
      ...pod,
      ...Object.fromEntries(
        PARTS.flatMap((part) => {
          const value = chosen?.get(part);
          return value ? [[part, readable(value.tokens.join(""))]] : [];
        }),
      ),
      holds: readable(chain.primaryArn ?? ""),
    }),
  });
}

/** The primary roles of a chain's peers, which end in the same role. */
export const primariesOf = ({ peers }: ProtectedChain): readonly string[] => [
  ...new Set(
    peers
      .filter((peer): peer is PodIdentityChain => peer.mechanism === "pod-identity")
      .map(({ associations: [{ roleArn, targetRoleArn }] }) => (targetRoleArn === undefined ? undefined : roleArn))
      .filter((arn): arn is string => typeof arn === "string"),
  ),
];
