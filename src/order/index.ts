export { atlantisText } from "./atlantis";
export { githubText, roleVariables } from "./github";
export { terragruntFiles } from "./terragrunt";
export { orderText } from "./text";
export { type Unit, unitsOf, type Variable, variablesOf } from "./units";
