import { answerOf } from "../../../src/proof/answer";
import { asSvg } from "../../../src/report/page";
import { opening } from "../../../src/report/page/browser/choice";
import { chain, denied, proof } from "../proofs";

const edges = (["allowed", "assumed", "may-get-in", "unknown", "gets-in", "denied"] as const).map((state) => ({
  state,
}));
const always = () => true;

test("a picture opens on the worst of what is shown: denied, gets in, unknown, may get in, assumed, allowed", () => {
  const order = [5, 4, 3, 2, 1, 0];
  for (const [index, first] of order.entries()) {
    const isShown = (edge: (typeof edges)[number]) => order.indexOf(edges.indexOf(edge)) >= index;
    expect(opening(edges, isShown, true)).toBe(first);
    expect(opening(edges, isShown, false)).toBe(first > 1 ? first : -1);
  }
  expect(opening([{ state: "not-reached" }], always, true)).toBe(0);
  expect(opening(edges, () => false, true)).toBe(-1);
});

test("the name of a line begins with the text that is to be seen on it", () => {
  const action = `dynamodb:${"Very".repeat(12)}Long`;
  const hops = [{ ...denied, id: "grant", action }] as const;
  const svg = asSvg(answerOf(proof([chain({ hops })])), { picture: "" });
  const [, name = "", text = "?"] =
    /aria-label="([^"]*)"[^>]*aria-pressed.*?<text[^>]*>([^<]*)<\/text>/.exec(svg) ?? [];
  expect(text).toMatch(/…$/);
  expect(name.startsWith(`${text}, ✘`)).toBe(true);
});
