import type { Assumption, ChainResult, Intruder, Through, Verdict } from "../proof/proof";
import type { SourceLocation } from "../terraform/source-location";
import { type Colors, inWords, labelled, mark, oneLine, printable, row } from "./layout";

const ACCESS: Readonly<Record<Verdict, string>> = {
  proved: "the pod gets its access",
  conditional: "the pod gets its access on the assumptions below",
  unknown: "it is unknown whether the pod gets its access",
  refuted: "the pod does not get all of its access",
};

const OTHERS: Readonly<Record<Verdict, string>> = {
  proved: "no other caller does",
  conditional: "no other caller does, on the assumptions below",
  unknown: "it is unknown whether other callers do",
  refuted: "other callers do too",
};

/** The two halves of the verdict in words, where they differ. */
export function halvesText({ access, others, intruders }: ChainResult, colors: Colors): readonly string[] {
  if (access === others) return [];
  const getsIn = intruders.some((one) => one.verdict === "allowed" && !one.accepted && one.assumption === undefined);
  // a refuted second half without an intruder is an expectation of what the pod cannot do
  const second = others === "refuted" && !getsIn ? "it gets more than expected" : OTHERS[others];
  return [`  ${colors.dim(`${ACCESS[access]}; ${second}`)}`];
}

/** What the verdict rests on, each with the option that accepts it. */
export function assumptionsText(chain: ChainResult, verbose: boolean, colors: Colors): readonly string[] {
  const { assumptions, intruders, verdict } = chain;
  if (assumptions.length === 0) return [];
  const holds = verdict === "proved" || verdict === "conditional";
  return [
    `  ${colors.yellow(holds ? "proved if:" : "assumed:")}`,
    ...assumptions.map((one) => assumptionText(one, verbose ? carriedBy(one, intruders) : [], colors)),
  ];
}

function assumptionText(one: Assumption, carried: readonly Through[], colors: Colors): string {
  const { id, subject, for: rests, message, accepted, location } = one;
  const name = printable(`${id}@${subject}`);
  return [
    `    - ${printable(message)}`,
    labelled(accepted ? "accepted" : "accept", accepted ? name : `--assume ${name}`, colors, "    "),
    ...row("for", rests.join(", "), colors, "    "),
    ...carried.flatMap(({ witness }) => row("such as", witness && inWords(witness), colors, "    ")),
    ...row("at", place(location), colors, "    "),
  ].join("\n");
}

const carriedBy = ({ id, for: rests }: Assumption, intruders: readonly Intruder[]): readonly Through[] =>
  intruders
    .filter((one) => (rests as readonly string[]).includes(one.id))
    .flatMap(({ through = [] }) => through.filter(({ assumption }) => assumption === id));

/** An intruder with each statement that lets it in and that no assumption carries. */
export function intruderText(intruder: Intruder, verbose: boolean, colors: Colors): string {
  const { id, verdict, message, witness, through = [] } = intruder;
  const head = `  ${mark(verdict === "allowed" ? "gets in" : verdict, colors)}  intruder ${colors.bold(id)}`;
  const open = through.filter(({ assumption }) => assumption === undefined);
  const fix = `Narrow what lets it in, or accept it: --allow-intruders ${id}`;
  return [
    head,
    ...row("why", message, colors),
    ...(verdict === "denied"
      ? []
      : open.length > 0
        ? open.flatMap((one) => throughText(one, verbose, colors))
        : row("with", witness && inWords(witness), colors)),
    ...row("fix", verdict === "allowed" ? fix : undefined, colors),
  ].join("\n");
}

function throughText(one: Through, verbose: boolean, colors: Colors): readonly string[] {
  const { verdict, who, actions, document, location, statement, witness } = one;
  const may = verdict === "allowed" ? "" : " (unknown)";
  return [
    ...row("who", `${who}${may}`, colors),
    ...row("does", actions.length > 0 ? actions.join(", ") : undefined, colors),
    ...row("by", document, colors),
    ...row("at", place(location), colors),
    ...(verbose && statement ? [labelled("statement", oneLine(statement), colors)] : []),
    ...row("with", witness && inWords(witness), colors),
  ];
}

/** Callers that a document names and that are not intruders. */
export const sharedText = ({ shared }: ChainResult, colors: Colors): readonly string[] =>
  shared.length === 0
    ? []
    : [
        "  also admitted by name:",
        ...shared.flatMap(({ who, actions, document, location }) => [
          `    - ${printable(`${who}, ${actions.join(", ")}`)}`,
          ...row("by", document, colors, "    "),
          ...row("at", place(location), colors, "    "),
        ]),
      ];

const place = (location: SourceLocation | undefined): string | undefined =>
  location && `${location.file}:${location.line}`;
