import { InputError } from "../terraform/source-location";
import { namesOf } from "./chain-id";
import type { NamedChain } from "./chains";
import type { Acceptance } from "./intruders/acceptance";
import type { AcceptedIntruders, ProveOptions } from "./proof";
import type { ProofContext } from "./proof-context";
import type { Accepted } from "./verdicts";
import { whoOf } from "./who";

/** What the reader accepts, and what of it came to nothing. */
export interface Acceptances {
  readonly of: (chain: string) => Accepted;
  readonly use: (some: readonly Acceptance[]) => void;
  /** Warns of acceptances that have ended, and of those that accept no caller. */
  readonly warn: (proof: ProofContext) => void;
}

/** @throws InputError where an option names a chain that does not exist */
export function acceptancesOf(
  { allowIntruders = [], assume = [], expectationsFile = "", today = isoDate(new Date()) }: ProveOptions,
  chains: readonly NamedChain[],
): Acceptances {
  const ids = new Set(chains.flatMap(({ id }) => namesOf(id)));
  const check = (option: string, entries: readonly { readonly chain?: string; readonly line?: number }[]): void => {
    for (const { chain, line } of entries)
      if (line === undefined && chain !== undefined && !ids.has(chain))
        throw new InputError(
          `${option} names the chain "${chain}"; expected one of ${[...ids].join(", ") || "none, since there is no chain"}`,
        );
  };
  check("--allow-intruders", allowIntruders);
  check("--assume", assume);
  const hasEnded = ({ until }: AcceptedIntruders): boolean => until !== undefined && until < today;
  const entries = new Map(
    allowIntruders
      .filter((one) => !hasEnded(one))
      .map((entry) => [entry, entry.ids.map((id) => acceptanceOf(entry, id))]),
  );
  const used = new Set<Acceptance>();
  const about = (id: string, chain: string | undefined) => chain === undefined || namesOf(id).includes(chain);
  return {
    of: (id) => ({
      intruders: [...entries].flatMap(([{ chain }, acceptances]) => (about(id, chain) ? acceptances : [])),
      assumptions: assume.filter(({ chain }) => about(id, chain)),
    }),
    use(some) {
      for (const one of some) used.add(one);
    },
    warn(proof) {
      for (const entry of allowIntruders) {
        const { line, until, who, on } = entry;
        const location = line === undefined ? {} : { location: { file: expectationsFile, pointer: "", line } };
        const name = nameOf(entry);
        if (hasEnded(entry)) {
          const message = `the acceptance of ${name} ended on ${until}, so it accepts no caller`;
          proof.warn({ code: "acceptance-ended", message, ...location });
        } else if (
          // accepting a class that is kept out is not a mistake: one option is for many chains and worlds
          (line !== undefined || who !== undefined || on !== undefined) &&
          !entries.get(entry)?.some((one) => used.has(one))
        ) {
          const message = `${name} is accepted, but no such caller gets in`;
          proof.warn({ code: "acceptance-unused", message, ...location });
        }
      }
    },
  };
}

function acceptanceOf({ who, on }: AcceptedIntruders, id: Acceptance["id"]): Acceptance {
  const known = who === undefined ? undefined : whoOf(who);
  if (known?.kind === "document") return { id, on: known.text };
  return { id, ...(known ? { who: known } : {}), ...(on === undefined ? {} : { on }) };
}

const nameOf = ({ ids, who, on, chain }: AcceptedIntruders): string =>
  [
    `${ids.join(", ")}${who === undefined ? "" : `@${who}`}`,
    ...(on === undefined ? [] : [`on ${on}`]),
    ...(chain === undefined ? [] : [`for ${chain}`]),
  ].join(" ");

const isoDate = (date: Date): string => date.toISOString().slice(0, 10);
