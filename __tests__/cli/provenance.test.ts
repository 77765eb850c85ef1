import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cli } from "../support/cli";
import { PRIMARY } from "../support/documents";
import { podWorld } from "../support/world";

/** A role whose trust policy asks for the namespace that `namespace` gives, of callers that `principal` gives. */
const role = (namespace: string, principal = `"${PRIMARY}"`) => `
resource "aws_iam_role" "target" {
  name = "target"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ${principal} }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = { StringEquals = { "aws:RequestTag/kubernetes-namespace" = ${namespace} } }
    }]
  })
}
`;

const PROVIDER = `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["222222222222"]
}
`;

const variable = (name: string, value?: string) =>
  `variable "${name}" {\n  type = string\n${value === undefined ? "" : `  default = ${value}\n`}}\n`;

interface Shown {
  /** Where it is used, and where it is set. */
  readonly places: string;
  readonly line: string;
  readonly fix: string;
}

/** What is printed about a chain whose target role is made by `files`. */
async function printed(files: Readonly<Record<string, string>>, ...options: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "provenance-"));
  const before = process.cwd();
  try {
    process.chdir(folder);
    const { "account-a": a } = podWorld();
    const all = { "account-a/main.tf.json": JSON.stringify(a), ...files };
    for (const [path, content] of Object.entries(all)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    const { out } = await cli(folder, ["prove", "account-a", "b", ...options]);
    return out;
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}

/** Reads where the wrong value is said to be. */
async function shown(...given: Parameters<typeof printed>): Promise<Shown> {
  const out = await printed(...given);
  const [, places = "", line = ""] = /✘ target-trust .*\n {4}(\S.*)\n +\d+ \| (.*)\n/.exec(out) ?? [];
  const [, fix = ""] = /\n {4}fix +((?:.*\n)(?: {14}.*\n)*)/.exec(out) ?? [];
  return { places, line: line.trim(), fix: fix.replaceAll(/\s+/g, " ") };
}

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split("\n").length;

const USE = role("var.ns");

test("written in place, a wrong value has one place, and its fix is a change of the document", async () => {
  const main = PROVIDER + role('"nz"');
  const { places, line, fix } = await shown({ "b/main.tf": main });
  expect(places).toBe(`b/main.tf:${lineOf(main, "kubernetes-namespace")}`);
  expect(line).toContain('"aws:RequestTag/kubernetes-namespace" = "nz"');
  expect(fix).toContain("In the trust policy of aws_iam_role.target: write ");
});

test("an argument of a module is the place, and what is to be corrected", async () => {
  const main = `${PROVIDER}module "access" {\n  source = "../access"\n  ns     = "nz"\n}\n`;
  const module = USE + variable("ns");
  const { places, line, fix } = await shown({ "b/main.tf": main, "access/main.tf": module });
  expect(places).toBe(`access/main.tf:${lineOf(module, "kubernetes-namespace")}, given by b/main.tf:7`);
  expect(line).toBe('ns     = "nz"');
  expect(fix).toContain('"nz" is set by ns of module.access (b/main.tf:7): write "ns" there.');
  expect(fix).not.toContain("In the trust policy");
});

const THROUGH = {
  "b/main.tf": `${PROVIDER}locals {\n  team = "nz"\n}\nmodule "outer" {\n  source = "../outer"\n  team   = local.team\n}\n`,
  "outer/main.tf": `${variable("team")}module "access" {\n  source = "../access"\n  ns     = var.team\n}\n`,
  "access/main.tf": USE + variable("ns"),
};

test("the way through several modules and locals is shown to its end", async () => {
  const { places, fix } = await shown(THROUGH);
  expect(places).toBe("access/main.tf:10, given by outer/main.tf:6, given by b/main.tf:10, given by b/main.tf:6");
  expect(fix).toContain('"nz" is set by local.team (b/main.tf:6): write "ns" there.');
});

test("in SARIF the places on that way are related locations of the document's", async () => {
  const { results } = JSON.parse(await printed(THROUGH, "--format", "sarif")).runs[0];
  const result = results.find(({ properties }: { properties: { hop?: string } }) => properties.hop === "target-trust");
  expect(placeOf(result.locations[0])).toBe("access/main.tf:4");
  expect(result.relatedLocations.map((one: Place) => `${placeOf(one)} ${one.message.text}`)).toEqual([
    'outer/main.tf:6 "nz" is passed on here',
    'b/main.tf:10 "nz" is passed on here',
    'b/main.tf:6 "nz" is given here, by local.team',
  ]);
});

interface Place {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number };
  };
  readonly message: { readonly text: string };
}

