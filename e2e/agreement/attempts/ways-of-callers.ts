import type { IntruderId } from "../../../src/proof";
import type { Subject } from "../../emulator";
import { partitionOfArn } from "../pod/reference";
import { associationsOf } from "../pod/roles";
import { type AttemptContext, accountOfArn, openedRoles, ownExternalId } from "./context";
import { neighbours } from "./names";
import { type Asking, accountsOf, assuming, holding, type Sent, type Way } from "./ways";
import { eksTags } from "./ways-of-pods";

/** Roles that are no intruders: the chain's, and those of chains that end in the same role. */
export function ownRoles({ world, roles, seconds }: AttemptContext): ReadonlySet<unknown> {
  const peers = associationsOf(world).filter((one) =>
    [one.get("target_role_arn"), one.get("role_arn")].includes(roles.final),
  );
  return new Set([
    roles.primary,
    roles.final,
    ...seconds,
    ...peers.flatMap((one) => [one.get("role_arn"), one.get("target_role_arn")]),
  ]);
}

/** Accounts of the chain's roles; those of its resources may be counted either way. */
const isNear = (context: AttemptContext, account: string): boolean =>
  [context.pod.cluster.account, ...[...openedRoles(context), context.roles.primary ?? ""].map(accountOfArn)].includes(
    account,
  );

/** The class of a caller, `close` in the accounts of the chain; an account of resources may be of them or not. */
export function classOf(
  context: AttemptContext,
  account: string,
  close: "other-role" | "user",
): { readonly classes: readonly IntruderId[]; readonly anyOf?: boolean } {
  if (isNear(context, account)) return { classes: [close] };
  if (context.world.stacks.some((stack) => stack.account === account))
    return { classes: [close, "other-account"], anyOf: true };
  return { classes: ["other-account"] };
}

/** Roles of `account`: those that documents name, names near them, and one that nobody names. */
function rolesIn(context: AttemptContext, account: string): readonly string[] {
  const prefix = `arn:${partitionOfArn(context.roles.final)}:iam::${account}:role/`;
  const named = [...context.names.roles, ...context.names.values("aws:principalarn")];
  const names = named.flatMap((arn) => arn.split(":role/")[1] ?? []).flatMap(neighbours);
  const own = ownRoles(context);
  return [...new Set(["other-role", ...names])]
    .filter((name) => /^[\w+=,.@/-]+$/.test(name) && !name.endsWith("/"))
    .map((name) => prefix + name)
    .filter((arn) => !own.has(arn));
}

/** Users of `account`, in the same way. */
function usersIn({ names, roles }: AttemptContext, account: string): readonly string[] {
  const prefix = `arn:${partitionOfArn(roles.final)}:iam::${account}:user/`;
  const named = [...names.users, ...names.values("aws:principalarn")].flatMap((arn) => arn.split(":user/")[1] ?? []);
  return [...new Set(["other-user", ...named.flatMap(neighbours)])]
    .filter((name) => /^[\w+=,.@/-]+$/.test(name) && !name.endsWith("/"))
    .map((name) => prefix + name);
}

/** Tags that a caller may have for conditions on its principal: each value that one compares with, and none. */
function principalTagsIn({ names }: AttemptContext): readonly Readonly<Record<string, string>>[] {
  const keys = names.keysAfter("aws:principaltag/");
  const all = Object.fromEntries(
    keys.map((key) => [key, (names.values(`aws:principaltag/${key}`)[0] ?? "x").replaceAll(/[*?]/g, "z")]),
  );
  return keys.length === 0 ? [{}] : [{}, all];
}

