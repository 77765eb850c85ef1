import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { prove } from "../../src/proof";
import type { Proof } from "../../src/proof/proof";
import { readWorld } from "../../src/terraform";

/** Folders whose every sub-folder is a world: what the examples give, and what the file fuzzer starts from. */
const CORPORA = ["examples", "e2e/fuzz/files/seeds"];

const worlds = CORPORA.flatMap((corpus) =>
  readdirSync(corpus)
    .sort()
    .map((name) => (corpus === "examples" ? join(corpus, name, "golden") : join(corpus, name)))
    .filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory()),
);

/** The paths of a world: its stacks' folders, and plans and states by themselves; what owners are asked for beside them. */
const pathsIn = (folder: string): readonly string[] =>
  [folder, join(folder, "..", "handover")]
    .filter((one, index) => index === 0 || existsSync(one))
    .flatMap((one) => readdirSync(one).map((name) => join(one, name)));

/** What an answer decides: ids, verdicts and their order, without texts for people. */
const decisions = ({ verdict, chains, expectations, findings }: Proof) => ({
  verdict,
  chains: chains.map(({ id, mechanism, verdict: of, access, others, hops, intruders, shared, assumptions }) => ({
    id: `${id} ${mechanism}`,
    verdict: `${of} (access ${access}, others ${others})`,
    hops: hops.map((hop) => [hop.id, hop.verdict, hop.code].filter(Boolean).join(" ")),
    intruders: intruders.map((one) => [one.id, one.verdict, one.assumption].filter(Boolean).join(" ")),
    shared: shared.map(({ who }) => who),
    assumptions: assumptions.map((one) => `${one.id}: ${one.for.join(" ")}`),
  })),
  expectations: expectations.length,
  findings: findings.map(({ code, level }) => `${level} ${code}`),
});

test.each(worlds)("%s is decided as before", async (folder) => {
  const proof = prove(await readWorld(pathsIn(folder), {}));
  expect(proof.chains.length).toBeGreaterThan(0);
  expect(decisions(proof)).toMatchSnapshot();
});
