import type { PolicyHolder, PolicyProblem } from "../iam";
import type { Origin, Sought } from "../terraform/origin";
import type { SourceLocation } from "../terraform/source-location";
import type { Resource } from "../terraform/world";
import type { Advice } from "../unknown/advice";
import type { UnknownValue } from "../unknown/unknown-value";
import type { Effects } from "./effect";
import type { Refusal } from "./refusals";
import type { Tags } from "./tags";

/** A policy document as text, where it is known, and where it was read. */
export interface Document {
  readonly text: string | UnknownValue;
  readonly location: SourceLocation;
  /** What the reader of a message looks for: `aws_iam_policy.s3_read_policy`, `the trust policy of aws_iam_role.target_role`. */
  readonly label: string;
  /** What it is put on, where that has rules of its own. */
  readonly holder?: PolicyHolder;
  /** Why AWS refuses it regardless of its content. */
  readonly refused?: PolicyProblem;
  /** What is written where `text` is unknown because AWS may hold something else. */
  readonly written?: string | undefined;
  /** The expression that gives the text, as the file has it; undefined where only its value was read. */
  readonly expression?: string | undefined;
  /** Where a value in it is set, that it has from elsewhere; undefined where that is in its own text, or not known. */
  readonly origin?: (sought: Sought) => Origin | undefined;
  /** Whether no edit of the world changes it: what AWS gives by default, or a data source has looked up. */
  readonly readOnly?: boolean;
  /** The ARN of a policy that AWS manages, whose text is carried. */
  readonly ofAws?: string;
}

export interface Role {
  /** May hold unknown values. */
  readonly arn: string;
  readonly account: string;
  readonly partition: string;
  /** Without the path. */
  readonly name: string;
  readonly trust: Document;
  /** Inline policies and attached ones, as they are after apply (exclusive lists applied). */
  readonly policies: readonly Document[];
  /** Why not all of its policies are known, one clause each; empty where they are. */
  readonly unseen: readonly string[];
  /** What AWS refuses of its policies taken together: their sizes, their number. */
  readonly refused: readonly PolicyProblem[];
  /** What goes through only where AWS has raised a default quota for the account. */
  readonly raised: readonly RaisedQuota[];
  /** Permissions boundary; unknown where it is not in the world. */
  readonly boundary?: Document | undefined;
  /** Why AWS refuses to create it. */
  readonly refusal?: Refusal | undefined;
  readonly resource: Resource;
}

/** Something beyond a default quota that AWS raises where it is asked to. */
export interface RaisedQuota {
  readonly about: "trust" | "policies";
  readonly message: string;
  readonly location: SourceLocation;
}

export interface Cluster {
  readonly name: string;
  readonly account: string;
  readonly region: string | undefined;
  readonly partition: string;
  /** undefined where the region is not known. */
  readonly arn: string | undefined;
}

export interface Association {
  readonly resource: Resource;
  readonly cluster: Cluster | UnknownValue;
  /** The cluster of another account or region that it refers to by its name. */
  readonly clusterElsewhere?: Resource | undefined;
  readonly namespace: string | UnknownValue;
  readonly serviceAccount: string | UnknownValue;
  readonly roleArn: string | UnknownValue;
  readonly targetRoleArn: string | UnknownValue | undefined;
  readonly sessionTags: boolean | UnknownValue;
  /** Session policy. */
  readonly policy?: Document | undefined;
  /** Which one it is of several that its resource makes. */
  readonly place: string | undefined;
}

export interface ServiceAccount {
  readonly resource: Resource;
  /** Name as in a chain's id: exec args, referenced cluster, config_context, else the stack's name. */
  readonly clusterName: string | UnknownValue;
  /** The account and region of the service account's stack by its AWS provider; undefined where it is not known. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly namespace: string | UnknownValue;
  readonly name: string | UnknownValue;
  /** The eks.amazonaws.com/role-arn annotation. */
  readonly roleArn: string | UnknownValue | undefined;
  /** The eks.amazonaws.com/audience annotation, else sts.amazonaws.com. */
  readonly audience: string | UnknownValue;
  /** The cluster's known issuer without https:// and trailing /, from the attribute or a postcondition; undefined where neither has it. */
  readonly issuer: string | undefined;
  /** The cluster's issuer as an unknown text where only apply decides it, and whether that apply makes the cluster. */
  readonly openIssuer: { readonly text: string; readonly isMade: boolean } | undefined;
  /** The issuer of a cluster of that name, known or made by apply, of which it is not known whether it is the one. */
  readonly doubtfulIssuer?: string | undefined;
  /** Which one it is of several that its resource makes. */
  readonly place: string | undefined;
  /** Why it is not known whether it is made, or annotated. */
  readonly unsure: UnknownValue | undefined;
  /** What is taken for granted of it though not everything that decides it is read, one clause. */
  readonly assumed: string | undefined;
  /** What chooses its name where `name` is not known: a chart, or an add-on. */
  readonly chosenBy: string | undefined;
}

