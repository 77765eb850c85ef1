import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "./checkout";

let checkout: Checkout;
beforeAll(() => {
  checkout = new Checkout();
});
afterAll(() => checkout.remove());

const built = (file: string): string => readFileSync(join(checkout.folder, "dist", file), "utf8");

test("dist/cli.js synthesizes as dist/main.js does", () => {
  const byMain = checkout.run("node", ["dist/main.js", "--format", "json"]);
  expect(JSON.parse(byMain.text).stacks).toHaveLength(3);
  expect(checkout.run("node", ["dist/cli.js", "synth", "--format", "json"])).toEqual(byMain);
});

test("an unknown option of dist/main.js ends it with 2", () => {
  expect(checkout.run("node", ["dist/main.js", "--nonsense"]).code).toBe(2);
});

test("the notices beside the bundles hold the licence of cdktf and the bindings and say where their source is", () => {
  const packages = built("THIRD-PARTY-NOTICES.txt").split("-".repeat(80));
  for (const name of ["cdktf 0.21.0", "@cdktf/provider-aws 21.22.1", "@cdktf/provider-kubernetes 12.1.1"]) {
    const notice = packages.find((text) => text.startsWith(`\n${name}\n`));
    expect(notice).toMatch(/Source form, unmodified: tag v[\d.]+ of https:\/\/github.com\//);
    expect(notice).toContain("Mozilla Public License");
  }
});

test("a build is made again after a source has changed, and only then", () => {
  const stamp = () => checkout.run("stat", ["-c", "%Y%Z", "dist/main.js"]).text;
  const before = stamp();
  checkout.run("node", ["scripts/build.mjs", "--if-stale"]);
  expect(stamp()).toBe(before);
  checkout.run("sh", ["-c", "sleep 1; touch src/model/build.ts"]);
  checkout.run("node", ["scripts/build.mjs", "--if-stale"]);
  expect(stamp()).not.toBe(before);
});

test("dist/cli.js proves the same from compiled code, from another program's, and without any", () => {
  const cache = join(checkout.folder, "dist/program.cache");
  const prove = () =>
    checkout.run("node", ["dist/cli.js", "prove", "examples/article-irsa/golden", "--format", "json"]);
  const compiled = prove();
  expect(JSON.parse(compiled.text).verdict).toBe("proved");
  writeFileSync(cache, readFileSync(cache).subarray(0, 1000));
  expect(prove()).toEqual(compiled);
  rmSync(cache);
  expect(prove()).toEqual(compiled);
});

test("a refuted proof ends with 1 also where nobody reads its answer, and with 2 where it cannot be written", () => {
  const ended = (to: string) =>
    checkout
      .run("sh", ["-c", `{ node dist/cli.js prove --example 2>&-; echo $? > code; } ${to}; cat code`])
      .text.trim();
  expect(ended("| true")).toBe("1");
  expect(ended("> /dev/full")).toMatch(/2$/);
});

test("commands that do not synthesize work without cdktf and the bindings", () => {
  rmSync(join(checkout.folder, "dist/main.js"));
  rmSync(join(checkout.folder, "node_modules"));
  expect(built("program.js")).not.toContain("CDKTF_TARGET_STACK_ID");
  const { code, text } = checkout.run("node", ["dist/cli.js", "check"]);
  expect([code, text]).toEqual([0, expect.stringContaining("is valid")]);
});
