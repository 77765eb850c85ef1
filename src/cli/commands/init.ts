import type { InitOptions } from "../init/init";
import { withInitOptions } from "../init/options";
import type { AddCommand } from "./command";

export const init: AddCommand = (program, { io, ends }) => {
  withInitOptions(program.command("init")).action(async (options: InitOptions) =>
    ends((await import("../configuration")).init(options, io)),
  );
};
