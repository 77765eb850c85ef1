import type { Environment } from "../environment";
import { IntruderPods } from "./intruder-pods";
import { IntruderRoles } from "./intruder-roles";
import { OtherIssuers } from "./other-issuers";

/** Callers outside every chain; set up once for each state of the emulator. */
export class Intruders {
  readonly roles: IntruderRoles;
  readonly pods: IntruderPods;
  readonly tokens: OtherIssuers;

  constructor(environment: Environment) {
    this.roles = new IntruderRoles(environment);
    this.pods = new IntruderPods(environment);
    this.tokens = new OtherIssuers(environment);
  }
}
