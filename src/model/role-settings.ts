import {
  type Config,
  policyArn,
  policyIdentifier,
  type RoleKind,
  type RoleSettings,
  type SettingsAtPath,
  settingOf,
  settingsOfAccount,
} from "../config";
import { type AddressOfPart, addressOfPart } from "./address";
import { type ExtraTrust, joinedConditions } from "./extra-trust";
import type { Account, ExistingPolicy, Role } from "./model";
import { literal, type Statement } from "./policy";

/** What is set for one role, over all places where it may stand. */
export interface ResolvedRoleSettings
  extends Pick<Role, "path" | "permissionsBoundary" | "tags" | "maxSessionDuration"> {
  readonly managedPolicies: NonNullable<Role["managedPolicies"]>;
  readonly trust: ExtraTrust;
}

interface OfRole {
  readonly kind: RoleKind;
  readonly account: Account;
  readonly address: AddressOfPart;
  /** Of the role alone. */
  readonly own: readonly SettingsAtPath<RoleSettings>[];
}

/** Of a role that exists: its owner has made it as it is. */
export const NO_SETTINGS: ResolvedRoleSettings = {
  managedPolicies: [],
  trust: { sourceAccount: false, conditions: {}, statements: [], organization: undefined },
};

/** Of a role that its owner is asked for: where it is and who may assume it; the rest is the owner's to decide. */
export const settingsForOwner = ({ path, trust }: ResolvedRoleSettings): ResolvedRoleSettings => ({
  ...(path ? { path } : {}),
  managedPolicies: [],
  trust,
});

/**
 * The settings of a role: of single values the nearest counts, tags and conditions are joined by their keys, and lists are
 * added up, so that a statement that a company demands of all roles is in every one.
 */
export function roleSettings(config: Config, { kind, account, address, own }: OfRole): ResolvedRoleSettings {
  const layers = [...settingsOfAccount<RoleSettings>(config, account.key, kind), ...own];
  const path = settingOf(layers, "path")?.value;
  const boundary = settingOf(layers, "permissionsBoundary")?.value;
  const duration = settingOf(layers, "maxSessionDuration")?.value;
  const tags = Object.assign({}, ...layers.map(({ settings }) => settings.tags));
  const attached = new Set(layers.flatMap(({ settings }) => settings.managedPolicies ?? []));
  return {
    ...(path === undefined || path === "/" ? {} : { path }),
    ...(boundary === undefined ? {} : { permissionsBoundary: existingPolicy(config, account, boundary) }),
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
    ...(duration === undefined ? {} : { maxSessionDuration: duration }),
    managedPolicies: [...attached].map((written) => ({
      ...existingPolicy(config, account, written),
      attachmentAddress: address(`${kind}_role_${policyIdentifier(written)}_attachment`),
    })),
    trust: {
      sourceAccount: layers.findLast(({ settings }) => settings.trust?.sourceAccount !== undefined)?.settings.trust
        ?.sourceAccount,
      conditions: literal(joinedConditions(...layers.map(({ settings }) => settings.trust?.conditions ?? {}))),
      statements: layers.flatMap(({ settings, path: at }) =>
        (settings.trust?.statements ?? []).map((statement, index) => ({
          statement: literal<Statement>(statement as Statement),
          path: [...at, "trust", "statements", index],
        })),
      ),
      organization: config.defaults.organization,
    },
  };
}

/** A policy by its key under `policies`, or as it is written. */
function existingPolicy(config: Config, account: Account, written: string): ExistingPolicy {
  const declared = config.policies[written];
  if (!declared) return { arn: policyArn(written, account) };
  return {
    arn: policyArn(declared.name, account),
    stated: { address: addressOfPart(written, {})("policy"), document: literal(declared.document) },
  };
}
