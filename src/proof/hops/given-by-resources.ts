import { fits } from "../../aws";
import { groupBy } from "../../collections/group-by";
import { glob, matches, type Statement, writtenActions, YES } from "../../iam";
import type { Inventory } from "../../inventory";
import type { ProofContext, ReadDocument } from "../proof-context";
import type { FinalSession } from "../requests/final-session";
import { familyOf } from "../requests/targets";

/** What a resource's policy lets a role do, with the statement that says so. */
export interface Given {
  /** Whether the statement names the role itself, and not everybody: then it is meant for it, whatever else refuses it. */
  readonly named: boolean;
  readonly action: string;
  readonly resource: string;
  readonly reading: ReadDocument;
  readonly statement: Statement;
}

/**
 * What a role without an Allow of its own may do all the same: within an account the policy of a resource that names it,
 * or everybody, suffices, that of a key too. One that names the account's root leaves it to the account's own policies.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
 */
export function givenByResources(proof: ProofContext, { role }: FinalSession): readonly Given[] {
  const found = byRole.get(proof.inventory) ?? groupBy(allNaming(proof), ({ arn }) => arn);
  byRole.set(proof.inventory, found);
  return [role.arn, EVERYBODY].flatMap((arn) =>
    (found.get(arn) ?? []).flatMap(({ account, given }) => (account === role.account ? [given] : [])),
  );
}

const EVERYBODY = "*";

interface Naming {
  readonly arn: string;
  /** The owner of the resource. */
  readonly account: string;
  readonly given: Given;
}

/** Looked up once: it is asked for each role. */
const byRole = new WeakMap<Inventory, ReadonlyMap<string, readonly Naming[]>>();

/** What a statement with NotAction or NotResource leaves of `texts`: it says nothing of what it excludes whole. */
const allBut = (excluded: Statement["actions"]["of"], texts: readonly string[]): readonly string[] =>
  texts.filter((text) => !excluded.some((one) => one.glob && matches(one.glob, glob(text)) === YES));

/** What the policies of the world's resources let principals do that they name by an ARN, or everybody. */
const allNaming = (proof: ProofContext): readonly Naming[] =>
  proof.inventory.targets.flatMap((target): readonly Naming[] => {
    if (target.policy === undefined) return [];
    const reading = proof.read(target.policy, "resource");
    return (reading.policy?.statements ?? []).flatMap((statement) => {
      const { effect, principals, actions, resources, conditions } = statement;
      if (effect !== "Allow" || principals === undefined || principals.negated) return [];
      const texts = resources?.negated
        ? allBut(resources.of, familyOf(target))
        : (resources?.of ?? []).map(({ text }) => (/^\*+$/.test(text) ? target.arn : text));
      const given = (actions.negated ? allBut(actions.of, [`${target.service}:*`]) : writtenActions(statement)).flatMap(
        (action) =>
          texts.filter((text) => fits(action, text)).map((resource) => ({ action, resource, reading, statement })),
      );
      // what only a service asks of a key for somebody comes with what that may do there
      const isIndirect = conditions.some(({ lowerKey }) => /^kms:(viaservice|grantisforawsresource)$/.test(lowerKey));
      return principals.of.flatMap(({ type, name }) =>
        type === "AWS" && !(isIndirect && name === EVERYBODY)
          ? given.map((one) => ({ arn: name, account: target.account, given: { ...one, named: name !== EVERYBODY } }))
          : [],
      );
    });
  });
