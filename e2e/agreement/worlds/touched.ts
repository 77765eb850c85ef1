import type { Chain } from "../../../src/model";
import type { ChainResult, Proof } from "../../../src/proof";
import type { Json, Stacks } from "../../mutations/world";

/** A chain's part of a proof, without source locations. */
const answerOf = (chain: ChainResult | undefined): string =>
  JSON.stringify(chain, (key, value) => (key === "location" ? undefined : value)) ?? "";

/**
 * Whether a mutation may have changed anything about a chain: its part of the proof differs, or a block that
 * changed names one of its roles or buckets, or is none of a resource.
 */
export function touchedBy(
  before: Stacks,
  after: Stacks,
  [plain, mutated]: readonly [Proof, Proof],
): (id: string, chain: Chain | undefined) => boolean {
  const changed = changedBlocks(before, after);
  const byId = (proof: Proof) => new Map(proof.chains.map((chain) => [chain.id, chain]));
  const [answers, others] = [byId(plain), byId(mutated)];
  return (id, chain) => {
    if (!chain || answerOf(answers.get(id)) !== answerOf(others.get(id))) return true;
    const names = namesOf(before, chain);
    return changed.some(({ resource, text }) => !resource || names.some((name) => text.includes(name)));
  };
}

/** Names of a chain's roles and buckets, and Terraform's for them. */
function namesOf(stacks: Stacks, { primaryRoleArn, targetRoleArn, oidcProviderArn, grants }: Chain): readonly string[] {
  const roles = [primaryRoleArn, targetRoleArn].flatMap((arn) => arn?.split("/").at(-1) ?? []);
  const addresses = Object.values(stacks).flatMap(({ resource }) =>
    Object.entries<Json>(resource.aws_iam_role ?? {}).flatMap(([address, { name }]) =>
      roles.includes(name) ? [address] : [],
    ),
  );
  const issuer = oidcProviderArn?.split("/").at(-1);
  const buckets = grants.map(({ on }) => on.split(/[./]/).at(-1) ?? "");
  return [...roles, ...addresses, ...buckets, ...(issuer ? [issuer] : [])];
}

interface Block {
  readonly resource: boolean;
  /** Its address, and its JSON before and after. */
  readonly text: string;
}

function changedBlocks(before: Stacks, after: Stacks): readonly Block[] {
  return Object.keys(before).flatMap((stack) => {
    const [old, now] = [blocksOf(before[stack]), blocksOf(after[stack])];
    return [...new Set([...old.keys(), ...now.keys()])].flatMap((address) =>
      old.get(address) === now.get(address)
        ? []
        : [
            {
              resource: address.startsWith("resource."),
              text: [address, old.get(address), now.get(address)].join("\n"),
            },
          ],
    );
  });
}

/** JSON by address: `resource.aws_iam_role.target_role`, `provider.aws`. */
function blocksOf(stack: Json): ReadonlyMap<string, string> {
  const blocks = new Map<string, string>();
  for (const [kind, types] of Object.entries<Json>(stack ?? {}))
    for (const [type, named] of Object.entries<Json>(types))
      if (kind !== "resource") blocks.set(`${kind}.${type}`, JSON.stringify(named));
      else
        for (const [name, block] of Object.entries<Json>(named))
          blocks.set(`resource.${type}.${name}`, JSON.stringify(block));
  return blocks;
}
