import type { Clients } from "../aws";
import type { Kubernetes } from "../kubernetes";
import type { Settings } from "../settings";

/** The configured provider with which a resource is made. */
export interface ProviderConfig {
  readonly aws: Clients;
  readonly kubernetes: Kubernetes;
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** The ARN of the cluster that a kubernetes_* resource's provider reaches. */
  readonly cluster: string | undefined;
}

/** Attributes known only after apply, by path: `id`, `metadata[0].name`. */
export type Given = Readonly<Record<string, string>>;

/**
 * How one type of resource is made, changed and removed. `Wanted` is plain data: two of them that are
 * the same as JSON need no change. Methods throw Refused and Interrupted; those that change something
 * may be called again after an interruption, when they have taken effect already or in part.
 */
export interface Kind<Wanted> {
  /** Reads the configuration. @throws NotKnown, PlanRefused */
  read(settings: Settings, provider: ProviderConfig): Wanted;
  /** Names in `Wanted` whose change replaces the resource. */
  readonly replacedBy: readonly string[];
  /** Whether a change cannot be made in place though none of these attributes differs. */
  replaces?(wanted: Wanted, was: Wanted): boolean;
  /** One call. A refusal leaves nothing behind. */
  create(provider: ProviderConfig, wanted: Wanted): Promise<Given>;
  /** What `create` leaves open, in calls that may be repeated. */
  settle?(provider: ProviderConfig, wanted: Wanted, given: Given): Promise<void>;
  /** Changes in place; without it every change replaces the resource. */
  update?(provider: ProviderConfig, wanted: Wanted, was: Wanted, given: Given): Promise<void>;
  remove(provider: ProviderConfig, wanted: Wanted, given: Given): Promise<void>;
  /** What `create` would have given for an existing one; undefined where there is none. Absent where `wanted` holds everything. */
  find?(provider: ProviderConfig, wanted: Wanted): Promise<Given | undefined>;
  /** What it is, for `needs` of others, such as `role 111111111111 NAME`. */
  is?(provider: ProviderConfig, wanted: Wanted): string;
  /** What must exist as long as it does. */
  needs?(provider: ProviderConfig, wanted: Wanted): readonly string[];
  /** ARNs that AWS looks up when it is saved: it is saved again when a role of one of them is made or removed. */
  principals?(wanted: Wanted): readonly string[];
}

/**
 * Principals of a policy; none of a text that is not a policy. AWS keeps a role's id instead of its ARN.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
export function principalsOf(document: string | undefined): readonly string[] {
  const policy = parsed(document ?? "");
  const statements = isObject(policy) ? [policy.Statement].flat() : [];
  return statements.flatMap((statement) => {
    if (!isObject(statement)) return [];
    return [statement.Principal, statement.NotPrincipal].flatMap((principal) =>
      isObject(principal) ? [principal.AWS].flat().filter((one) => typeof one === "string") : [],
    );
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Attributes that differ. */
export const differing = <T extends object>(wanted: T, was: T): ReadonlySet<keyof T> =>
  new Set(
    (Object.keys({ ...was, ...wanted }) as (keyof T)[]).filter(
      (name) => JSON.stringify(wanted[name]) !== JSON.stringify(was[name]),
    ),
  );

/** `arn:aws:iam::111111111111:role/path/NAME` -> the role's key; none for any other ARN. */
export const roleKeyOf = (arn: string): readonly string[] => {
  const [, account, name] = /^arn:[^:]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return account && name ? [roleKey(account, name)] : [];
};

export const roleKey = (account: string, name: string): string => `role ${account} ${name}`;

/** Tags as most services take them. */
export const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
