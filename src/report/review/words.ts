import { groupBy } from "../../collections/group-by";
import { arnWords, type DocumentKind, listed, quote, type Sentence, say, sentencesOf, whole } from "../sentence";
import type { PolicyText } from "./policy-text";
import { resourceWords } from "./resource-words";
import type { DocumentedAssociation, DocumentedPolicy, DocumentedRole, StackDocuments } from "./stack-documents";

/** One thing of a stack that says who may do what: what it is, what holds of it, its documents. */
export interface Reviewed {
  readonly address: string;
  /** By which it is told from others of its kind; its address where it has none. */
  readonly name: string;
  readonly title: Sentence;
  readonly facts: readonly Sentence[];
  readonly documents: readonly ReviewedDocument[];
}

export interface ReviewedDocument {
  readonly kind: "trust" | "permissions" | "resource" | "stated";
  readonly policy: PolicyText;
  /** One for each statement. */
  readonly sentences: readonly Sentence[];
}

/** Everything that a stack says of access, in words, in the order in which a request meets it. */
export function inWords(stack: StackDocuments): readonly Reviewed[] {
  const account = say`account ${quote(stack.account)}`;
  const paths = new Map(stack.roles.map(({ name, path }) => [name, path]));
  const ofRole = groupBy(
    stack.policies.flatMap(({ name, roles }) => roles.map((role) => ({ name, role }))),
    ({ role }) => role,
  );
  return [
    ...stack.providers.map(({ address, url, audiences }) => ({
      address,
      name: url,
      title: say`identity provider ${quote(url)}`,
      facts: [
        whole(say`${account} takes tokens that ${quote(url)} has signed for ${listed(audiences.map(quote), "or")}`),
      ],
      documents: [],
    })),
    ...stack.roles.map((role) => ({
      address: role.address,
      name: role.name,
      title: say`role ${quote(role.name)}`,
      facts: roleFacts(role, ofRole.get(role.name) ?? []),
      documents: [document("trust", role.trust, "trust")],
    })),
    ...stack.policies.map((policy) => ({
      address: policy.address,
      name: policy.name,
      title: say`${policy.inline ? "inline policy" : "policy"} ${quote(policy.name)}`,
      facts: [whole(say`it is ${attachedTo(policy)}`)],
      documents: [document("permissions", policy.document, { of: holderOf(policy, stack.account, paths) })],
    })),
    ...stack.resourcePolicies.map(({ address, type, subject, document: policy }) => ({
      address,
      name: address,
      title: say`policy of ${resourceWords(subject, stack.names, type)}`,
      facts: [],
      documents: [document("resource", policy, type.startsWith("aws_kms_key") ? "key" : "resource")],
    })),
    ...stack.stated.map(({ address, arn, document: policy }) => {
      const isBoundary = stack.roles.some(({ boundary }) => boundary === arn);
      const atMost = isBoundary && !stack.roles.some(({ attached }) => attached.includes(arn));
      return {
        address,
        name: arn.slice(arn.lastIndexOf("/") + 1),
        title: say`policy ${quote(arn)}, which others own`,
        facts: [
          whole(say`an apply fails where AWS has another document there than this`),
          ...(isBoundary
            ? [
                whole(
                  say`as a permissions boundary it allows nothing by itself, and limits whoever has it to what its statements allow`,
                ),
              ]
            : []),
        ],
        documents: [
          document("stated", policy, {
            of: atMost ? say`whoever has it as a permissions boundary` : say`whoever has this policy`,
            atMost,
          }),
        ],
      };
    }),
    ...stack.associations.map((one) => ({
      address: one.address,
      name: one.address,
      title: say`association of ${quote(`${one.namespace}/${one.serviceAccount}`)} on ${quote(one.cluster)}`,
      facts: [associationWords(one)],
      documents: [],
    })),
    ...stack.serviceAccounts.map(({ address, namespace, name, roleArn }) => ({
      address,
      name: address,
      title: say`service account ${quote(`${namespace}/${name}`)}`,
      facts: [whole(say`pods under it ask for ${arnWords(roleArn)}, with the token that the cluster gives them`)],
      documents: [],
    })),
  ];
}

const document = (kind: ReviewedDocument["kind"], policy: PolicyText, of: DocumentKind): ReviewedDocument => ({
  kind,
  policy,
  sentences: sentencesOf(policy.json, of),
});

function roleFacts(
  { boundary, attached, maxSessionDuration }: DocumentedRole,
  policies: readonly { readonly name: string }[],
): readonly Sentence[] {
  const own = policies.map(({ name }) => name);
  const all = [...own, ...attached];
  return [
    ...(all.length > 0 ? [whole(say`its permissions are in ${listed(all.map(quote), "and")}`)] : []),
    ...(boundary === undefined
      ? []
      : [whole(say`it may do no more than its permissions boundary ${quote(boundary)} allows`)]),
    ...(maxSessionDuration === undefined
      ? []
      : [whole(say`a session lasts at most ${String(maxSessionDuration)} seconds`)]),
  ];
}

const attachedTo = ({ inline, roles }: DocumentedPolicy): Sentence =>
  roles.length === 0
    ? say`not attached to anything here`
    : say`${inline ? "part of" : "attached to"} ${listed(
        roles.map((role) => say`the role ${quote(role)}`),
        "and",
      )}`;

/** Whom a policy of permissions speaks of. */
function holderOf({ roles }: DocumentedPolicy, account: string, paths: ReadonlyMap<string, string>): Sentence {
  if (roles.length === 0) return say`whoever has this policy`;
  return listed(
    roles.map(
      (name) => say`the role ${quote(`${(paths.get(name) ?? "/").slice(1)}${name}`)} of account ${quote(account)}`,
    ),
    "and",
  );
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html */
function associationWords(one: DocumentedAssociation): Sentence {
  const { cluster, namespace, serviceAccount, roleArn, targetRoleArn, sessionTags } = one;
  const onward = targetRoleArn === undefined ? [] : say`, and through it ${arnWords(targetRoleArn)}`;
  const tags = sessionTags ? [] : say`, without session tags`;
  return whole(
    say`pods under service account ${quote(serviceAccount)} in namespace ${quote(namespace)} of cluster ${quote(cluster)} get ${arnWords(roleArn)} from EKS${onward}${tags}`,
  );
}
