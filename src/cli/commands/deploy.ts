import { type AddCommand, CONFIG } from "./command";

export const deploy: AddCommand = (program, { io, ends }) => {
  for (const verb of ["deploy", "destroy"] as const)
    program
      .command(`${verb} [stacks...]`)
      .description(`run cdktf ${verb} for stacks, one at a time, in ${verb === "deploy" ? "" : "reverse "}order`)
      .option("--config <file>", CONFIG)
      .option("--auto-approve", "apply without asking for approval", false)
      .action(async (stacks, options) =>
        ends((await import("../configuration")).deploy(verb, { ...options, stacks }, io)),
      );
};
