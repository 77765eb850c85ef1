import type { Backend } from "../backend";
import type { Account, AssumedRole } from "./account";
import type { Chain } from "./chain";
import type { Handover } from "./handover";
import type { AccessCheck, Association, ConfigMap, Deployment, Namespace, ServiceAccount } from "./in-cluster";
import type { Layout } from "./layout";
import type { ClusterManifests, ReleasedObjects } from "./manifests";
import type { PolicyDocument } from "./policy";
import type { PlannedResource, Plans, ResourceKind } from "./services";
import type { Reason, Waits } from "./waits";

export type * from "./chain";
export type * from "./in-cluster";
export type * from "./manifests";
export type { Account, AssumedRole, Backend, Handover, Layout, PlannedResource, Plans, Reason, ResourceKind };

/**
 * What to create, stack by stack. Strings may hold Terraform references such as
 * `${aws_iam_role.target_role.name}`; everything else in them is literal.
 */
export interface Model {
  readonly layout: Layout;
  /** In an order in which they can be applied. */
  readonly stacks: readonly Stack[];
  readonly chains: readonly Chain[];
  /** The organization that all its accounts are in, where the configuration says so. */
  readonly organization?: string;
  /** What the owners of accounts are asked for, by account. */
  readonly documents: readonly AccountDocuments[];
  /** Kubernetes objects that are written as YAML, by cluster. */
  readonly manifests: readonly ClusterManifests[];
  /** What Terraform may have made before of that, and of what others make. */
  readonly released: readonly ReleasedObjects[];
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
  /** Of the root module that goes with the documents. */
  readonly moved?: readonly Moved[];
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

interface StackOf<L extends Layer> extends Waits {
  /** `account-a-primary`, `account-a` or `account-a-rest`. */
  readonly name: string;
  readonly layer: L;
  readonly account: Account;
  /** Where its state is. */
  readonly backend: Backend;
  /** Absent where its state has everything where it is. */
  readonly moved?: readonly Moved[];
}

/** Where a state may have what is at an address of its stack, of whatever types that is: Terraform moves it, and makes none. */
export interface Moved {
  /** An address, without the type. */
  readonly to: string;
  /** Addresses from the first that it had to the last. */
  readonly from: readonly string[];
}

/** Primary roles only: those that trust policies of other accounts name. */
export interface PrimaryStack extends StackOf<"primary"> {
  readonly roles: readonly Role[];
}

/** Resources and the roles that end chains. */
export interface AccountStack extends StackOf<"account"> {
  readonly resources: readonly PlannedResource[];
  /** What the configuration calls them, by their addresses with types. */
  readonly resourceKeys: Readonly<Record<string, string>>;
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

/** What is in a stack, wherever its state is. */
export type Plan<S extends Stack> = S extends Stack ? Omit<S, "backend"> : never;

export interface Role {
  readonly address: string;
  readonly name: string;
  readonly trust: PolicyDocument;
  /** Addresses, with their types, of what the trust names by a literal ARN. */
  readonly dependsOn?: readonly string[];
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
  /** Absent where Terraform makes nothing in it. */
  readonly kubernetes?: KubernetesAccess;
}

/** How Terraform signs in to a cluster. */
export type KubernetesAccess =
  | { readonly by: "kubeconfig"; readonly path: string; readonly context?: string }
  /** With a token of the AWS CLI. */
  | { readonly by: "cli"; readonly profile?: string; readonly roleArn?: string }
  /** With a token of the aws provider, at this address. */
  | { readonly by: "provider"; readonly address: string };
