import { acceptedCallers, allAssumptions, sentenceOf } from "../../../src/report/page/browser/verdict";
import { chain, conditional, everything, proof } from "../proofs";

const [assumption] = conditional.assumptions;
const accepted = assumption ? [{ ...assumption, accepted: true }] : [];
const letIn = chain({
  intruders: chain().intruders.map((one, index) =>
    index === 0 ? { ...one, verdict: "allowed", accepted: true, witness: {} } : one,
  ),
});
const [first] = letIn.intruders;

test("the headline claims that no other caller gets in only where none was accepted", () => {
  const all = "Every pod gets what it is granted, and no other caller does";
  expect(sentenceOf(proof([chain()]))).toBe(`${all}.`);
  expect(sentenceOf(proof([letIn]))).toBe(`${all} but those accepted below.`);
  expect(sentenceOf(proof([chain({ assumptions: accepted })]))).toBe(`${all}, if what is accepted below holds.`);
  expect(sentenceOf(proof([letIn, conditional], { verdict: "conditional" }))).toBe(
    `${all} but those accepted below, if what is listed below holds.`,
  );
  expect(sentenceOf(everything)).toBe("A pod does not get its access, or somebody else does.");
});

test("those accepted are listed with the chains that they get into, and none that is kept out", () => {
  expect(acceptedCallers(proof([letIn, chain(), letIn]))).toEqual([
    { id: first?.id, chains: [chain().id, chain().id] },
  ]);
  expect(acceptedCallers(proof([chain()]))).toEqual([]);
});

test("an assumption that is accepted for one chain hides none that is open for another", () => {
  const chains = [conditional, chain({ assumptions: accepted })];
  const listed = allAssumptions(proof(chains)).filter(({ id }) => id === assumption?.id);
  expect(listed.map((one) => one.accepted)).toEqual([false, true]);
});
