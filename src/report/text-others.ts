import type { Assumption, ChainResult, Intruder, Through, Verdict } from "../proof/proof";
import { headed, inWords, type Layout, mark, oneLine, type Problem, paragraph, place, printable, row } from "./layout";

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
export function halvesText({ access, others, intruders }: ChainResult, { colors }: Layout): readonly string[] {
  if (access === others) return [];
  const getsIn = intruders.some((one) => one.verdict === "allowed" && !one.accepted && one.assumption === undefined);
  // a refuted second half without an intruder is an expectation of what the pod cannot do
  const second = others === "refuted" && !getsIn ? "it gets more than expected" : OTHERS[others];
  return [`  ${colors.dim(`${ACCESS[access]}; ${second}`)}`];
}

/** What the verdict rests on, each with the option that accepts it. */
export function assumptionsText({ assumptions, intruders, verdict }: ChainResult, layout: Layout): readonly string[] {
  const holds = verdict === "proved" || verdict === "conditional";
  return assumptions.flatMap((one) =>
    assumptionText(one, holds ? "proved if" : "assumed", layout.verbose ? carriedBy(one, intruders) : [], layout),
  );
}

function assumptionText(
  { id, subject, for: rests, message, accepted, location }: Assumption,
  label: string,
  carried: readonly Through[],
  layout: Layout,
): readonly string[] {
  const { colors } = layout;
  const name = printable(`${id}@${subject}`);
  const [first = "", ...more] = paragraph(`${label}: ${message}`, { width: layout.width - 2 }, "  ");
  return [
    colors.yellow(first),
    ...more.map((line) => `  ${line}`),
    ...row(accepted ? "accepted" : "accept", accepted ? name : `--assume ${name}`, layout),
    ...(layout.verbose ? row("for", rests.join(", "), layout) : []),
    ...carried.flatMap(({ witness }) => row("such as", witness && inWords(witness), layout)),
    ...row("at", place(location), layout),
  ];
}

const carriedBy = ({ id, for: rests }: Assumption, intruders: readonly Intruder[]): readonly Through[] =>
  intruders
    .filter((one) => (rests as readonly string[]).includes(one.id))
    .flatMap(({ through = [] }) => through.filter(({ assumption }) => assumption === id));

/** Intruders, each with what is known of it; those of which no more is known than one reason share a block. */
export function intrudersText(intruders: readonly Intruder[], layout: Layout): readonly Problem[] {
  const reasonOf = ({ verdict, message, witness, through = [] }: Intruder) =>
    verdict === "unknown" && witness === undefined && through.length === 0 ? message : undefined;
  return intruders.flatMap((one, index) => {
    const reason = reasonOf(one);
    if (reason === undefined) return [intruderText(one, layout)];
    const alike = intruders.filter((other) => reasonOf(other) === reason);
    if (alike.length === 1) return [intruderText(one, layout)];
    if (intruders.findIndex((other) => reasonOf(other) === reason) !== index) return [];
    const marked = `  ${mark("unknown", layout.colors)}  `;
    return [
      {
        head: headed([{ text: marked, length: 11 }], `intruders ${alike.map(({ id }) => id).join(", ")}`, layout),
        details: row("why", reason, layout),
      },
    ];
  });
}

/** An intruder with each statement that lets it in and that no assumption carries. */
function intruderText(intruder: Intruder, layout: Layout): Problem {
  const { id, verdict, message, witness, through = [] } = intruder;
  const open = through.filter(({ assumption }) => assumption === undefined);
  const fix = `Narrow what lets it in, or accept it: --allow-intruders ${id}`;
  return {
    head: [`  ${mark(verdict === "allowed" ? "gets in" : verdict, layout.colors)}  intruder ${layout.colors.bold(id)}`],
    details: [
      ...row("why", message, layout),
      ...(verdict === "denied"
        ? []
        : open.length > 0
          ? open.flatMap((one) => throughText(one, layout))
          : row("with", witness && inWords(witness), layout)),
      ...row("fix", verdict === "allowed" ? fix : undefined, layout),
    ],
  };
}

function throughText(one: Through, layout: Layout): readonly string[] {
  const { verdict, who, actions, document, location, statement, witness } = one;
  const may = verdict === "allowed" ? "" : " (unknown)";
  return [
    ...row("at", place(location), layout),
    ...row("who", `${who}${may}`, layout),
    ...row("does", actions.length > 0 ? actions.join(", ") : undefined, layout),
    ...row("by", document, layout),
    ...(layout.verbose && statement ? row("", oneLine(statement), layout) : []),
    ...row("with", witness && inWords(witness), layout),
  ];
}

/** Callers that a document names and that are not intruders. */
export const sharedText = ({ shared }: ChainResult, layout: Layout): readonly string[] =>
  shared.length === 0
    ? []
    : [
        "  also admitted by name:",
        ...shared.flatMap(({ who, actions, document, location }) => [
          ...paragraph(`- ${who}, ${actions.join(", ")}`, layout, "    "),
          ...row("by", document, layout, "      "),
          ...row("at", place(location), layout, "      "),
        ]),
      ];
