import { check } from "./check";
import type { AddCommand } from "./command";
import { completion } from "./completion";
import { deploy } from "./deploy";
import { explain } from "./explain";
import { handover } from "./handover";
import { init } from "./init";
import { order } from "./order";
import { prove } from "./prove";
import { report } from "./report";
import { schema } from "./schema";
import { synth } from "./synth";

/** In the order of `--help`. */
export const COMMANDS: readonly AddCommand[] = [
  init,
  synth,
  check,
  schema,
  order,
  deploy,
  handover,
  prove,
  explain,
  report,
  completion,
];
