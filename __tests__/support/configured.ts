import type { Proof } from "../../src/proof";
import { proofOfText } from "./proved";

/** A change to the text of one stack, whose documents are JSON in JSON. */
export type Change = readonly [stack: string, from: string | RegExp, to: string];

const inDocument = (text: string): string => text.replaceAll('"', '\\"');

/** The proof of what a configuration gives, with what it grants as expectations, after some of it was changed. */
export const proofOfConfig = (text: string, ...changes: readonly Change[]): Promise<Proof> =>
  proofOfText(text, (stacks) => {
    for (const [stack, from, to] of changes) {
      const before = JSON.stringify(stacks[stack]);
      const after = before.replaceAll(
        typeof from === "string" ? inDocument(from) : new RegExp(from, "g"),
        inDocument(to),
      );
      if (after === before) throw new Error(`${stack} does not hold ${from}: ${before}`);
      stacks[stack] = JSON.parse(after);
    }
  });

/** Each hop of the only chain that is not allowed, with its action: `grant s3:GetObject denied`. */
export const faultsOf = ({ chains }: Proof): readonly string[] =>
  chains.flatMap(({ hops }) =>
    hops.flatMap(({ id, action, verdict }) => (verdict === "allowed" ? [] : [`${id} ${action} ${verdict}`])),
  );

/** Expectations that are not met, such as `can s3:GetObject: failed`. */
export const missedBy = ({ chains }: Proof): readonly string[] =>
  chains.flatMap(({ expectations }) =>
    (expectations ?? []).flatMap(({ can, cannot, verdict }) =>
      verdict === "met" ? [] : [`${can ? `can ${can}` : `cannot ${cannot}`}: ${verdict}`],
    ),
  );
