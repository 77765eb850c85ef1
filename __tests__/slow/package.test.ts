import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { commandsIn, RUN, seen, TEXTS } from "../support/doc-commands";
import { linksIn } from "../support/markdown";
import { exampleIn, readText, SHIPPED } from "../support/synth";
import { Installed } from "./installed";

let installed: Installed;
beforeAll(() => {
  installed = new Installed();
});
afterAll(() => installed.remove());

const npx = (args: string, input = "") => installed.sh(`npx eks-cross-account ${args}`, { input });

describe("the package, installed in an empty folder", () => {
  test("prints its version, schema and completion", () => {
    expect(npx("--version").out).toBe(`${version}\n`);
    expect(JSON.parse(npx("schema").out)).toHaveProperty("properties.workloads");
    expect(npx("completion bash").out).toContain("complete -o default");
  });

  test("writes a first configuration, which passes", () => {
    installed.write("fresh/.keep", "");
    const cli = "npx eks-cross-account";
    const { code, out } = installed.sh(`${cli} init --yes && ${cli} check && ${cli} synth && ${cli} prove`, {
      folder: "fresh",
    });
    expect([code, out]).toEqual([0, expect.stringContaining("1 proved")]);
  });

  test("checks, synthesizes, proves and explains", () => {
    installed.write("eks-cross-account.yaml", SHIPPED);
    expect(npx("check")).toMatchObject({ code: 0, out: expect.stringContaining("is valid") });
    expect(npx("synth")).toMatchObject({ code: 0, out: expect.stringContaining("3 stacks") });
    expect(npx("prove")).toMatchObject({ code: 0, out: expect.stringContaining("1 proved") });
    expect(npx("prove --format sarif").code).toBe(0);
    expect(npx("explain my-eks-cluster/my-app-namespace/my-app-sa").code).toBe(0);
  });

  test("reads HCL, with the one package that it depends on", () => {
    const { code, out } = npx("prove --example");
    expect([code, out]).toEqual([1, expect.stringContaining("1 proved, 0 conditional, 2 refuted")]);
    const error = readFileSync(join(installed.unpacked, "docs/example/error.txt"), "utf8");
    const explained = npx("explain - node_modules/eks-cross-account/docs/example", error);
    expect(explained).toMatchObject({ code: 1, out: expect.stringContaining("target-trust  denied") });
  });

  test("deploys from the file alone", () => {
    installed.write("fresh-deploy/eks-cross-account.yaml", SHIPPED);
    const fake = join(__dirname, "../support/fake-terraform.cjs");
    const line = `npx eks-cross-account deploy --auto-approve --terraform ${fake}`;
    const { code, out } = installed.sh(line, { folder: "fresh-deploy" });
    expect([code, out]).toEqual([0, expect.stringContaining("✔ account-a-rest  applied: 6 added")]);
    expect(out).toContain("may s3:GetObject, s3:ListBucket on data");
  });

  test("deploys with cdktf where cdktf.json and its command line are there, and says what is missing where not", () => {
    installed.write("eks-cross-account.yaml", SHIPPED);
    const { code, err } = npx("deploy --via cdktf account-b --auto-approve");
    expect([code, err]).toEqual([2, expect.stringContaining("cdktf.json")]);
    const [, text = ""] = /a file cdktf\.json: (.*)/.exec(err) ?? [];
    installed.write("cdktf.json", text);
    installed.write(
      "terraform.sh",
      '#!/bin/sh\n[ "$1" = version ] && echo \'{"terraform_version":"1.11.4"}\'\n[ "$1" = apply ] && pwd > ../../../applied\n[ "$1" = output ] && echo {}\nexit 0\n',
    );
    installed.link("cdktf-cli");
    const deployed = installed.sh(
      "chmod +x terraform.sh; TERRAFORM_BINARY_NAME=$PWD/terraform.sh CI=1 npx eks-cross-account deploy --via cdktf account-b --auto-approve",
    );
    expect(deployed.code).toBe(0);
    expect(readFileSync(join(installed.folder, "applied"), "utf8")).toMatch(/cdktf\.out\/stacks\/account-b\n$/);
  });

  test("every link in its texts leads to a file in it, to a heading there, or to its repository", () => {
    const texts = readdirSync(installed.unpacked, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".md"),
    );
    expect(texts).toEqual(expect.arrayContaining(["README.md", "docs/README.md", "docs/prove.md"]));
    const links = texts.flatMap((path) => linksIn(installed.unpacked, path));
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter(({ broken }) => broken)).toEqual([]);
    const inRepository = links.flatMap(({ repositoryPath }) => repositoryPath ?? []);
    expect(inRepository.length).toBeGreaterThan(3);
    expect(inRepository.filter((path) => !existsSync(join(__dirname, "../..", path)))).toEqual([]);
  });

  test("its library passes a user's own jest test, and its types a type check", () => {
    installed.copy("examples/library", "mine");
    installed.link("jest", "typescript", "@types/jest", "@types/node");
    const tested = installed.sh("npx jest --ci", { folder: "mine" });
    expect(tested).toMatchObject({ code: 0, err: expect.stringMatching(/Tests: +2 passed, 2 total/) });
    const options = "--noEmit --strict --allowJs --checkJs --module nodenext --types node,jest";
    expect(installed.sh(`npx tsc ${options} access.test.js`, { folder: "mine" })).toMatchObject({ code: 0, out: "" });
    installed.write("module.mjs", 'import { formats, prove } from "eks-cross-account";\nformats.text(prove);\n');
    const misused = installed.sh(`npx tsc ${options} module.mjs`);
    expect(misused.out).toMatch(/TS2345/);
    const [, shown = ""] = /```ts\n([\s\S]*?)```/.exec(readText("docs/library.md")) ?? [];
    installed.write("shown.mts", `${shown}declare const text: string;\n`);
    expect(installed.sh(`npx tsc ${options} --target es2022 shown.mts`)).toMatchObject({ code: 0, out: "" });
  });

  test("holds nothing that only the repository needs, and stays under 2 MB", () => {
    expect(installed.packed).toBeLessThan(2_000_000);
    const all = readdirSync(installed.unpacked, { recursive: true, encoding: "utf8" });
    expect(all.filter((path) => /^(src|stacks|__tests__|e2e|bench|services|\.github|scripts)\b/.test(path))).toEqual(
      [],
    );
    expect(all.filter((path) => /\.cache$|golden|node_modules|\.built$/.test(path))).toEqual([]);
  });
});

