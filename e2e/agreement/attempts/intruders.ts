import type { Stage } from "../environment";
import { StrangerPods } from "./intruder-pods";
import { StrangerRoles } from "./intruder-roles";
import { OtherIssuers } from "./other-issuers";

/** Everybody who belongs to no chain; set up once for each state of the emulator. */
export class Strangers {
  readonly roles: StrangerRoles;
  readonly pods: StrangerPods;
  readonly tokens: OtherIssuers;

  constructor(stage: Stage) {
    this.roles = new StrangerRoles(stage);
    this.pods = new StrangerPods(stage);
    this.tokens = new OtherIssuers(stage);
  }
}
