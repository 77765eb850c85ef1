import type { Account, AssumedRole } from "./account";
import type { Handover } from "./handover";
import type { HelmChart } from "./helm-chart";
import type { PolicyDocument } from "./policy";
import type { PlannedResource, Plans, ResourceKind } from "./services";

export type { Account, AssumedRole, Handover, PlannedResource, Plans, ResourceKind };

/**
 * What to create, stack by stack. Strings may hold Terraform references such as
 * `${aws_iam_role.target_role.name}`; everything else in them is literal.
 */
export interface Model {
  /** In an order in which they can be applied. */
  readonly stacks: readonly Stack[];
  readonly chains: readonly Chain[];
  /** The organization that all its accounts are in, where the configuration says so. */
  readonly organization?: string;
  /** What the owners of accounts are asked for, by account. */
  readonly documents: readonly AccountDocuments[];
  /** Workloads on their way from IRSA to Pod Identity. */
  readonly moves: readonly Move[];
}

/** What is asked of the owner of an account: roles that this configuration does not make, and what they need there. */
export interface AccountDocuments {
  /** `handover/account-b`, and the folder of that name. */
  readonly name: string;
  /** One that the configuration does not list has its number for a key. */
  readonly account: Account;
  readonly roles: readonly RequestedRole[];
  /** Policies of resources there, which let in roles of other accounts. */
  readonly resourcePolicies: readonly ResourcePolicy[];
  readonly oidcProviders: readonly OidcProvider[];
  /** Stacks that make roles which the trust policies name, and so come first. */
  readonly dependsOn: readonly string[];
}

export interface RequestedRole {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  /** Whether it is there already. */
  readonly exists: boolean;
  readonly trust: PolicyDocument;
  /** All that it may do; absent where a stack attaches that. */
  readonly permissions?: PolicyDocument;
  /** What it is for, in a sentence. */
  readonly why: string;
}

export interface Move {
  /** Its key. */
  readonly workload: string;
  readonly namespaces: readonly string[];
  readonly serviceAccount: string;
  readonly makesServiceAccount: boolean;
  /** Whether the service account has the annotation still. */
  readonly annotated: boolean;
  /** Name of its Deployment. */
  readonly deployment?: string;
}

/** The layers of an account, lowest first; each is a stack of its own where it holds anything. */
export const LAYERS = ["primary", "account", "rest"] as const;
export type Layer = (typeof LAYERS)[number];

interface StackOf<L extends Layer> {
  /** `account-a-primary`, `account-a` or `account-a-rest`. */
  readonly name: string;
  readonly layer: L;
  readonly account: Account;
  /** Names of the stacks that must be applied before this one. */
  readonly dependsOn: readonly string[];
}

/** Primary roles only: those that trust policies of other accounts name. */
export interface PrimaryStack extends StackOf<"primary"> {
  readonly roles: readonly Role[];
}

/** Resources and the roles that end chains. */
export interface AccountStack extends StackOf<"account"> {
  readonly resources: readonly PlannedResource[];
  /** Keys that exist, and that roles of the account use. */
  readonly keys: readonly KeyLookup[];
  readonly oidcProviders: readonly OidcProvider[];
  readonly roles: readonly Role[];
  readonly policies: readonly Policy[];
}

/**
 * What depends on roles of the other layers: primary roles' permissions, policies of resources that name roles of other
 * accounts, associations, Kubernetes objects.
 */
