import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { files } from "../support/cli";
import { programFolder, runPart, served, sumOf } from "./run";

const PACKAGE = Buffer.from("a package");
const name = (of: string) => `eks-cross-account-${of}.tgz`;

/** A runner whose npm only writes down what it is asked to install. */
const runner = () => programFolder("npm", '#!/bin/sh\necho "$*" > "$RUNNER_TEMP/npm.log"\n');
const withNpm = (cwd: string) => ({ PATH: `${cwd}:${process.env.PATH}` });

/** A release of `of` whose list of sums has `sums`. */
const release = (of: string, sums: string, use: (url: string) => Promise<void>) =>
  served(({ path }) => {
    if (path === `/v${of}/${name(of)}`) return { body: PACKAGE };
    if (path === `/v${of}/SHA256SUMS`) return { body: Buffer.from(sums) };
    return { status: 404, body: {} };
  }, use);

test("the package of the action's own version is fetched, checked by the release's sum and installed without scripts", async () => {
  const cwd = runner();
  const sums = `${sumOf(Buffer.from("x"))}  sbom.cdx.json\n${sumOf(PACKAGE)}  ${name(version)}\n`;
  await release(version, sums, async (url) => {
    expect(await runPart("install.sh", cwd, { ...withNpm(cwd), RELEASES: url })).toMatchObject({ code: 0, err: "" });
  });
  const folder = join(cwd, "eks-cross-account");
  expect(files(cwd)["npm.log"]).toBe(
    `install --prefix ${folder} --no-save --ignore-scripts --no-audit --no-fund --loglevel=error ${join(folder, name(version))}\n`,
  );
});

test("another version may be named, with or without its v", async () => {
  const cwd = runner();
  const requests = await release("1.2.3", `${sumOf(PACKAGE)}  ${name("1.2.3")}`, async (url) => {
    expect((await runPart("install.sh", cwd, { ...withNpm(cwd), RELEASES: url, VERSION: "v1.2.3" })).code).toBe(0);
  });
  expect(requests.map(({ path }) => path)).toEqual([`/v1.2.3/${name("1.2.3")}`, "/v1.2.3/SHA256SUMS"]);
});

test("a package that is given is installed without any request", async () => {
  const cwd = runner();
  writeFileSync(join(cwd, "mine.tgz"), "");
  expect(
    (await runPart("install.sh", cwd, { ...withNpm(cwd), PACKAGE: "mine.tgz", RELEASES: "http://127.0.0.1:9" })).code,
  ).toBe(0);
  expect(files(cwd)["npm.log"]).toContain(` ${join(cwd, "mine.tgz")}\n`);
});

test.each([
  [
    "a sum that is not the package's",
    `${sumOf(Buffer.from("x"))}  ${name(version)}`,
    {},
    "found another eks-cross-account",
  ],
  ["a release without a sum of the package", "", {}, "found no sum of"],
  ["a version that is none", "", { VERSION: "../../evil" }, "found version"],
  ["a version without a release", "", { VERSION: "9.9.9" }, "found no release 9.9.9"],
  ["a package that is not there", "", { PACKAGE: "nowhere.tgz" }, "found no package nowhere.tgz"],
])("fails for %s, and installs nothing", async (_, sums, env, message) => {
  const cwd = runner();
  await release(version, sums, async (url) => {
    const { code, out } = await runPart("install.sh", cwd, { ...withNpm(cwd), RELEASES: url, ...env });
    expect([code, out]).toEqual([2, expect.stringContaining(message)]);
    expect(out).toMatch(/^::error title=eks-cross-account::/m);
  });
  expect(files(cwd).summary).toContain(
    `## prove: nothing was proved\n\nThe program could not be installed:\n\n    ${message}`,
  );
  expect(files(cwd)["npm.log"]).toBeUndefined();
});

test("fails where npm does, in the summary too", async () => {
  const cwd = programFolder("npm", "#!/bin/sh\nexit 1\n");
  writeFileSync(join(cwd, "mine.tgz"), "");
  expect((await runPart("install.sh", cwd, { ...withNpm(cwd), PACKAGE: "mine.tgz" })).code).toBe(2);
  expect(files(cwd).summary).toContain("npm could not install");
});

test("fails for a Node that is too old, and says what to add", async () => {
  const cwd = programFolder("node", '#!/bin/sh\n[ "$1" = --version ] && echo v18.0.0\n[ "$1" != -e ]\n');
  const { code, out } = await runPart("install.sh", cwd, withNpm(cwd));
  expect([code, out]).toEqual([2, expect.stringMatching(/found Node v18\.0\.0, expected 20\.19.*actions\/setup-node/)]);
});
