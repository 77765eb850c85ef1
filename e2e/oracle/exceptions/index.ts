import type { Exception } from "./exception";
import { sessionPolicy } from "./session";
import { acrossColons, addresses, arnPrefix, notAnArn, rolePaths, seconds } from "./values";
import {
  charactersInEquals,
  variableInNotResource,
  variableInResource,
  variablesOfVersion2008,
  variableUnderNegation,
} from "./variables";

export type { Exception } from "./exception";
export { OPEN } from "./open";

/** In the order in which they rewrite a question that needs several. */
export const EXCEPTIONS: readonly Exception[] = [
  variableUnderNegation,
  variableInNotResource,
  variableInResource,
  charactersInEquals,
  variablesOfVersion2008,
  seconds,
  addresses,
  acrossColons,
  arnPrefix,
  notAnArn,
  rolePaths,
  sessionPolicy,
];
