import type { Derivation, Fault } from "../proof/derivation";
import type { Hop } from "../proof/proof";
import { type Excerpt, excerptOf } from "./excerpt";
import { type Layout, paragraph, place, printable } from "./layout";

/** What is wrong with a hop: for each fault the place, the line with the wrong value marked, and why it is wrong. */
export function faultsText(hop: Hop, { faults }: Derivation, layout: Layout): readonly string[] {
  const all: readonly Fault[] = faults.length > 0 ? faults : [ofHop(hop)];
  let last: string | undefined;
  return all.flatMap((fault) => {
    const [head, ...excerpt] = sourceText(fault, layout);
    // several values may be wrong in one line
    const where = head === undefined || head === last ? excerpt : [head, ...excerpt];
    last = head;
    return [...where, ...wordsOf(fault, layout)];
  });
}

const ofHop = ({ message, code, location }: Hop): Fault => ({
  message: message ?? code ?? "",
  ...(location ? { location } : {}),
  wrong: [],
  under: [],
});

const wordsOf = ({ message, near }: Fault, layout: Layout): readonly string[] => [
  ...(message === "" ? [] : paragraph(message, layout, "    ")),
  ...(near === undefined ? [] : paragraph(near, layout, "    ").map((line) => layout.colors.bold(line))),
];

/** The place of a fault, with the way to where its value is set, and the line that is to be changed. */
function sourceText({ location, origin, wrong, part, under }: Fault, layout: Layout): readonly string[] {
  const shown = origin?.location ?? location;
  if (!shown) return [];
  const text = layout.source(shown.file);
  const excerpt =
    text === undefined
      ? undefined
      : excerptOf(text, shown.line, origin ? [origin.value] : wrong, under, origin ? undefined : part);
  const end = place({ ...shown, line: excerpt?.line ?? shown.line }) ?? "";
  const way = origin ? [usedAt(location, origin, under, layout), ...origin.way].flatMap((one) => place(one) ?? []) : [];
  const head = [...way, end].filter((one, index, all) => one !== all[index + 1]).join(", given by ");
  return [
    ...paragraph(head, layout, "    ").map((line) => layout.colors.cyan(line)),
    ...(excerpt ? excerptText(excerpt, layout) : []),
  ];
}

/** The line of a document in which it refers to what gives the value. */
function usedAt(
  location: Fault["location"],
  { reference }: NonNullable<Fault["origin"]>,
  under: readonly string[],
  { source }: Layout,
): Fault["location"] {
  const text = location && source(location.file);
  const found = text === undefined ? undefined : excerptOf(text, location?.line ?? 1, [reference], under);
  return location && { ...location, line: found?.mark ? found.line : location.line };
}

/** The line with a mark under what is wrong; a long one is cut around it. */
function excerptText({ line, text, mark = [0, 0] }: Excerpt, { width, colors }: Layout): readonly string[] {
  const number = String(line);
  const room = width - 9 - number.length;
  const [before, marked, after] = [text.slice(0, mark[0]), text.slice(...mark), text.slice(mark[1])].map(visible) as [
    string,
    string,
    string,
  ];
  const wrong = marked.slice(0, room);
  const left = Math.max(0, room - wrong.length - Math.min(after.length, AFTER));
  const start = before.length > left ? `…${before.slice(before.length - Math.max(0, left - 1))}` : before;
  const right = Math.max(0, room - start.length - wrong.length);
  const end = after.length > right ? `${after.slice(0, Math.max(0, right - 1))}…` : after;
  const bar = colors.dim("|");
  const pointing = `      ${" ".repeat(number.length)} ${bar} ${" ".repeat(start.length)}${colors.red("^".repeat(wrong.length))}`;
  return [`      ${number} ${bar} ${start}${colors.red(wrong)}${end}`, ...(wrong === "" ? [] : [pointing])];
}

/** How much of a long line is shown behind what is marked. */
const AFTER = 12;

const visible = (text: string): string => printable(text.replaceAll("\t", "  "));
