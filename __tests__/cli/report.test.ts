import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, project } from "../support/cli";

const EXAMPLE = ["report", "--example"];

test("a picture of all chains, or of one, is written as it is called for, whatever the verdict", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "all.svg"), "before");
  expect(await cli(cwd, [...EXAMPLE, "--format", "mermaid", "--out", "all.md"])).toMatchObject({ code: 0, out: "" });
  expect(readFileSync(join(cwd, "all.md"), "utf8")).toMatch(
    /^```mermaid\nflowchart LR\n[\s\S]*✘ target-trust[\s\S]*\n```\n$/,
  );
  const one = await cli(cwd, [...EXAMPLE, "--format", "mermaid", "--chain", "shop/billing/invoices"]);
  expect(one.code).toBe(0);
  expect(one.out).toMatch(/^flowchart LR\n {2}subgraph c0 \["shop\/billing\/invoices: proved"\]\n/);
  expect(one.out).not.toContain("shop/analytics/reports");
});

test("fails for a chain that there is not, naming the nearest, and leaves what is there", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "all.md"), "before");
  const { code, out, err } = await cli(cwd, [
    ...EXAMPLE,
    ...["--format", "mermaid", "--out", "all.md", "--chain", "shop/billing/invoice"],
  ]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(
    "found --chain shop/billing/invoice, expected one of shop/analytics/reports, shop/billing/archive",
  );
  expect(err).toContain("did you mean shop/billing/invoices?\n");
  expect(readFileSync(join(cwd, "all.md"), "utf8")).toBe("before");
});

test("makes the folder that a file is written to", async () => {
  const cwd = project();
  const { code, err } = await cli(cwd, [...EXAMPLE, "--format", "mermaid", "--out", "new/all.md"]);
  expect([code, err]).toEqual([0, expect.stringMatching(/^wrote new\/all\.md \(\d+ KB\)\n$/)]);
  expect(existsSync(join(cwd, "new/all.md"))).toBe(true);
});

test.each([
  ["a folder in its place", ".", ". is a folder, expected a file\n"],
  ["a file in the place of its folder", "file/all.md", "file/all.md: found "],
])("fails for %s, and leaves nothing half-written", async (_, out, message) => {
  const cwd = project();
  writeFileSync(join(cwd, "file"), "");
  const before = readdirSync(cwd);
  const { code, err } = await cli(cwd, [...EXAMPLE, "--format", "mermaid", "--out", out]);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  expect(err).not.toMatch(/\.tmp|internal/);
  expect(readdirSync(cwd)).toEqual(before);
});

test("says beside a flowchart, and on standard error, how many chains it has no room for", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "main.tf.json"), JSON.stringify(manyChains(250)));
  for (const [file, note] of [
    ["all-111111111111.md", /\n```\n\n(\d+ more chains of 111111111111 are left out: [^\n]+)\.\n$/],
    ["all-111111111111.mmd", /\n%% (\d+ more chains of 111111111111 are left out: [^\n]+)\n$/],
  ] as const) {
    const out = file.replace("-111111111111", "");
    const { code, err } = await cli(cwd, ["report", cwd, "--format", "mermaid", "--out", out]);
    expect(code).toBe(0);
    const [, said = ""] = note.exec(readFileSync(join(cwd, file), "utf8")) ?? [];
    expect(said).not.toBe("");
    expect(err).toContain(`; ${said}\n`);
  }
});

test("writes no flowchart that lacks chains to standard output", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "main.tf.json"), JSON.stringify(manyChains(250)));
  const none = await cli(cwd, ["report", cwd, "--format", "mermaid"]);
  expect([none.code, none.out, none.err]).toEqual([
    2,
    "",
    expect.stringMatching(/250 chains, .* 500 arrows and 50,000/),
  ]);
});

test("fails for a chain that is more than one flowchart takes", async () => {
  const cwd = project();
  const { resource, ...rest } = manyChains(1);
  const policies = ["a", "b", "c"].map((part) => {
    const Resource = Array.from({ length: 200 }, (_, index) => `arn:aws:s3:::${part}${index}/*`);
    const Statement = { Effect: "Allow", Action: "s3:GetObject", Resource };
    return [part, { name: part, policy: JSON.stringify({ Version: "2012-10-17", Statement }) }] as const;
  });
  const attached = policies.map(
    ([part]) => [part, { role: "pod-0", policy_arn: `\${aws_iam_policy.${part}.arn}` }] as const,
  );
  const given = {
    ...resource,
    aws_iam_policy: Object.fromEntries(policies),
    aws_iam_role_policy_attachment: Object.fromEntries(attached),
  };
  writeFileSync(join(cwd, "main.tf.json"), JSON.stringify({ ...rest, resource: given }));
  for (const out of [[], ["--out", "one.md"]]) {
    const { code, err } = await cli(cwd, ["report", cwd, "--format", "mermaid", "--chain", "shop/shop/pod-0", ...out]);
    expect([code, err]).toEqual([2, expect.stringContaining("write it with --format svg")]);
  }
  const { out, err } = await cli(cwd, ["prove", cwd, "--format", "mermaid"]);
  expect([out, err]).toEqual([
    expect.stringContaining("a199"),
    expect.stringMatching(/too large: Mermaid draws 500 arrows/),
  ]);
  expect((await cli(cwd, ["prove", "--example", "--format", "mermaid"])).err).toBe("");
});

/** Pods of one account, each with a role of its own. */
const manyChains = (count: number) => {
  const all = Array.from({ length: count }, (_, index) => `pod-${index}`);
  const of = <T>(make: (name: string) => T) => Object.fromEntries(all.map((name) => [name, make(name)]));
  return {
    provider: { aws: { region: "us-east-1", allowed_account_ids: ["111111111111"] } },
    resource: {
      aws_iam_role: of((name) => ({
        name,
        assume_role_policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "pods.eks.amazonaws.com" },
              Action: ["sts:AssumeRole", "sts:TagSession"],
            },
          ],
        }),
      })),
      aws_eks_pod_identity_association: of((name) => ({
        cluster_name: "shop",
        namespace: "shop",
        service_account: name,
        role_arn: `\${aws_iam_role.${name}.arn}`,
      })),
    },
  };
};

test("fails for a page of one chain, which a page has a link for", async () => {
  const { code, err } = await cli(project(), [...EXAMPLE, "--out", "report.html", "--chain", "shop/billing/archive"]);
  expect([code, err]).toEqual([2, expect.stringContaining("#chain=")]);
});

test("prove and synth name the command that writes the page", async () => {
  const cwd = project();
  expect((await cli(cwd, ["prove", "--example"])).err).toBe(
    "page: eks-cross-account report --example --out report.html\n",
  );
  expect((await cli(cwd, ["prove", "--example", "--format", "json"])).err).toBe("");
});