/** A resource that may make or annotate service accounts, and of which not everything is read. */
export interface UnreadObjects {
  readonly resource: Resource;
  readonly why: UnknownValue;
}

/** Objects of a cluster that are not read: they may be any. */
export interface UnreadManifest extends UnreadObjects {
  readonly cluster: string | UnknownValue;
  /** Of the cluster, where it is known. */
  readonly account: string | undefined;
  /** Whether they are in a file that was given, and not made by Terraform. */
  readonly isFile: boolean;
}

/** What may make an association of a pod, and is not read. */
export interface MayAssociate {
  readonly resource: Resource;
  /** The name of the only cluster that it is about; undefined for any. */
  readonly cluster: string | UnknownValue | undefined;
  /** Whether it may change roles, policies and resources, too. */
  readonly changes: boolean;
  /** A phrase that follows its address. */
  readonly does: string;
}

export interface OidcProvider {
  readonly account: string;
  readonly arn: string;
  /** Without https:// and trailing /. */
  readonly issuer: string | UnknownValue;
  /** Audiences; unknown for a data source, which shows only that it exists. */
  readonly clientIds: readonly (string | UnknownValue)[] | UnknownValue;
  /** Why AWS refuses to create it. */
  readonly refusal?: Refusal | undefined;
  readonly resource: Resource;
}

/** Whether a key can be used, and for what. */
export interface KeyState {
  readonly enabled: boolean | undefined;
  /** `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, … */
  readonly usage: string | undefined;
  readonly symmetric: boolean | undefined;
}

/** Something that grants are on. */
export interface Target {
  /** `s3`, `sqs`, `sns`, `secretsmanager`, `dynamodb`, `ssm`, `route53`, `kms` */
  readonly service: string;
  /** May hold unknown values. */
  readonly arn: string;
  readonly account: string;
  readonly region: string | undefined;
  /** The resource policy (bucket, queue, topic, secret, table, key); undefined where it has none. A KMS key without one has the provider's default, which is written here as its text. */
  readonly policy?: Document | undefined;
  /** For S3: public access block, all four with S3's defaults; undefined entries are unknown. */
  readonly publicAccess?:
    | { readonly restrictPublicBuckets: boolean | undefined; readonly blockPublicPolicy: boolean | undefined }
    | undefined;
  /**
   * The customer key that it is encrypted with (a bucket: by default), an ARN; "aws" for the AWS
   * managed key; undefined for none and for keys that S3 or SQS own.
   */
  readonly key?: string | "aws" | UnknownValue | undefined;
  /** How a bucket names its key where that is not an ARN: KMS then looks for it in the caller's account. */
  readonly keyAlias?: string | undefined;
  /** For a bucket: whether S3 asks KMS for a key of the bucket's, not of each object's; undefined where that is not known. */
  readonly bucketKey?: boolean | undefined;
  /** For a bucket: whether the requester pays, or may have to. */
  readonly requesterPays?: boolean;
  /** For a KMS key: what it can be used for; undefined entries are unknown. */
  readonly keyState?: KeyState | undefined;
  /** For a KMS key: names of aliases that it has for certain; it may have others. */
  readonly aliases?: readonly string[];
  /** For a KMS key: its grants, each as a document with the statements that it is beside the key policy. */
  readonly grants?: readonly Document[];
  /** Its tags, where its service's conditions go by those and the world shows them. */
  readonly tags?: Tags | undefined;
  /** Whether the world shows its policy alone: that it exists, and what else there is about it, is not known. */
  readonly policyOnly?: boolean | undefined;
  /** Whether `key` is what the world shows, where it shows the policy alone: else what it is encrypted with is taken for granted. */
  readonly keyShown?: boolean | undefined;
  /** Why AWS refuses to create it, or what another resource would give it, which is then not in force. */
  readonly refusal?: Refusal | undefined;
  readonly resource: Resource;
}