/** Callers of every account that any document names. */
export function callersIn(
  context: AttemptContext,
  permissions: (account: string) => "all" | "none",
): readonly { subject: Subject & { kind: "outsider" }; close: "other-role" | "user" }[] {
  const tagged = principalTagsIn(context);
  return accountsOf(context.names).flatMap((account) => [
    ...rolesIn(context, account).flatMap((arn) =>
      ["other-session", ...context.names.sessions].flatMap((sessionName) =>
        tagged.map((tags) => ({
          close: "other-role" as const,
          subject: {
            kind: "outsider" as const,
            account,
            arn,
            sessionName,
            tags: new Map(Object.entries(tags)),
            permissions: permissions(account),
          },
        })),
      ),
    ),
    ...usersIn(context, account).flatMap((arn) =>
      tagged.map((tags) => ({
        close: "user" as const,
        subject: {
          kind: "outsider" as const,
          account,
          arn,
          tags: new Map(Object.entries(tags)),
          permissions: permissions(account),
        },
      })),
    ),
  ]);
}

/** What a caller may send: nothing, the pod's own tags or ExternalId, and what conditions compare with. */
function choicesOf(context: AttemptContext): readonly Sent[] {
  const { names, pod, roles } = context;
  const tags = eksTags(pod, partitionOfArn(roles.final));
  const externalId = ownExternalId(context);
  const compared = Object.fromEntries(
    names
      .keysAfter("aws:requesttag/")
      .map((key) => [key, (names.values(`aws:requesttag/${key}`)[0] ?? "x").replaceAll(/[*?]/g, "z")]),
  );
  return [
    {},
    { externalId },
    { tags },
    { tags, externalId },
    ...(Object.keys(compared).length > 0 ? [{ tags: compared }, { tags: compared, externalId }] : []),
    ...names.values("sts:externalid").map((id) => ({ externalId: id.replaceAll(/[*?]/g, "z") })),
  ];
}

const described = (sent: Sent): string => (Object.keys(sent).length === 0 ? "" : ` with ${JSON.stringify(sent)}`);

/** Roles and users that assume the final role, or the primary and then the final one. */
export function waysOfCallers(context: AttemptContext): readonly Way[] {
  const { primary, final } = context.roles;
  const choices = choicesOf(context);
  return callersIn(context, () => "all").flatMap(({ subject, close }) => {
    const { classes, anyOf = false } = classOf(context, subject.account, close);
    const direct = openedRoles(context).flatMap((role) =>
      choices.map(
        (sent): Way => ({
          what: () => `${subject.arn} assumes ${role}${described(sent)}`,
          classes,
          anyOf,
          calls: () => assuming(context, subject, role, sent),
        }),
      ),
    );
    if (primary === undefined) return direct;
    const through = choices.map(
      (sent): Way => ({
        what: () => `${subject.arn} assumes ${primary}, and ${final}${described(sent)}`,
        classes: anyOf ? classes : [...classes, "primary-holder"],
        anyOf,
        calls: () => [...assuming(context, subject, primary, {}), ...assuming(context, holding(primary), final, sent)],
      }),
    );
    return [...direct, ...through];
  });
}

/** AWS services other than EKS, acting for sources of every account and with every source that conditions compare with. */
export function servicesIn(
  { names, roles }: AttemptContext,
  isForeign: (account: string) => boolean,
): readonly Subject[] {
  const services = [...new Set([...names.services, "ec2.amazonaws.com", "lambda.amazonaws.com"])].filter(
    (name) => name !== "pods.eks.amazonaws.com" && !/^(sts|oidc)\./.test(name),
  );
  const accounts = [...accountsOf(names), ...names.values("aws:sourceaccount").flatMap(neighbours)].filter(
    (account) => /^\d{12}$/.test(account) && isForeign(account),
  );
  const partition = partitionOfArn(roles.final);
  const sources = accounts.flatMap((account) => [
    { sourceAccount: account },
    { sourceAccount: account, sourceArn: `arn:${partition}:cloudfront::${account}:distribution/E2E` },
    ...names
      .values("aws:sourcearn")
      .flatMap(neighbours)
      .filter((arn) => arn.split(":")[4] === account)
      .map((sourceArn) => ({ sourceAccount: account, sourceArn })),
  ]);
  return services.flatMap((name) => [{}, ...sources].map((source): Subject => ({ kind: "service", name, ...source })));
}

