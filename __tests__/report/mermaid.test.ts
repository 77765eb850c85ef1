import { answerOf } from "../../src/proof/answer";
import type { Proof } from "../../src/proof/proof";
import { asMermaid } from "../../src/report";
import { chain, denied, everything, PRIVATE_USE, proof } from "./proofs";

const drawn = (of: Proof) => asMermaid(answerOf(of));

test("a chain is a box with its nodes and an arrow for each hop, from the pod to the resource", () => {
  const text = drawn(proof([chain()]));
  expect(text).toMatch(/^flowchart LR\n {2}subgraph c0 \["my-eks-cluster\/my-app-namespace\/my-app-sa: proved"\]\n/);
  expect(text).toContain('c0pod(["pod<br>my-eks-cluster/my-app-namespace/my-app-sa"]):::pod\n');
  expect(text).toContain('-- "✔ association" -->');
  expect(text).toContain('[("resource<br>arn:aws:s3:::data-#60;account-b/random_pet.suffix.id#62;/*")]');
});

test("a hop that is denied ends in a cross, one that is unknown is dotted", () => {
  const text = drawn(everything);
  expect(text).toMatch(/-- "✘ target-trust" --x c0n2\n/);
  expect(text).toMatch(/-\. "\? s3:GetObject" \.-> c0n3\n/);
});

test("both questions about one role are one arrow", () => {
  const resource = denied.resource ?? "";
  const hops = [{ ...denied, id: "primary-permission", verdict: "allowed" } as const, { ...denied, resource }];
  expect(drawn(proof([chain({ hops })]))).toContain('c0pod -- "✔ primary-permission<br>✘ target-trust" --x c0n1\n');
});

test("callers that get in or may are drawn, those that an assumption carries are not", () => {
  const text = drawn(everything);
  expect(text).toContain('{{"tokens of https://oidc.example.com"}}:::intruder');
  expect(text).toContain('-- "! other-service-account<br>s3:GetObject<br>s3:PutObject" -->');
  expect(text).toContain('-- "? other-service-account" -->');
  expect(text).not.toContain("a pod by an association");
});

test("a name cannot end its label, and what only apply knows is shown by its name", () => {
  const text = drawn(proof([chain({ id: 'a"]; click x "javascript:y/b/c' })]));
  expect(text).toContain('["a#34;]#59; click x #34;javascript:y/b/c: proved"]');
  expect(drawn(everything)).not.toMatch(PRIVATE_USE);
});
