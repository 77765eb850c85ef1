import { createHash } from "node:crypto";
import { answerOf } from "../../../src/proof/answer";
import { asPage, asSvg } from "../../../src/report/page";
import { linesOf } from "../../../src/report/page/picture";
import { escaped } from "../../../src/report/page/tree";
import { chain, denied, everything, PRIVATE_USE, proof } from "../proofs";

const ASSETS = { picture: ".picture{}", style: "body{}", script: "start()" };
const nothing = () => undefined;

test("a page's policy allows its own script and style by their hashes, and nothing else", () => {
  const page = asPage(answerOf(proof([chain()])), ASSETS, nothing);
  const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const hash = (text: string) => `&#39;sha256-${createHash("sha256").update(text).digest("base64")}&#39;`;
  expect(policy).toBe(
    `default-src &#39;none&#39;; script-src ${hash("start()")}; style-src ${hash(".picture{}body{}")}; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
  );
  expect(page).toContain("<style>.picture{}body{}</style>");
  expect(page).toContain("<script>start()</script>");
  expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)[^"]*"/);
});

test("no name ends the JSON that a page carries, or becomes markup in a picture", () => {
  const id = "</script><script>alert(1)</script>/<!--/b";
  const answer = answerOf(proof([chain({ id })]));
  const page = asPage(answer, ASSETS, nothing);
  expect(page.match(/<script/g)).toHaveLength(3);
  expect(page).not.toContain("<!--");
  expect(asSvg(answer, ASSETS)).not.toContain("<script");
  expect(escaped(`<a b="c" d='e'>&\u0000\u202e`)).toBe("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\uFFFD\uFFFD");
});

test("what only apply knows is shown by its name, in pages and pictures", () => {
  expect(asPage(answerOf(everything), ASSETS, nothing)).not.toMatch(PRIVATE_USE);
  expect(asSvg(answerOf(everything), ASSETS)).not.toMatch(PRIVATE_USE);
});

test("an edge tells by word, shape and class how it was decided", () => {
  const allowed = { ...denied, id: "primary-permission", verdict: "allowed" } as const;
  const svg = asSvg(answerOf(proof([chain({ hops: [allowed, denied] })])), ASSETS);
  expect(svg).toMatch(/class="line denied"[^>]*><path class="stroke"[^>]*><\/path><path class="cross"/);
  expect(svg).toMatch(/class="line allowed"[^>]*><path class="stroke"[^>]*><\/path><path class="head"/);
  expect(svg).toContain(">✘ trust denied</text>");
  expect(svg).toContain(">✔ permission</text>");
});

test("callers that get in are ways of their own; of those that are shared nothing is red", () => {
  const svg = asSvg(answerOf(everything), ASSETS);
  expect(svg).toContain(">! gets in: other-service-account</text>");
  expect(svg).not.toContain("a pod by an association");
});

test("a hop rests on an assumption that is about it", () => {
  const assumption = {
    id: "request-carries",
    subject: "x",
    for: ["grant"],
    message: "the request has it",
    accepted: false,
  } as const;
  const svg = asSvg(answerOf(proof([chain({ assumptions: [assumption] })])), ASSETS);
  expect(svg).toContain(">◇ s3:GetObject if</text>");
  expect(svg).toContain(">✔ trust</text>");
});

test("a long name is broken at a separator, and shortened in the middle where two lines are not enough", () => {
  expect(linesOf("short")).toEqual(["short"]);
  expect(linesOf("eks-pod-identity-primary-role")).toEqual(["eks-pod-identity-", "primary-role"]);
  const [first = "", second = "", ...more] = linesOf(`${"a".repeat(60)}-end`);
  expect(more).toEqual([]);
  expect(`${first}${second}`).toMatch(/^a+…a+-end$/);
});
