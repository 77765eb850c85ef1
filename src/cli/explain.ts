import type { DeniedCall } from "../aws";
import type { Answer } from "../proof/answer";
import { HOPS } from "../proof/proof";
import type { Explained } from "../report";
import { InputError } from "../terraform/source-location";
import { chainsLike } from "./chain-names";
import type { ExitCode, Io } from "./io";
import { answerTo, errorText, terminal, type WorldCommand } from "./prove";

/**
 * Explains how a hop was decided: `what` is CHAIN, CHAIN/HOP, CHAIN/grant/ACTION, or `-` for AWS's error on standard
 * input. Exit 0 where it is allowed, 1 where it is denied or unknown, 2 where there is no such hop or the input cannot be
 * used.
 */
export async function explain(
  what: string,
  paths: readonly string[],
  command: WorldCommand,
  io: Io,
): Promise<ExitCode> {
  try {
    const error = what === "-" ? await io.input() : undefined;
    const { answer } = await answerTo(paths, command, io);
    if (error === undefined) return await print(hopsCalled(answer, what), io);
    const { hops, about } = await refusedIn(error, answer);
    if (new Set(hops.map(({ way }) => way.chain)).size > 1) return listed(hops, about, io);
    return await print(hops, io, about);
  } catch (error) {
    io.err(`${errorText(error)}\n`);
    return 2;
  }
}

const codeOf = (hops: readonly Explained[]): ExitCode =>
  hops.every(({ edge }) => edge.hop.verdict === "allowed") ? 0 : 1;

async function print(hops: readonly Explained[], io: Io, about?: string): Promise<ExitCode> {
  const { asExplanation } = await import("../report");
  io.out(asExplanation(hops, { ...terminal(io), about }));
  if (about !== undefined && codeOf(hops) === 0) io.out(`\n${ALLOWED}\n`);
  return codeOf(hops);
}

const ALLOWED =
  "What was read allows this call. AWS holds something else (not applied yet, or changed by hand), a policy that was not read\nrefuses it, or another pod has made the call.";

/** Several chains fit: which one is meant is for the reader to say. */
function listed(hops: readonly Explained[], about: string, io: Io): ExitCode {
  const commands = hops.map(({ way, edge }) => `  ${way.chain.id}/${nameOf(edge.hop)}  ${edge.hop.verdict}\n`);
  io.out(`${about}\n\nSeveral chains fit. Explain the one that is meant: eks-cross-account explain CHAIN/HOP\n\n`);
  io.out([...new Set(commands)].join(""));
  return codeOf(hops);
}

const nameOf = ({ id, action }: Explained["edge"]["hop"]): string =>
  id === "grant" && action !== undefined ? `${id}/${action}` : id;

/** @throws InputError for a chain or hop that the answer does not have */
function hopsCalled({ ways }: Answer, what: string): readonly Explained[] {
  const ids = ways.map(({ chain }) => chain.id);
  const found = ways.filter(({ chain }) => what === chain.id || what.startsWith(`${chain.id}/`));
  if (found.length === 0) {
    const like = chainsLike(what.split("/").slice(0, 3).join("/"), ids);
    throw new InputError(`found ${what}, expected CHAIN or CHAIN/HOP with ${like}`);
  }
  return found.flatMap((way) => {
    const rest = what.slice(way.chain.id.length + 1);
    const hops = rest === "" ? mainEdges(way.edges) : way.edges.filter(({ hop }) => isCalled(hop, rest));
    if (hops.length === 0)
      throw new InputError(
        `found ${rest} of ${way.chain.id}, expected one of ${HOPS.filter((id) => way.edges.some(({ hop }) => hop.id === id)).join(", ")}, or grant/ACTION`,
      );
    return hops.map((edge) => ({ way, edge }));
  });
}

/** Where the pod fails; all hops where it does not. */
function mainEdges(edges: Explained["way"]["edges"]): Explained["way"]["edges"] {
  const first = edges.find(({ hop }) => hop.verdict === "denied") ?? edges.find(({ hop }) => hop.verdict === "unknown");
  return first ? [first] : edges;
}

const isCalled = (hop: Explained["edge"]["hop"], name: string): boolean =>
  hop.id === name || nameOf(hop).toLowerCase() === name.toLowerCase();

/** @throws InputError where the text is none of AWS's errors, or fits no hop */
async function refusedIn(
  text: string,
  answer: Answer,
): Promise<{ readonly hops: readonly Explained[]; readonly about: string }> {
  const [{ deniedCallsIn }, { hopsRefusing }] = await Promise.all([import("../aws"), import("../proof/denied-call")]);
  const calls = deniedCallsIn(text);
  if (calls.length === 0)
    throw new InputError(
      "found no error of AWS on standard input, expected a line such as: User: ARN is not authorized to perform: ACTION on resource: ARN",
    );
  for (const call of calls) {
    const hops = hopsRefusing(answer, call);
    if (hops.length > 0)
      return { hops: hops.map((hop) => ({ ...hop, action: call.action })), about: `AWS: ${call.line}` };
  }
  throw new InputError(
    `found no hop for ${calls.map(lookedFor).join("; nor for ")}. The chains that were read: ${answer.ways.map(({ chain }) => chain.id).join(", ") || "none"}. Name the stacks of the role on the command line`,
  );
}

/** What was looked for, for a sentence. */
function lookedFor({ caller, action, operation, resource, step }: DeniedCall): string {
  const call = action ?? operation ?? step ?? "a call";
  return `${call}${resource === undefined ? "" : ` on ${resource}`}${caller === undefined ? "" : ` by ${caller}`}`;
}