/** A service or resource control policy with the ids of the accounts, units and roots that it is attached to. */
export interface OrganisationPolicy {
  readonly kind: "service" | "resource";
  readonly document: Document;
  readonly targets: readonly (string | UnknownValue)[];
}

/** A Fargate profile's selector; labels are left out, since a pod's are not known. */
export interface FargateSelector {
  readonly cluster: Cluster | UnknownValue;
  /** May hold `*` and `?`. */
  readonly namespace: string | UnknownValue;
  /** `k8s-app = kube-dns`: the labels that pods must have too; unknown where it is not known which, or whether any. */
  readonly labels: readonly string[] | UnknownValue;
  readonly resource: Resource;
}

/** A role or user that a cluster's Kubernetes API knows. */
export interface AccessEntry {
  readonly resource: Resource;
  readonly cluster: string | UnknownValue;
  readonly principalArn: string | UnknownValue;
  /** What would make it known. */
  readonly advice: Advice | undefined;
}

/** A text of a workload's own that names a role. */
export interface RoleSetting {
  readonly resource: Resource;
  readonly namespace: string;
  /** undefined where the workload's is not known. */
  readonly serviceAccount: string | undefined;
  /** All texts beside it, where the workload is not known. */
  readonly mentions?: string;
  readonly text: string;
  readonly location: () => SourceLocation;
}

/** A pod, or the template of a Deployment, StatefulSet, DaemonSet, Job or CronJob. */
export interface PodTemplate {
  readonly resource: Resource;
  readonly clusterName: string | UnknownValue;
  readonly namespace: string | UnknownValue;
  readonly serviceAccount: string | UnknownValue;
  /** Labels for messages: `kubernetes_pod_v1.s3_access_test`. */
  readonly label: string;
}

/**
 * Everything in the world that a chain can consist of. Properties are computed when they are first
 * asked for and throw InputError where they need what Terraform refuses.
 */
export interface Inventory {
  readonly roles: readonly Role[];
  /** Compares names first, so that only a role of that name needs its account. @throws InputError */
  roleByArn(arn: string): Role | undefined;
  readonly associations: readonly Association[];
  readonly serviceAccounts: readonly ServiceAccount[];
  /** Another one of the world that says something else of the same service account; undefined where none does. */
  annotationClash(account: ServiceAccount): ServiceAccount | undefined;
  /** What may hold annotated service accounts, and is not read. */
  readonly unreadObjects: readonly UnreadObjects[];
  readonly unreadManifests: readonly UnreadManifest[];
  /** What may make associations, and is not read. */
  readonly mayAssociate: readonly MayAssociate[];
  readonly providers: readonly OidcProvider[];
  /** Issuers that clusters of the world are known to have, without https:// and trailing /. */
  readonly clusterIssuers: ReadonlySet<string>;
  /** The issuer of one cluster; undefined where nothing says it, or two say different things. */
  issuerOf(cluster: Cluster): string | undefined;
  readonly targets: readonly Target[];
  /** As `roleByArn`. @throws InputError */
  targetByArn(arn: string): Target | undefined;
  /** Those that `resource`, an ARN or a pattern, may be about or within; perhaps others too. No account is asked for. */
  targetsNear(resource: string): readonly Target[];
  /** The ARN of the key that `text` (an ARN, an id or an alias) is to `user`; undefined where that is not known. @throws InputError */
  keyArnOf(text: string, user: Pick<Resource, "account" | "region" | "partition">): string | undefined;
  /** What had this ARN before a plan that deletes it, where nothing has it afterwards. @throws InputError */
  deletedAt(arn: string): Resource | undefined;
  /** Whether a data source looks the key of this ARN up: it is there, and its policy is not read. */
  isKeyLookedUp(arn: string): boolean;
  /** Whether what has this ARN is there, in the account in it, though apply decides a part of its name, and no more of it is read. */
  isMade(arn: string): boolean;
  readonly organisationPolicies: readonly OrganisationPolicy[];
  /** Accounts that manage an organisation: its policies do not bind them. */
  readonly managementAccounts: ReadonlySet<string>;
  readonly accessEntries: readonly AccessEntry[];
  readonly fargate: readonly FargateSelector[];
  readonly pods: readonly PodTemplate[];
  readonly roleSettings: readonly RoleSetting[];
  /** What stands in the world, is not understood, and may change who gets to what. */
  readonly effects: Effects;
  /** Accounts of the world, as far as they are known from its providers. */
  readonly accounts: ReadonlySet<string>;
}
