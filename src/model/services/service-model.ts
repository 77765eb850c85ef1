import type { ServiceFacts } from "../../aws";
import type { Backend } from "../../backend";
import type { Limits } from "../../config";
import type { Account } from "../account";
import type { AddressOfPart } from "../address";
import type { Handover } from "../handover";
import type { Condition, Statement } from "../policy";

/** A resource as the configuration has it. */
export interface ResourceEntry<Map> {
  readonly map: Map;
  readonly account: Account;
  /** Only where it differs from the account's. */
  readonly region?: string;
  readonly address: AddressOfPart;
  /** ARN, within its account's stack, of the customer key that it is encrypted with. */
  readonly keyArn?: string;
  /** How what only apply knows is passed to other stacks. */
  readonly handover: Handover["kind"];
  /** Where the state of the stack that makes it is. */
  readonly backend: Backend;
}

/** What follows of it. */
export interface ResolvedBy<Plan> {
  /** What is to be created, and its Terraform address with the type; absent for one that exists. */
  readonly planned?: { readonly plan: Plan; readonly address: string };
  /** Its ARN within its account's stack. */
  readonly arn: string;
  /** Its name in a stack of any account. */
  readonly name: string;
  /** How that name is passed to another stack, where only apply knows it. */
  readonly handover?: Handover;
  /** What stacks of other accounts name it by, where that is not its ARN. */
  readonly elsewhere?: string;
  /** Where it stands for several resources: what stands behind its ARN for each, and the actions that are about that. */
  readonly areas?: readonly { readonly suffix: string; reaches(action: string): boolean }[];
  /** Its policy: type and address in Terraform, and what the provider calls the resource there. Absent where it can have none. */
  readonly policy?: {
    readonly type: string;
    readonly address: string;
    readonly subject: string;
    /** What its statements name the resource by. Default: its ARN. */
    readonly resource?: string;
    /** Statements that it cannot be without. */
    readonly kept?: readonly Statement[];
  };
}

/** What a grant gives on one type of resource. */
export interface Reach {
  /** What stands behind the resource's ARN. */
  readonly suffix: string;
  /** What stands in place of that ARN, where it is none of what the resource is or has in it. */
  readonly besides?: string;
  readonly condition?: Condition;
}

/** A resource as a call on it names it. */
export interface CalledResource extends Pick<ResolvedBy<never>, "arn" | "name" | "policy"> {
  readonly region: string;
}

/** A service: how its resources resolve, and what the verbs of grants on them are. */
export interface ServiceModel<Map, Plan> {
  readonly facts: ServiceFacts;
  resolve(entry: ResourceEntry<Map>): ResolvedBy<Plan>;
  /** The service of the resource that a map describes, where its kind's resources are of several. */
  serviceOf?(map: Map): Omit<ServiceModel<never, never>, "resolve" | "serviceOf">;
  /** The actions that each verb grants. */
  readonly verbs: Readonly<Record<string, readonly string[]>>;
  /** By action, what it takes of the key that the resource is encrypted with; other actions take nothing. */
  readonly keyActions: Readonly<Record<string, readonly string[]>>;
  /** What a limited grant of `action` gives on a type of resource whose ARNs end in `suffix`. Default: all of it. */
  limited?(type: string, suffix: string, limits: Limits, action: string): Reach;
  /**
   * A call that shows access and changes nothing, for AWS's CLI: the action that it takes, and what stands behind `aws`, in
   * POSIX sh. What it prints is in the pod's log, so it prints no values.
   */
  readonly check?: { readonly action: string; call(resource: CalledResource, limits: Limits): string };
  /** Actions that synthesis expects to be denied unless granted. */
  readonly others: readonly string[];
}
