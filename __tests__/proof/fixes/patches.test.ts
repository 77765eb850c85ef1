import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChainResult, type Hop, type Proof, prove } from "../../../src/proof";
import { readWorld } from "../../../src/terraform";
import { deny, GUIDE, TARGET } from "../../support/documents";
import { chainOf, podWorld, proofOf } from "../../support/world";
import { BROKEN, patchFile, type Stacks } from "./worlds";

/** Proves `stacks`, makes the change of the first denied hop called `id` in its file, and proves again. */
async function patched(stacks: Stacks, id: string) {
  const directory = mkdtempSync(join(tmpdir(), "patch-"));
  try {
    for (const [name, stack] of Object.entries(stacks)) {
      mkdirSync(join(directory, name));
      writeFileSync(join(directory, name, "main.tf.json"), JSON.stringify(stack));
    }
    const before = prove(await readWorld([directory], {}));
    const chain = chainOf(before);
    const at = chain.hops.findIndex((hop) => hop.id === id && hop.verdict === "denied");
    const hop = chain.hops[at];
    if (!hop?.patch) return { before, hop, at };
    patchFile(hop.patch);
    return { before, hop, at, after: prove(await readWorld([directory], {})) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const shapeOf = ({ patch }: Hop): string | undefined => {
  const [op] = patch?.ops ?? [];
  if (!op) return undefined;
  if (/^\/Statement(\/-)?$/.test(op.path)) return "added";
  return /\/Action(\/-)?$/.test(op.path) ? "completed" : "corrected";
};

/** What may not change: every other hop of every caller, and nobody gets in who did not. */
function unchanged(before: Proof, after: Proof, fixed: { readonly chain: string; readonly at: number }): void {
  expect(after.chains.map(({ key }) => key)).toEqual(before.chains.map(({ key }) => key));
  // one chain may ask one document the same thing for several of its grants
  const asks = ({ verdict, message, awsError }: Hop) =>
    [verdict, message, awsError?.replace(/.*perform: /, "")].join(" ");
  const question = asks(before.chains.find(({ id }) => id === fixed.chain)?.hops[fixed.at] as Hop);
  for (const [index, chain] of before.chains.entries()) {
    const then = after.chains[index] as ChainResult;
    for (const [at, hop] of chain.hops.entries()) {
      const verdict = chain.id === fixed.chain && asks(hop) === question ? "allowed" : hop.verdict;
      expect([chain.id, hop.id, then.hops[at]?.verdict]).toEqual([chain.id, hop.id, verdict]);
    }
    const passing = ({ intruders }: ChainResult) =>
      intruders.flatMap(({ id, verdict }) => (verdict === "denied" ? [] : [id]));
    expect(passing(chain)).toEqual(expect.arrayContaining(passing(then)));
    for (const { who } of then.shared.filter(({ who: one }) => !chain.shared.some(({ who: other }) => one === other)))
      expect(who).toBe(TARGET);
  }
}

test.each(BROKEN)("$fact", async ({ stacks, hop: id, shape }) => {
  const { before, hop, at, after } = await patched(stacks, id);
  expect([id, hop && shapeOf(hop)]).toEqual([id, shape]);
  if (after) unchanged(before, after, { chain: chainOf(before).id, at });
});

const deniedHop = async (stacks: Stacks): Promise<Hop | undefined> =>
  chainOf(await proofOf(stacks)).hops.find(({ verdict }) => verdict === "denied");

test("an explicit Deny is never patched, and the fix writes no statement", async () => {
  const hop = await deniedHop(
    podWorld({ targetTrust: [GUIDE, { Effect: "Deny", Principal: "*", Action: "sts:TagSession" }] }),
  );
  expect(hop).toMatchObject({ code: "explicit-deny" });
  expect(hop?.patch).toBeUndefined();
  expect(hop?.fix).not.toContain("{");
  expect(deny("a", "b")).toBeDefined();
});
