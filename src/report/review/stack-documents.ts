import { groupBy } from "../../collections/group-by";
import { type PolicyText, policyText } from "./policy-text";
import { type Element, elementsOf, type RootModule, referenceIn, textOf } from "./terraform-json";

/** What a stack says of access: everything in it that has a policy document or gives a role to somebody. */
export interface StackDocuments {
  /** 12 digits. */
  readonly account: string;
  readonly providers: readonly IdentityProvider[];
  readonly roles: readonly DocumentedRole[];
  readonly policies: readonly DocumentedPolicy[];
  readonly resourcePolicies: readonly DocumentedResource[];
  readonly associations: readonly DocumentedAssociation[];
  readonly serviceAccounts: readonly AnnotatedServiceAccount[];
  /** Managed policies of others whose documents the configuration states. */
  readonly stated: readonly StatedPolicy[];
  /** What is called by a name, by address: `acme-orders` of `aws_s3_bucket.orders`. */
  readonly names: ReadonlyMap<string, string>;
}

interface Addressed {
  /** Its resource as Terraform names it: `aws_iam_role.target_role`. */
  readonly address: string;
}

export interface IdentityProvider extends Addressed {
  readonly url: string;
  readonly audiences: readonly string[];
}

export interface DocumentedRole extends Addressed {
  readonly name: string;
  /** `/` where it has none. */
  readonly path: string;
  readonly trust: PolicyText;
  /** ARN of its permissions boundary. */
  readonly boundary?: string;
  /** Seconds. */
  readonly maxSessionDuration?: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Managed policies of others that are attached to it, by ARN. */
  readonly attached: readonly string[];
}

