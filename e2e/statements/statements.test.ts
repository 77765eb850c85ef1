import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Environment } from "../agreement/environment";
import { Run } from "../agreement/part";
import { Tally } from "../agreement/report";
import { baseOf, exampleBases } from "../agreement/worlds/base";
import { Prover } from "../agreement/worlds/proved";
import { CONFIGURATIONS } from "./configurations";
import { breaksNothing } from "./harmless";
import { statementMutations } from "./mutations";

/** ONLY=secrets: one example, or configuration of `configurations.ts`; VERBOSE=1: every world, and what was refused. */
const { ONLY, VERBOSE } = process.env;

/** Indexes, of which a table may have none; lists, which are of an account and no resource that a call could name. */
const MAY_LACK =
  /for can (?:dynamodb:(?:Query|Scan)|route53:ListHostedZones(?:ByName)?|secretsmanager:(?:ListSecrets|BatchGetSecretValue))$/;

let environment: Environment;
const prover = new Prover();
before(async () => {
  environment = await Environment.open();
});
after(async () => {
  prover.close();
  await environment.close();
});

const bases = [...exampleBases(), ...Object.entries(CONFIGURATIONS).map(([name, text]) => baseOf(name, text))];

for (const base of bases.filter(({ name }) => ONLY === undefined || ONLY === name))
  test(`${base.name}: pods do what they are granted, and are refused where prove says so, whatever statement is broken`, async () => {
    const tally = new Tally();
    const run = new Run(environment, prover, tally, { verbose: VERBOSE === "1" }, { most: 8, few: 1 });
    const unbroken: string[] = [];
    await run.example(base, statementMutations(base), (mutation, proof) => {
      const holds = proof.verdict === "proved" || proof.verdict === "conditional";
      if (mutation.kind === "removed" && holds && !breaksNothing(mutation, base))
        unbroken.push(`${mutation.at}: ${proof.verdict}`);
    });
    const { counts, disagreements } = tally.figures;
    if (VERBOSE === "1") console.log(counts);
    assert.equal(disagreements, 0, "prove and the run disagree, as printed above");
    assert.deepEqual(unbroken, [], "statements without which everything is still proved");
    const untried = Object.keys(counts).filter(
      (kind) => /^expectation: no.* for can /.test(kind) && !MAY_LACK.test(kind),
    );
    assert.deepEqual(untried, [], "what is granted is there, and has a request in calls");
  });