/** Services that assume one of the roles. */
export function waysOfServices(context: AttemptContext): readonly Way[] {
  const { primary, final } = context.roles;
  return servicesIn(context, () => true).flatMap((subject): readonly Way[] => {
    const what = () => JSON.stringify(subject);
    const direct = openedRoles(context).map(
      (role): Way => ({ what, classes: ["service"], calls: () => assuming(context, subject, role, {}) }),
    );
    if (primary === undefined) return direct;
    return [
      ...direct,
      ...choicesOf(context).map(
        (sent): Way => ({
          what: () => `${what()} holds ${primary}${described(sent)}`,
          classes: ["primary-holder"],
          calls: () => [
            ...assuming(context, subject, primary, {}),
            ...assuming(context, holding(primary), final, sent),
          ],
        }),
      ),
    ];
  });
}

/** The question of a token, or of an assertion. */
const signingIn = (
  subject: Subject,
  roleArn: string,
  action: string,
  context: Readonly<Record<string, string>>,
): Asking => [subject, { action, resource: roleArn, resourceAccount: accountOfArn(roleArn), context }];

/** Tokens and assertions of every provider that is named, with every subject and audience that conditions compare with. */
export function waysOfTokens(context: AttemptContext): readonly Way[] {
  const { names, roles, pod, issuer } = context;
  const { primary, final } = roles;
  return names.providers.flatMap((provider): readonly Way[] => {
    const isSaml = provider.includes(":saml-provider/");
    const url = provider.slice(provider.indexOf("-provider/") + "-provider/".length);
    const isOwn = issuer === `https://${url}`;
    const claims = (claim: string, more: readonly string[]) => [
      ...new Set([...names.values(`${url.toLowerCase()}:${claim}`), ...more].flatMap(neighbours)),
    ];
    const subjects = isSaml
      ? ["somebody"]
      : claims("sub", [`system:serviceaccount:${pod.namespace}:${pod.serviceAccount}`, "somebody"]);
    return subjects.flatMap((sub) =>
      (isSaml ? ["https://signin.aws.amazon.com/saml"] : claims("aud", ["sts.amazonaws.com"])).flatMap(
        (aud): readonly Way[] => {
          const subject: Subject = { kind: "federated", provider, ...(isSaml ? {} : { issuer: url }), token: sub };
          const sent = isSaml ? { "SAML:aud": aud } : { [`${url}:sub`]: sub, [`${url}:aud`]: aud };
          const action = isSaml ? "sts:AssumeRoleWithSAML" : "sts:AssumeRoleWithWebIdentity";
          const [, namespace, serviceAccount] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(sub) ?? [];
          if (isOwn && namespace === undefined) return [];
          // of the chain itself, or of a peer on another cluster
          if (namespace !== undefined && context.isChain(`${namespace}/${serviceAccount}`, url)) return [];
          const classes: readonly IntruderId[] = [
            ...(isOwn ? [] : (["other-cluster", "federated"] as const)),
            ...(isOwn && namespace !== pod.namespace ? (["other-namespace"] as const) : []),
            ...(isOwn && serviceAccount !== pod.serviceAccount ? (["other-service-account"] as const) : []),
          ];
          const what = () => `a token of ${url} for ${sub} and ${aud}`;
          const direct = openedRoles(context).map(
            (role): Way => ({ what, classes, anyOf: !isOwn, calls: () => [signingIn(subject, role, action, sent)] }),
          );
          if (primary === undefined) return direct;
          return [
            ...direct,
            ...choicesOf(context).map(
              (chosen): Way => ({
                what: () => `${what()} holds ${primary}${described(chosen)}`,
                classes: ["primary-holder"],
                calls: () => [
                  signingIn(subject, primary, action, sent),
                  ...assuming(context, holding(primary), final, chosen),
                ],
              }),
            ),
          ];
        },
      ),
    );
  });
}
