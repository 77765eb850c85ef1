import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { DeniedCall } from "../aws";
import { closestMatch } from "../config/suggestion";
import type { Answer } from "../proof/answer";
import { HOPS } from "../proof/proof";
import type { Explained } from "../report";
import { InputError } from "../terraform/source-location";
import { beyondReading, noError, noHop } from "./aws-error";
import { chainsLike, chainsRead } from "./chain-names";
import type { ExitCode, Io } from "./io";
import { ownCommand } from "./own-command";
import { answerTo, errorText, terminal, type WorldCommand } from "./prove";

/**
 * Explains how a hop was decided: `what` is CHAIN, CHAIN/HOP, CHAIN/grant/ACTION, AWS's error itself, or `-` for one on
 * standard input. Exit 0 where it is allowed, 1 where it is denied or unknown, 2 where there is no such hop or the input cannot be
 * used.
 */
export async function explain(
  what: string,
  paths: readonly string[],
  command: WorldCommand,
  io: Io,
): Promise<ExitCode> {
  try {
    if (what === "-" && command.manifests?.some(({ path }) => path === "-"))
      throw new InputError(
        "found - twice, expected the error or a cluster's objects on standard input, and the other as a file or in quotes",
      );
    const error = what === "-" ? await io.input() : /\s/.test(what) ? what : undefined;
    if (error === undefined && paths.length === 0 && existsSync(resolve(io.cwd, what)))
      throw new InputError(
        `found only the path ${what}, expected what to explain before it: - for an error of AWS on standard input, or a CHAIN that prove lists`,
      );
    const { answer } = await answerTo(paths, command, io);
    if (error === undefined) return await printCalled(hopsCalled(answer, what), io);
    const { hops: fitting, call, others: further } = await refusedIn(error, answer);
    const about = `AWS: ${call.line}`;
    const hops = oneOfRole(fitting);
    const code =
      hops.length > MOST || new Set(hops.map(({ way }) => way.chain)).size > 1
        ? listed(hops, about, ownCommand("explain", ["CHAIN/HOP", ...paths], io), io)
        : await print(hops, io, about);
    const others = chainsOf(fitting).filter((id) => !chainsOf(hops).includes(id));
    if (others.length > 0) io.out(`\nThe same holds of other chains with this role: ${chainsRead(others)}\n`);
    const beyond = beyondReading(call, command);
    if (beyond !== undefined) io.out(`\n${beyond}\n`);
    if (further > 0)
      io.out(
        `\nWhat was given has ${further === 1 ? "another error" : `${further} other errors`}: give one alone to explain it.\n`,
      );
    return code;
  } catch (error) {
    io.err(`${errorText(error)}\n`);
    return 2;
  }
}

const chainsOf = (hops: readonly Explained[]): readonly string[] => hops.map(({ way }) => way.chain.id);

/**
 * Of calls that no statement is about, which are asked for the error alone and no hop of their chain, one for each role: its
 * documents decide them alike in each chain.
 */
function oneOfRole(hops: readonly Explained[]): readonly Explained[] {
  if (!hops.every(({ way, edge }) => !way.edges.includes(edge))) return hops;
  const roleOf = ({ way, edge }: Explained) => way.nodes.find(({ id }) => id === edge.from)?.name;
  return hops.filter((one, index) => hops.findIndex((other) => roleOf(other) === roleOf(one)) === index);
}

/** How many hops are shown with all of their statements. */
const MOST = 3;

const codeOf = (hops: readonly Explained[]): ExitCode =>
  hops.every(({ edge }) => edge.hop.verdict === "allowed") ? 0 : 1;

