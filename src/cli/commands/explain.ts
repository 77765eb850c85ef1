import { HOPS } from "../../proof/proof";
import type { WorldCommand } from "../prove";
import { type AddCommand, withWorld } from "./command";

const HELP = `
WHAT is
  CHAIN          my-cluster/my-namespace/my-app: the hop at which the pod fails, else all of its hops
  CHAIN/HOP      one of ${HOPS.join(", ")}
  CHAIN/grant/ACTION
  -              an error of AWS on standard input, as a log has it: the hop that it comes from
  "An error …"   the same error in quotes

A path is what \`prove\` takes. Each document that has a say is shown with its statements: what of each fits the request,
what does not, and what the request has instead.

Exit status: 0 the hop is allowed, 1 denied or unknown, 2 unusable input (nothing on stdout).

Examples:
  eks-cross-account explain my-cluster/my-namespace/my-app infra
  eks-cross-account explain my-cluster/my-namespace/my-app/target-trust infra
  kubectl logs my-app | eks-cross-account explain - infra
  eks-cross-account explain "An error occurred (AccessDenied) when calling the AssumeRole operation: User: …" infra`;

export const explain: AddCommand = (program, { io, ends }) => {
  withWorld(
    program
      .command("explain <what> [path...]")
      .description(
        "show how a hop of a chain was decided, or find the hop of an error of AWS (default path: cdktf.out)",
      ),
  )
    .addHelpText("after", HELP)
    .action(async (what: string, paths: readonly string[], options: WorldCommand) =>
      ends((await import("../explain")).explain(what, paths, options, io)),
    );
};