export interface RestStack extends StackOf<"rest"> {
  readonly policies: readonly Policy[];
  readonly resourcePolicies: readonly ResourcePolicy[];
  readonly clusters: readonly Cluster[];
  readonly handovers: readonly Handover[];
  readonly namespaces: readonly Namespace[];
  readonly configMaps: readonly ConfigMap[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly associations: readonly Association[];
  readonly checks: readonly AccessCheck[];
  readonly deployments: readonly Deployment[];
}

export type Stack = PrimaryStack | AccountStack | RestStack;

export interface Role {
  readonly address: string;
  readonly name: string;
  readonly trust: PolicyDocument;
  /** Addresses, with their types, of what the trust names by a literal ARN. */
  readonly dependsOn?: readonly string[];
  /** Address that a state may have it at: Terraform moves it, and creates none. */
  readonly movedFrom?: string;
  readonly path?: string;
  readonly permissionsBoundary?: ExistingPolicy;
  readonly tags?: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly maxSessionDuration?: number;
  readonly managedPolicies?: readonly (ExistingPolicy & { readonly attachmentAddress: string })[];
}

/** A managed policy that others own. */
export interface ExistingPolicy {
  readonly arn: string;
  /** What it says, where the configuration states it, and the address of the data source that holds it to that. */
  readonly stated?: { readonly address: string; readonly document: PolicyDocument };
}

/** A key that exists, to be looked up: an apply without it fails, and what reads the stack sees that it is there. */
export interface KeyLookup {
  readonly address: string;
  readonly arn: string;
  /** Only where it differs from the account's. */
  readonly region?: string;
}

/** An account's OIDC identity provider for a cluster of any account. */
export interface OidcProvider {
  readonly address: string;
  /** With `https://`. */
  readonly url: string;
  readonly audience: string;
}

/** A managed policy and its attachment to one role. */
export interface Policy {
  readonly address: string;
  readonly attachmentAddress: string;
  readonly name: string;
  readonly document: PolicyDocument;
  /** Name of the role it is attached to, or a reference to it. */
  readonly role: string;
  readonly path?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The policy of a resource, which lets in roles of other accounts. */
export interface ResourcePolicy {
  readonly kind: ResourceKind;
  /** Key of the resource. */
  readonly resource: string;
  /** Of the resource. */
  readonly arn: string;
  readonly address: string;
  /** What it is the policy of, as the provider wants it: a name or an ARN. */
  readonly subject: string;
  /** Only where it differs from the account's. */
  readonly region?: string;
  readonly document: PolicyDocument;
}

export interface Cluster {
  readonly key: string;
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  /** Without `https://`. */
  readonly issuer?: string;
  /** Address of its data source. */
  readonly address: string;
  readonly podIdentityAgent: "check" | "install" | "skip";
  /** Address of the add-on's data source or resource. */
  readonly agentAddress: string;
  readonly kubernetes: KubernetesAccess;
}

/** How Terraform signs in to a cluster. */
export type KubernetesAccess =
  | { readonly by: "kubeconfig"; readonly path: string; readonly context?: string }
  /** With a token of the AWS CLI. */
  | { readonly by: "cli"; readonly profile?: string; readonly roleArn?: string }
  /** With a token of the aws provider, at this address. */
  | { readonly by: "provider"; readonly address: string };

interface InCluster {
  readonly address: string;
  /** Key of the cluster. */
  readonly cluster: string;
}

export interface Namespace extends InCluster {
  readonly name: string;
}

/** A ConfigMap with an AWS config file, for programs that assume several targets by profiles. */
export interface ConfigMap extends InCluster {
  readonly name: string;
  readonly namespace: string;
  readonly file: string;
  readonly text: string;
}

/** Where a pod finds the file of a ConfigMap, and the variable that names it to SDKs. */
export interface MountedConfig {
  /** The ConfigMap's name, or a reference to it. */
  readonly configMap: string;
  readonly folder: string;
  readonly file: string;
}

export interface ServiceAccount extends InCluster {
  readonly name: string;
  readonly namespace: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Association extends InCluster {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly targetRoleArn?: string;
  readonly sessionTags: boolean;
  readonly sessionPolicy?: PolicyDocument;
  /** Addresses, with their types, of what must exist before EKS issues credentials. */
  readonly dependsOn: readonly string[];
}

/** A pod or job that calls AWS with the workload's credentials. */
export interface AccessCheck extends InCluster {
  readonly kind: "pod" | "job";
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly image: string;
  /** What it has AWS's CLI do, in POSIX sh; may hold references. */
  readonly calls: readonly string[];
  /** Absent where it calls with the credentials that EKS gives the pod. */
  readonly awsConfig?: MountedConfig;
  readonly dependsOn: readonly string[];
}

/** Who may reach one port of pods. */
export interface IngressRule {
  readonly port: number;
  readonly from: readonly Peer[];
}

/** Pods of a namespace (the policy's own where none is given), of those only the ones with the labels; or addresses. */
export interface Peer {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly cidr?: string;
}

/** A Deployment and what belongs to it: on request its Service, who may call it, how it is evicted. */
export interface Deployment extends InCluster {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly image: string;
  readonly replicas: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  /** Of probes and metrics, where it is another. */
  readonly probePort?: number;
  readonly env: Readonly<Record<string, string>>;
  /** Variables that hold references or names, not texts of the configuration. */
  readonly bucketEnv: Readonly<Record<string, string>>;
  /** Where there are several targets. */
  readonly awsConfig?: MountedConfig;
  readonly liveness: string;
  readonly readiness: string;
  readonly cpu: string;
  readonly memory: string;
  readonly service: boolean;
  /** From SIGTERM to SIGKILL. */
  readonly gracePeriodSeconds: number;
  /** Absent: whoever reaches its pods. */
  readonly ingress?: readonly IngressRule[];
  readonly dependsOn: readonly string[];
}

/** A pod's access to its resources, as configured. */
export interface Chain {
  /** `<cluster name>/<namespace>/<service account>` */
  readonly id: string;
  /** 12 digits; of the cluster. */
  readonly account: string;
  /** Of the cluster; for irsa of the stack that its service account is in. */
  readonly region: string;
  /** Key of the workload. */
  readonly workload: string;
  /** Whether this configuration creates the service account. */
  readonly makesServiceAccount: boolean;
  readonly mechanism: "pod-identity" | "irsa";
  /** Of pod identity only. */
  readonly primaryRoleArn?: string;
  readonly targetRoleArn?: string;
  /** Several targets in its place, which the program in the pod assumes. */
  readonly profiles?: ChainProfiles;
  /** Of irsa only. */
  readonly oidcProviderArn?: string;
  /** Whether the trust policies allow only this pod. */
  readonly confine: boolean;
  readonly grants: readonly ChainGrant[];
  /** Of a workload with a preset. */
  readonly helm?: HelmChart;
}

export interface ChainProfiles {
  /** The ConfigMap with the AWS config file, in the pod's namespace. */
  readonly configMap: string;
  readonly folder: string;
  readonly file: string;
  readonly text: string;
  readonly roles: readonly { readonly profile: string; readonly roleArn: string }[];
}

export interface ChainGrant {
  /** ARN of the one of several targets that has it. */
  readonly as?: string;
  /** Key of the resource. */
  readonly resource: string;
  /** `STACK/ADDRESS` of a resource created here, the ARN of one that already exists. */
  readonly on: string;
  /** Each action with what it is granted on: `on`, or what is in it behind a slash. */
  readonly can: readonly ChainAction[];
  /** The setting of its key, where it exists, a key would be asked for what is granted, and none is named. */
  readonly openKey?: string;
  /** Actions on the resource that no grant of it means unless it names them. */
  readonly others: readonly ChainAction[];
}

export interface ChainAction {
  readonly action: string;
  readonly on: string;
}
