import { answerOf } from "../../src/proof/answer";
import { mermaidParts } from "../../src/report";
import { chain, denied, proof } from "./proofs";

const many = (account: string, number: number) =>
  Array.from({ length: number }, (_, index) =>
    chain({
      id: `cluster-${account}/namespace/pod-${index}`,
      account,
      ...(index === number - 1 ? { verdict: "refuted" as const, hops: [denied] } : {}),
    }),
  );

test("what one flowchart takes is one", () => {
  const [whole, ...more] = mermaidParts(answerOf(proof(many("111111111111", 3))));
  expect(more).toEqual([]);
  expect(whole.account).toBeUndefined();
  expect(whole.text.match(/subgraph/g)).toHaveLength(3);
});

test("more is one for each account, each as much as Mermaid draws, what is refuted first", () => {
  const parts = mermaidParts(answerOf(proof([...many("111111111111", 20), ...many("222222222222", 300)])));
  expect(parts.map(({ account }) => account)).toEqual(["111111111111", "222222222222"]);
  expect(parts[0]?.leftOut).toBe(0);
  expect(parts[0]?.text).not.toContain("222222222222/namespace");
  const [, large] = parts;
  expect(large?.text.length).toBeLessThanOrEqual(50_000);
  expect(large?.text.length).toBeGreaterThan(40_000);
  expect(large?.text).toMatch(/^flowchart LR\n {2}subgraph c0 \["cluster-222222222222\/namespace\/pod-299: refuted"\]/);
  expect(large?.leftOut).toBe(300 - (large?.text.match(/subgraph/g)?.length ?? 0));
});
