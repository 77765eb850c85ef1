// @ts-check
const { mkdtempSync, readFileSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { formats, prove, readConfiguration, readWorld, synthesize } = require("eks-cross-account");

const file = join(__dirname, "eks-cross-account.yaml");

/** What eks-cross-account.yaml asks for; fails with all of its problems. */
function access() {
  const { configuration, problems } = readConfiguration(readFileSync(file, "utf8"), file);
  if (!configuration) throw new Error(JSON.stringify(problems, undefined, 2));
  return configuration;
}

test("its Terraform is the one that was reviewed", async () => {
  const { stacks } = await synthesize(access());
  expect(stacks).toMatchSnapshot();
});

test("each pod gets its access, and no other caller does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "access-"));
  try {
    await synthesize(access(), { folder });
    const answer = await prove(await readWorld([folder]), { configuration: access() });
    expect(await formats.text(answer)).toContain("1 proved, 0 conditional, 0 refuted, 0 unknown");
    expect(answer.proof.chains.map(({ id }) => id)).toEqual(["shop/analytics/reports"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