export interface DocumentedPolicy extends Addressed {
  readonly name: string;
  readonly path: string;
  readonly document: PolicyText;
  /** Names of the roles that it is attached to, or that it is part of. */
  readonly roles: readonly string[];
  /** Whether it is part of its role and no policy of its own. */
  readonly inline: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface DocumentedResource extends Addressed {
  /** `aws_s3_bucket_policy` */
  readonly type: string;
  /** The name, URL or ARN by which Terraform names the resource. */
  readonly subject: string;
  readonly region?: string;
  readonly document: PolicyText;
}

export interface DocumentedAssociation extends Addressed {
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly targetRoleArn?: string;
  readonly sessionTags: boolean;
}

export interface AnnotatedServiceAccount extends Addressed {
  /** By the alias of the provider that makes it. */
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly roleArn: string;
}

export interface StatedPolicy extends Addressed {
  readonly arn: string;
  readonly document: PolicyText;
}

const ROLE_ANNOTATION = "eks.amazonaws.com/role-arn";

/** By what the provider names the resource that a policy is put on. */
const SUBJECTS = ["bucket", "queue_url", "resource_arn", "secret_arn", "key_id", "arn"] as const;

/** Reads what one stack says of access in one account. */
export function documentsOf(root: RootModule, account: string): StackDocuments {
  const made = elementsOf(root.resource);
  const data = elementsOf(root.data);
  const known = new Map([
    ...made.map((one) => [one.address, one] as const),
    ...data.map((one) => [`data.${one.address}`, one] as const),
  ]);
  const byType = groupBy(made, ({ type }) => type);
  const ofType = (type: string) => byType.get(type) ?? [];
  /** An argument of what a text refers to; the text itself where that is nothing of this stack. */
  const at = (text: string, argument: string): string =>
    textOf(known.get(referenceIn(text) ?? "")?.of ?? {}, argument) ?? text;
  const attachments = ofType("aws_iam_role_policy_attachment").map(({ of }) => ({
    role: at(textOf(of, "role") ?? "", "name"),
    policy: textOf(of, "policy_arn") ?? "",
  }));
  const ofRole = groupBy(attachments, ({ role }) => role);
  const ofPolicy = groupBy(attachments, ({ policy }) => referenceIn(policy) ?? policy);
  const isMade = (arn: string) => known.has(referenceIn(arn) ?? "") && !arn.startsWith("${data.");
  return {
    account,
    providers: ofType("aws_iam_openid_connect_provider").map(({ address, of }) => ({
      address,
      url: textOf(of, "url") ?? "",
      audiences: textsIn(of.client_id_list),
    })),
    roles: ofType("aws_iam_role").map((role) => {
      const boundary = textOf(role.of, "permissions_boundary");
      const seconds = role.of.max_session_duration;
      return {
        ...named(role),
        trust: policyText(textOf(role.of, "assume_role_policy") ?? ""),
        ...(boundary === undefined ? {} : { boundary: at(boundary, "arn") }),
        ...(typeof seconds === "number" ? { maxSessionDuration: seconds } : {}),
        attached: (ofRole.get(textOf(role.of, "name") ?? "") ?? []).flatMap(({ policy }) =>
          isMade(policy) ? [] : [at(policy, "arn")],
        ),
      };
    }),
    policies: [
      ...ofType("aws_iam_policy").map((policy) => ({
        ...named(policy),
        document: policyText(textOf(policy.of, "policy") ?? ""),
        roles: (ofPolicy.get(policy.address) ?? []).map(({ role }) => role),
        inline: false,
      })),
      ...ofType("aws_iam_role_policy").map((policy) => ({
        ...named(policy),
        document: policyText(textOf(policy.of, "policy") ?? ""),
        roles: [at(textOf(policy.of, "role") ?? "", "name")],
        inline: true,
      })),
    ],
    resourcePolicies: made.flatMap(resourcePolicy),
    associations: ofType("aws_eks_pod_identity_association").map(({ address, of }) => {
      const targetRoleArn = textOf(of, "target_role_arn");
      return {
        address,
        cluster: textOf(of, "cluster_name") ?? "",
        namespace: textOf(of, "namespace") ?? "",
        serviceAccount: textOf(of, "service_account") ?? "",
        roleArn: textOf(of, "role_arn") ?? "",
        ...(targetRoleArn === undefined ? {} : { targetRoleArn }),
        sessionTags: of.disable_session_tags !== true,
      };
    }),
    serviceAccounts: ofType("kubernetes_service_account_v1").flatMap((one) => annotated(one, known)),
    stated: data.flatMap(({ type, name, address, of }) => {
      const stated = type === "aws_iam_policy" ? root.locals?.[name] : undefined;
      return stated === undefined
        ? []
        : [{ address: `data.${address}`, arn: textOf(of, "arn") ?? "", document: policyText(JSON.stringify(stated)) }];
    }),
    names: new Map(
      [...known].flatMap(([address, { of }]) => {
        const name = textOf(of, "bucket") ?? textOf(of, "name");
        return name === undefined ? [] : [[address, name] as const];
      }),
    ),
  };
}

function resourcePolicy({ type, address, of }: Element): readonly DocumentedResource[] {
  const policy = textOf(of, "policy");
  if (policy === undefined || /^aws_(iam_|eks_pod_identity_association$)/.test(type)) return [];
  const subject = SUBJECTS.map((name) => textOf(of, name)).find((text) => text !== undefined) ?? address;
  const region = textOf(of, "region");
  return [{ address, type, subject, document: policyText(policy), ...(region === undefined ? {} : { region }) }];
}

const named = ({ address, of }: Element) => ({
  address,
  name: textOf(of, "name") ?? "",
  path: textOf(of, "path") ?? "/",
  tags: tagsIn(of.tags),
});

function tagsIn(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => (typeof text === "string" ? [[key, text]] : [])),
  );
}

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];

function annotated({ address, of }: Element, made: ReadonlyMap<string, Element>): readonly AnnotatedServiceAccount[] {
  const metadata = objectIn(of, "metadata");
  const roleArn = textOf(objectIn(metadata, "annotations"), ROLE_ANNOTATION);
  if (roleArn === undefined) return [];
  const namespace = textOf(metadata, "namespace") ?? "default";
  const ofNamespace = /^\$\{([\w-]+\.[\w-]+)\.metadata\[0\]\.name\}$/.exec(namespace)?.[1];
  const known = made.get(ofNamespace ?? "");
  return [
    {
      address,
      cluster: textOf(of, "provider")?.replace("kubernetes.", "") ?? "cluster",
      namespace: textOf(objectIn(known?.of ?? {}, "metadata"), "name") ?? namespace,
      name: textOf(metadata, "name") ?? "",
      roleArn,
    },
  ];
}

function objectIn(of: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = of[name];
  return typeof value === "object" && value !== null ? { ...value } : {};
}
