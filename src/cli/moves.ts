import type { Move } from "../model";
import type { Io } from "./io";

/** A step of the way from IRSA to Pod Identity. */
interface Step {
  readonly id: "associate" | "restart" | "remove-annotation" | "remove-trust";
  readonly do: string;
  /** Whether this is the one that the configuration makes. */
  readonly current: boolean;
}

/**
 * The steps of a workload's way. EKS gives pods the association's credentials at admission and leaves running ones
 * alone, so that they keep their token until they are restarted.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
export function stepsOf({
  namespaces,
  serviceAccount,
  makesServiceAccount,
  annotated,
  deployment,
}: Move): readonly Step[] {
  const inEach = (command: (namespace: string) => string) => namespaces.map(command).join(" && ");
  const isBare = makesServiceAccount && !annotated;
  return [
    { id: "associate", do: "transitionFrom: irsa, and apply: running pods keep their token", current: !isBare },
    {
      id: "restart",
      do: `${inEach((one) => `kubectl --namespace ${one} rollout restart deployment${deployment ? `/${deployment}` : ""}`)}, and whatever else runs as ${serviceAccount}`,
      current: false,
    },
    {
      id: "remove-annotation",
      do: makesServiceAccount
        ? "irsaAnnotation: false, and apply"
        : inEach(
            (one) => `kubectl --namespace ${one} annotate serviceaccount ${serviceAccount} eks.amazonaws.com/role-arn-`,
          ),
      current: isBare,
    },
    { id: "remove-trust", do: "no transitionFrom any more, and apply: the role takes no token", current: false },
  ];
}

/** As `synth` reports them to a machine. */
export const moveReports = (moves: readonly Move[]) =>
  moves.map((move) => ({ workload: move.workload, from: "irsa", to: "pod-identity", steps: stepsOf(move) }));

export const movesText = (moves: readonly Move[], { outColors: c }: Io): string =>
  moves
    .map((move) => {
      const steps = stepsOf(move).map(
        ({ id, do: what, current }, index) =>
          `   ${index + 1}. ${c.dim(id.padEnd(17))}  ${what}${current ? c.bold("  <- this configuration") : ""}\n`,
      );
      return `\n${c.bold(move.workload)} moves from irsa to pod-identity:\n${steps.join("")}`;
    })
    .join("");
