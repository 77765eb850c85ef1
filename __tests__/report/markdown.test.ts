import { answerOf } from "../../src/proof/answer";
import type { Proof } from "../../src/proof/proof";
import { asMarkdown, asMermaid, asText } from "../../src/report";
import { cli } from "../support/cli";
import { chain, everything, PRIVATE_USE, proof } from "./proofs";

const written = (of: Proof) => asMarkdown(answerOf(of));
const cells = (text: string) => text.split("\n").filter((line) => line.startsWith("| ✔") || line.startsWith("| ✘"));

test("a proof is a heading, a table of its chains, and the text and the picture behind folds", () => {
  const one = proof([chain()]);
  const text = written(one);
  expect(text).toMatch(/^## prove: ✔ proved\n\n\| \|/);
  expect(cells(text)).toEqual([
    "| ✔ proved | `my-eks-cluster/my-app-namespace/my-app-sa` | `pod-identity 111111111111 us-east-1` | proved | proved |",
  ]);
  expect(text).toContain(
    `<details><summary>What was found</summary>\n\n\`\`\`text\n${asText(answerOf(one)).trimEnd()}\n\`\`\`\n\n</details>`,
  );
  expect(text).toContain(`\`\`\`mermaid\n${asMermaid(answerOf(one)).trimEnd()}\n\`\`\``);
});

test("what is refuted is not folded away, and what only apply knows is shown by its name", () => {
  const text = written({ ...everything, verdict: "refuted" });
  expect(text).toContain("## prove: ✘ refuted");
  expect(text).toContain("<details open><summary>What was found</summary>");
  expect(text).not.toMatch(PRIVATE_USE);
});

test("a name can leave neither its cell nor its block", () => {
  const id = "a`|b` | ✔ proved |\n```\n</details> @everybody <img src=x>";
  const text = written(proof([chain({ id, verdict: "refuted" })], { verdict: "refuted" }));
  const [row = ""] = cells(text);
  expect(row).toContain("`` a`\\|b` \\| ✔ proved \\|");
  expect(row.split(/(?<!\\)\|/)).toHaveLength(7);
  const fences = [...text.matchAll(/^(`{3,})(text|mermaid)?$/gm)].map(([, ticks = ""]) => ticks.length);
  expect(fences[0]).toBeGreaterThan(3);
  expect(fences[0]).toBe(fences[1]);
});

test("a picture that GitHub would refuse is left out, and the command that writes it is named", () => {
  const many = Array.from({ length: 150 }, (_, index) => chain({ id: `cluster/namespace/pod-${index}` }));
  const text = written(proof(many));
  expect(text).not.toContain("```mermaid");
  expect(text).toContain("--format mermaid");
  expect(cells(text)).toHaveLength(150);
});

test("prove --format markdown prints it", async () => {
  const { code, out } = await cli(process.cwd(), ["prove", "--example", "--format", "markdown"]);
  expect([code, out]).toEqual([1, expect.stringMatching(/^## prove: ✘ refuted\n/)]);
});
