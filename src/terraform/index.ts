export { UnknownValue } from "../unknown/unknown-value";
export { digitsFrom, type UnnamedAccount } from "./accounts";
export { MADE_ARNS } from "./attributes/named-arns";
export type { Value } from "./value";
export type {
  Change,
  GivenManifests,
  MissingModule,
  NamedWorld,
  ReadOptions,
  Resource,
  Stack,
  World,
  Worlds,
} from "./world";
export { readWorld, readWorlds } from "./worlds/read-worlds";
