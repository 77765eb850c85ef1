import type { Model } from "../../model";
import type { Binary, Processes } from "../../terraform-cli";
import type { Io } from "../io";
import type { Project } from "../project";
import type { DeployOptions, Verb } from "./options";
import type { Progress } from "./progress";
import type { Runs } from "./runs";
import type { StackNode } from "./selection";
import type { Signals } from "./signals";

/** What one run of the command works with. */
export interface Work {
  readonly verb: Verb;
  readonly options: DeployOptions;
  readonly io: Io;
  readonly project: Project;
  readonly model: Model;
  /** All stacks, those that were not asked for too. */
  readonly known: readonly StackNode[];
  readonly binary: Binary;
  readonly processes: Processes;
  readonly runs: Runs;
  readonly progress: Progress;
  readonly signals: Signals;
  readonly folder: string;
}
