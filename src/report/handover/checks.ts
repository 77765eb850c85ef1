import { resourceWords, type StackDocuments } from "../review";
import { listed, quote, type Sentence, say, whole } from "../sentence";
import type { HandedDocument } from "./document-set";
import { accountIn, principalsOf, type Statement, statementsOf, textsOf } from "./named";
import { madeRoles } from "./replaced";

/** What only the owner of an account can tell, and what a reader of its documents should look at. */
export function checksOf(
  stacks: readonly StackDocuments[],
  documents: readonly HandedDocument[],
  account: string,
  existing: ReadonlySet<string>,
): readonly Sentence[] {
  const others = new Set(stacks.flatMap(principalsOf).flatMap((name) => accountIn(name) ?? []));
  others.delete(account);
  const roles = stacks.flatMap((stack) => stack.roles);
  const providers = stacks.flatMap((stack) => stack.providers.map(({ url }) => ({ url, account: stack.account })));
  const expressions = new Set(documents.flatMap(({ policy }) => policy.expressions));
  return [
    ...[...others].map(
      (other) => say`whether account ${quote(other)} is the one that you know: documents here let in roles of it`,
    ),
    ...providers.flatMap(({ url, account: of }) => [
      say`whether the cluster whose tokens ${quote(url)} signs is one that you know: pods of it are admitted here, as far as the roles let them`,
      say`whether account ${quote(of)} has the identity provider ${quote(url)} already: an account has one for each issuer. The commands see it and add what is missing; with Terraform, take what is for an account that has it`,
    ]),
    ...documents.flatMap(({ file, policy, kind, address }) => noticed(file, statementsOf(policy.json), kind, address)),
    ...roles
      .filter(({ address }) => existing.has(address))
      .map(
        ({ name }) =>
          say`what the trust policy of the role ${quote(name)} says today, which is replaced: keep the statements that others need`,
      ),
    ...stacks.flatMap((stack) => {
      const made = madeRoles(stack, existing);
      return stack.policies.flatMap(({ inline, name, roles: holders }) =>
        inline
          ? holders
              .filter((role) => !made.has(role))
              .map(
                (role) =>
                  say`whether the role ${quote(role)} has an inline policy ${quote(name)} today, which is replaced`,
              )
          : [],
      );
    }),
    ...(roles.length > 0
      ? [
          say`that no other policy is attached to ${listed(
            roles.map(({ name }) => quote(name)),
            "and",
          )}, and that no policy of your organization refuses what is allowed here`,
        ]
      : []),
    ...roles.flatMap(({ name, boundary }) =>
      boundary === undefined
        ? []
        : [say`that the permissions boundary ${quote(boundary)} of the role ${quote(name)} is there`],
    ),
    ...stacks.flatMap(({ resourcePolicies, names }) =>
      resourcePolicies.map(
        ({ subject, type }) =>
          say`which policy ${resourceWords(subject, names, type)} has today, which is replaced: a resource has one, so join the statements`,
      ),
    ),
    ...(expressions.size > 0
      ? [
          say`what stands for ${listed(
            [...expressions].map((one) => quote(`\${${one}}`)),
            "and",
          )}, which is known once Terraform has made it`,
        ]
      : []),
    ...(documents.length > 0 ? [say`that the digest is the one that the other side quotes`] : []),
  ].map(whole);
}

/** Statements that give much: to everybody, to a whole account, any action, any resource. */
const noticed = (
  file: string,
  statements: readonly Statement[],
  kind: HandedDocument["kind"],
  address: string,
): readonly Sentence[] =>
  statements.flatMap((statement, index) => {
    if (statement.Effect !== "Allow" || kind === "stated") return [];
    const at = say`statement ${String(index + 1)} of ${quote(file)}`;
    const { Principal, Condition, NotPrincipal, NotAction, NotResource } = statement;
    const aws = textsOf(
      typeof Principal === "object" && Principal !== null && "AWS" in Principal ? Principal.AWS : Principal,
    );
    const wild = [...textsOf(statement.Action)].filter((action) => /[*?]/.test(action));
    return [
      ...(aws.includes("*") || NotPrincipal !== undefined
        ? [say`whether ${at} may let in whoever fits its conditions, of any account`]
        : []),
      ...(kind === "trust" && Condition === undefined ? [say`whether ${at} may be without a condition`] : []),
      ...(wild.length > 0 || NotAction !== undefined
        ? [say`whether ${at} may allow actions that it does not name`]
        : []),
      // in the policy of a key it is that key
      ...((textsOf(statement.Resource).includes("*") && !address.startsWith("aws_kms_key")) || NotResource !== undefined
        ? [say`whether ${at} may be about any resource`]
        : []),
    ];
  });
