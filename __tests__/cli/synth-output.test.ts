import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, project } from "../support/cli";
import { folder } from "../support/problems";
import { DEFAULT, readText, SHIPPED } from "../support/synth";

const synthOf = (text: string, args: readonly string[] = [], env = {}) => {
  const cwd = project();
  writeFileSync(join(cwd, DEFAULT), text);
  return cli(cwd, ["synth", ...args], env);
};

describe("the last lines of synth", () => {
  const unconfined = SHIPPED.replace("    verify: pod", "    confine: false\n    verify: pod");
  const existing = SHIPPED.replace("{ prefix: my-cross-account-data-bucket }", "{ name: my-data, create: false }");

  test.each([
    [
      "a proof",
      SHIPPED,
      [],
      "proof: 1 chain proved: each pod gets what it is granted, and no other caller does; 1 warning\n",
    ],
    [
      "an accepted assumption",
      unconfined,
      [],
      "and no other caller does; 1 assumption accepted, as the configuration asks; 1 warning",
    ],
    ["a proof on assumptions", existing, [], "proof: 1 chain proved if what the warnings name holds; 3 warnings\n"],
    ["no proof", SHIPPED, ["--no-prove"], "proof: none, as --no-prove asks\n"],
  ])("say in one of them what came of %s", async (_, text, args, line) => {
    const { code, out } = await synthOf(text, args);
    expect([code, out]).toEqual([0, expect.stringContaining(line)]);
  });

  test("follow the warnings of the proof, one of each kind, with the number of the others", async () => {
    const { err } = await synthOf(existing);
    expect(err).toMatch(
      /^warning role-principal: the trust policy of aws_iam_role\.target_role names .*; `principal: account` avoids that$/m,
    );
    expect(err).toMatch(/^warning resource-policy-not-seen: .* \(and 1 more, shown by prove --verbose\)$/m);
    expect(err.match(/^warning resource-policy-not-seen/gm)).toHaveLength(1);
  });

  test("give the command that deploys, also as the repository's own script, and Terraform's for the first stack", async () => {
    const terraform = "terraform -chdir=cdktf.out/stacks/account-a-primary";
    const { out } = await synthOf(SHIPPED);
    expect(out).toMatch(
      `\nnext: eks-cross-account deploy\nor stack by stack in this order: ${terraform} init && ${terraform} apply\n`,
    );
    const { out: ofScript } = await synthOf(SHIPPED, [], { npm_lifecycle_event: "start" });
    expect(ofScript).toMatch("\nnext: npm run deploy\n");
    const { out: named } = await synthOf(SHIPPED, ["--config", DEFAULT], { npm_lifecycle_event: "start" });
    expect(named).toMatch(`\nnext: npm run deploy -- --config ${DEFAULT}\n`);
  });

  test("give no command under the cdktf CLI, which goes on by itself", async () => {
    expect((await synthOf(SHIPPED, [], { CDKTF_OUTDIR: "cdktf.out" })).out).not.toContain("next");
  });
});

describe("what the system refuses", () => {
  const refusing = (code: string) => {
    const error = Object.assign(new Error(`${code}: refused, open 'x'`), { code, path: "x" });
    jest.spyOn(jest.requireActual<typeof import("node:fs")>("node:fs"), "readFileSync").mockImplementationOnce(() => {
      throw error;
    });
  };
  afterEach(() => jest.restoreAllMocks());

  test("fails for a configuration that may not be read, in words of this program", async () => {
    refusing("EACCES");
    const { code, err } = await cli(project(), ["check"]);
    expect([code, err]).toEqual([2, expect.stringMatching(/file-unreadable\n +found +no permission \(EACCES\)\n/)]);
  });

  test("fails for a folder without files as a configuration, and for any in place of a file that prove is given", async () => {
    const cwd = folder({ "a/b": "" });
    expect((await cli(cwd, ["check", "a"])).err).toContain("folder-empty");
    expect((await cli(cwd, ["prove", "--expect", "a"])).err).toBe(
      "a: found a folder (EISDIR), expected a file that can be read\n",
    );
  });

  test("fails for UTF-16, and says how to convert it", async () => {
    const utf16 = Buffer.from(`\ufeff${SHIPPED}`, "utf16le");
    const cwd = folder({ [DEFAULT]: utf16, "expect.yaml": utf16 });
    expect((await cli(cwd, ["check"])).err).toMatch(/text in UTF-16[\s\S]*iconv/);
    expect((await cli(cwd, ["prove", "--expect", "expect.yaml"])).err).toContain(
      "found text in UTF-16, expected text in UTF-8",
    );
  });

  test("reads UTF-8 with a byte order mark", async () => {
    const cwd = folder({ [DEFAULT]: `\ufeff${SHIPPED.replace("read: data", "read: dta")}` });
    expect((await cli(cwd, ["check"])).err).toContain(`${DEFAULT}:27:24  error unknown-reference`);
  });

  test("fails for a full disk with the file that is not written, and leaves no empty folders of stacks", async () => {
    const fs = jest.requireActual<typeof import("node:fs")>("node:fs");
    const write = fs.writeFileSync;
    jest.spyOn(fs, "writeFileSync").mockImplementation((...given) => {
      if (/cdktf\.out.*cdk\.tf\.json$/.test(String(given[0])))
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      write(...given);
    });
    const cwd = project();
    expect(await cli(cwd, ["synth"])).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /cdktf\.out\/stacks\/account-a-primary\/cdk\.tf\.json: found no space left on the disk/,
      ),
    });
    expect(existsSync(join(cwd, "cdktf.out/stacks"))).toBe(false);
  });

  test("fails for an output that cannot be written, naming the place and the reason", async () => {
    const cwd = project();
    writeFileSync(join(cwd, "taken"), "");
    expect(await cli(cwd, ["synth", "--out", "taken/out"])).toMatchObject({
      code: 2,
      err: "taken/out: found a file in place of a folder (ENOTDIR)\n",
    });
  });
});

test("an empty configuration, and none at all, point to init", async () => {
  expect((await cli(folder({ [DEFAULT]: "" }), ["synth"])).err).toContain("eks-cross-account init");
  expect((await cli(folder({}), ["synth"])).err).toContain("eks-cross-account init");
});

test("a workload with a preset has its chart's Helm values printed, and the role setting that stays empty", async () => {
  const config = readText("examples/dns-controller/eks-cross-account.yaml");
  const { out } = await synthOf(config);
  expect(out).toContain(
    "   serviceAccount:\n     create: false\n     name: external-dns\n   # keep empty: extraArgs: --aws-assume-role",
  );
  const { chains } = JSON.parse((await synthOf(config, ["--format", "json"])).out);
  expect(chains.map(({ helm }: { helm: { chart: string } }) => helm.chart)).toEqual(["external-dns", "cert-manager"]);
});