const placeOf = ({ physicalLocation: { artifactLocation, region } }: Place): string =>
  `${artifactLocation.uri}:${region.startLine}`;

const ROOT = PROVIDER + USE;

test.each([
  [
    "its default",
    { "b/main.tf": ROOT + variable("ns", '"nz"') },
    [],
    /given by b\/main\.tf:20$/,
    'the default of variable "ns" (b/main.tf:20)',
  ],
  [
    "a file of values",
    { "b/main.tf": ROOT + variable("ns"), "b/terraform.tfvars": '# ours\nns = "nz"\n' },
    [],
    /given by b\/terraform\.tfvars:2$/,
    "ns of b/terraform.tfvars (b/terraform.tfvars:2)",
  ],
  [
    "the command line",
    { "b/main.tf": ROOT + variable("ns") },
    ["--var", "b.ns=nz"],
    /given by b\/main\.tf:18$/,
    "--var b.ns (b/main.tf:18)",
  ],
])("a variable of the root module that has its value by %s leads there", async (_, files, options, places, fix) => {
  const found = await shown(files as Readonly<Record<string, string>>, ...options);
  expect(found.places).toMatch(places);
  expect(found.fix).toContain(`"nz" is set by ${fix}: write "ns" there.`);
});

test("of an entry of for_each the line of that entry is shown", async () => {
  const main = `${PROVIDER}locals {\n  pods = {\n    other = { ns = "nz" }\n    mine  = { ns = "nz" }\n  }\n}\n${role("each.value.ns").replace("  name = ", '  for_each = { mine = local.pods["mine"] }\n  name = ')}`;
  const { places, fix } = await shown({ "b/main.tf": main });
  expect(places).toContain("given by b/main.tf:");
  expect(fix).toContain('"nz" is set by local.pods (b/main.tf:');
});

const DOCUMENT = (values: string) => `
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]
    principals {
      type        = "AWS"
      identifiers = ["${PRIMARY}"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/kubernetes-namespace"
      values   = ${values}
    }
  }
}
resource "aws_iam_role" "target" {
  name               = "target"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;

test("a policy document's own block is the place where the value stands in it", async () => {
  const main = PROVIDER + DOCUMENT('["nz"]');
  const { places, line } = await shown({ "b/main.tf": main });
  expect(places).toBe(`b/main.tf:${lineOf(main, "trust.json")}, given by b/main.tf:${lineOf(main, "values ")}`);
  expect(line).toBe('values   = ["nz"]');
});

test("a variable in a policy document leads on to what sets it", async () => {
  const main = PROVIDER + DOCUMENT("[var.ns]") + variable("ns", '"nz"');
  const { places, fix } = await shown({ "b/main.tf": main });
  expect(places).toMatch(new RegExp(`given by b/main\\.tf:${lineOf(main, "default")}$`));
  expect(fix).toContain('is set by the default of variable "ns"');
});

test("of a text that is put together the part that is wrong is followed", async () => {
  const main = `${PROVIDER}${role('"ns"', '"arn:aws:iam::${var.cluster_account}:role/primary"')}${variable("cluster_account", '"111111111112"')}`;
  const { places, line, fix } = await shown({ "b/main.tf": main });
  expect(places).toMatch(new RegExp(`given by b/main\\.tf:${lineOf(main, "default")}$`));
  expect(line).toBe('default = "111111111112"');
  expect(fix).toContain("If the policy is right, it is role_arn of");
});

test("a part that a module's output gives is followed into the module", async () => {
  const main = `${PROVIDER}module "names" {\n  source = "../names"\n}\n${role("module.names.namespace")}`;
  const { places } = await shown({ "b/main.tf": main, "names/main.tf": 'output "namespace" {\n  value = "nz"\n}\n' });
  expect(places).toMatch(/, given by names\/main\.tf:2$/);
});

test("of conditions that a local holds the one that is wrong is found, though another has the same value", async () => {
  const local = `locals {\n  conditions = {\n    "aws:RequestTag/kubernetes-service-account" = "nz"\n    "aws:RequestTag/kubernetes-namespace"       = "nz"\n  }\n}\n`;
  const main = PROVIDER + local + role('"nz"').replace(/\{ "aws:RequestTag.*" = "nz" \}/, "local.conditions");
  const { places, line } = await shown({ "b/main.tf": main });
  expect(places).toMatch(/, given by b\/main\.tf:\d+$/);
  expect(line).toContain('kubernetes-namespace"       = "nz"');
});