/** All of some hops of a chain; of many grants those that are not allowed, and the names of the rest. */
async function printCalled(hops: readonly Explained[], io: Io): Promise<ExitCode> {
  const isGrant = ({ edge }: Explained) => edge.hop.id === "grant";
  const many = new Set(hops.filter(isGrant).map(({ edge }) => nameOf(edge.hop))).size > MOST;
  const named = many ? hops.filter((one) => isGrant(one) && one.edge.hop.verdict === "allowed") : [];
  const shown = hops.filter((one) => !named.includes(one));
  if (shown.length > 0) await print(shown, io);
  if (named.length > 0) {
    const lines = named.map(
      ({ way, edge }) =>
        `  ${way.chain.id}/${nameOf(edge.hop)}${edge.hop.resource === undefined ? "" : `  on ${edge.hop.resource}`}\n`,
    );
    io.out(
      `${shown.length > 0 ? "\n" : ""}Grants that are allowed, each explained by its name:\n\n${[...new Set(lines)].join("")}`,
    );
  }
  return codeOf(hops);
}

async function print(hops: readonly Explained[], io: Io, about?: string): Promise<ExitCode> {
  const { asExplanation } = await import("../report");
  io.out(asExplanation(hops, { ...terminal(io), about }));
  if (about !== undefined && codeOf(hops) === 0) io.out(allowedText(hops));
  return codeOf(hops);
}

const ALLOWED =
  "What was read allows this call. AWS holds something else (not applied yet, or changed by hand), a policy that was not read\nrefuses it, or another pod has made the call.";

/** Several chains or hops fit: which one is meant is for the reader to say. */
function listed(hops: readonly Explained[], about: string, command: string, io: Io): ExitCode {
  const commands = hops.map(({ way, edge }) => `  ${way.chain.id}/${nameOf(edge.hop)}  ${edge.hop.verdict}\n`);
  const several = new Set(hops.map(({ way }) => way.chain)).size > 1 ? "chains" : "hops";
  io.out(`${about}\n\nSeveral ${several} fit. Explain the one that is meant: ${command}\n\n`);
  io.out([...new Set(commands)].join(""));
  if (codeOf(hops) === 0) io.out(allowedText(hops));
  return codeOf(hops);
}

/** Why AWS may refuse what was read allows: first, what was only assumed. */
function allowedText(hops: readonly Explained[]): string {
  const assumed = hops.flatMap(({ way, edge: { hop } }) =>
    way.chain.assumptions
      .filter((one) => one.for.includes(hop.id))
      .filter(({ id, subject }) => id !== "resource-not-read" || (hop.resource ?? subject).startsWith(subject))
      .map((one) => `${one.message} (${one.id} of ${one.subject})`),
  );
  const lines = [...new Set(assumed)].map((text) => `  ${text}\n`);
  return `\n${ALLOWED}\n${lines.length === 0 ? "" : `It was assumed, and may not be so:\n${lines.join("")}`}`;
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
        `found ${rest} of ${way.chain.id}, expected one of ${HOPS.filter((id) => way.edges.some(({ hop }) => hop.id === id)).join(", ")}, or grant/ACTION${near(rest)}`,
      );
    return hops.map((edge) => ({ way, edge }));
  });
}

function near(hop: string): string {
  const found = closestMatch(hop, HOPS);
  return found === undefined ? "" : `; did you mean ${found}?`;
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
): Promise<{ readonly hops: readonly Explained[]; readonly call: DeniedCall; readonly others: number }> {
  const [{ deniedCallsIn }, { hopsRefusing, waysWith }] = await Promise.all([
    import("../aws"),
    import("../proof/denied-call"),
  ]);
  const calls = deniedCallsIn(text);
  if (calls.length === 0) throw new InputError(noError(text));
  for (const call of calls) {
    const hops = hopsRefusing(answer, call);
    if (hops.length > 0)
      return { hops: hops.map((hop) => ({ ...hop, action: call.action })), call, others: calls.length - 1 };
  }
  const known = calls.flatMap(({ caller }) => (caller === undefined ? [] : waysWith(answer, caller)));
  throw new InputError(noHop(calls, answer, known));
}
