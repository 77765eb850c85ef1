export type { ConfigFile } from "./config-source";
export { createsNamespace, createsServiceAccount } from "./created-objects";
export { fits } from "./fields";
export { formerConfig, type RenamedEntry, type RenamedSection, renamedEntries } from "./former";
export { type Granted, grantedBy } from "./granted";
export { jsonSchema } from "./json-schema";
export { apiAccessOf, objectsOf } from "./kubernetes-objects";
export type { NameAtPath } from "./name-at-path";
export { expanded, type StateValues } from "./name-template";
export { serviceAccountSubject } from "./oidc";
export type {
  IrsaPlacement,
  PlacementNamedTarget,
  PlacementTarget,
  PodIdentityPlacement,
  WorkloadPlacement,
} from "./placement";
export { policyArn, policyIdentifier } from "./policy-reference";
export { type ReadConfig, readConfig, readConfigFolder } from "./read";
export {
  type RoleKind,
  type SettingsAtPath,
  settingOf,
  settingsOfAccount,
  settingsOfShared,
  settingsOfWorkload,
} from "./role-settings";
export type { Config, ConfigInput, Grant, IdentityDocument, RoleSettings, Workload } from "./schema";
export type { Objects } from "./sections/settings";
export {
  kindsOf,
  kmsKeyIn,
  type Limits,
  placeOfKeyArn,
  type ResourceKind,
  type ResourceMaps,
  type Verb,
} from "./services";
export { choiceOf, closestMatch } from "./suggestion";
export { workloadPlacements } from "./workload-placement";