describe("the commands of the documentation", () => {
  beforeAll(() => {
    installed.copy("docs/example", "infra");
    installed.copy("examples/library", ".");
    installed.link("jest");
    // `terraform show -json` of a plan that makes nothing
    installed.write("deploy/shop/objects.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: { name: billing }\n");
    installed.write("plans/data.json", '{ "format_version": "1.2", "planned_values": { "root_module": {} } }');
    installed.write("bin/kubectl", "#!/bin/sh\ncat infra/error.txt\n");
    installed.sh("git init --quiet; chmod +x bin/kubectl; rm -rf cdktf.out state cdktf.json");
  });

  /** The configuration that a text goes on about; undefined where it is about the library's. */
  const configurationOf = (text: string): string | undefined => {
    if (text === "README.md" || text === "docs/handover.md") return exampleIn("README.md");
    if (text === "docs/init.md") return ""; // what has no text counts as none
    if (text === "docs/access.md") return exampleIn(text).replace("read: data", "read: dta");
    return text === "docs/prove.md" ? SHIPPED : undefined;
  };

  const commands = TEXTS.flatMap(commandsIn).filter(({ line }) => line in RUN);

  test.each(commands.map((command) => [command.text, command.line, command] as const))(
    "%s: %s",
    (text, line, { output }) => {
      const configuration = configurationOf(text);
      if (configuration !== undefined) installed.write("eks-cross-account.yaml", configuration);
      else installed.copy("examples/library/eks-cross-account.yaml", "eks-cross-account.yaml");
      const { code, out, err } = installed.sh(
        `PATH=$PWD/bin:$PWD/node_modules/.bin:$PATH; GITHUB_STEP_SUMMARY=summary; ${line}`,
      );
      expect([code, err]).toEqual([RUN[line], expect.any(String)]);
      if (output !== undefined) expect(seen(out, err)).toBe(output);
    },
  );
});
