import fc from "fast-check";
import { hclStructure } from "../../src/terraform/source/hcl-positions";
import { JsonPositions } from "../../src/terraform/source/json-positions";
import { InputError } from "../../src/terraform/source-location";
import { read } from "./worlds";

const CONFIGURATION = JSON.stringify({
  provider: { aws: [{ region: "us-east-1", allowed_account_ids: ["111111111111"] }, { alias: "b" }] },
  locals: { a: "${[for x in var.v : x]}" },
  variable: { v: { default: ["a"], type: "list(string)" } },
  data: {
    aws_iam_policy_document: {
      d: { statement: [{ actions: ["a"], principals: [{ type: "AWS", identifiers: ["*"] }] }] },
    },
  },
  resource: {
    aws_iam_role: {
      r: {
        for_each: "${toset(local.a)}",
        name: "r-${each.key}",
        assume_role_policy: "${data.aws_iam_policy_document.d.json}",
        dynamic: { inline_policy: { for_each: "${var.v}", content: { name: "${inline_policy.value}" } } },
      },
    },
    aws_iam_role_policy: {
      p: {
        role: '${aws_iam_role.r["a"].name}',
        policy: '${jsonencode({ a = aws_iam_role.r["a"].arn })}',
        depends_on: ["aws_iam_role.r"],
      },
    },
  },
});

const PLAN = JSON.stringify({
  format_version: "1.2",
  planned_values: {
    root_module: {
      resources: [
        { address: "aws_iam_role.r", mode: "managed", type: "aws_iam_role", name: "r", values: { name: "r" } },
      ],
      child_modules: [{ address: "module.m", resources: [] }],
    },
  },
  resource_changes: [{ address: "aws_iam_role.r", change: { after_unknown: { arn: true, policy: true } } }],
  configuration: {
    provider_config: { aws: { name: "aws", expressions: { region: { constant_value: "us-east-1" } } } },
    root_module: {
      resources: [
        { address: "aws_iam_role.r", expressions: { policy: { references: ["var.x"] } }, provider_config_key: "aws" },
      ],
    },
  },
});

const HCL =
  'locals {\n a = "x${var.v}"\n}\nvariable "v" {\n default = "a"\n}\nresource "aws_iam_role" "r" {\n name = <<-E\n  a\n E\n tags = { a = jsonencode([1]) }\n}\n';

const PIECES = [
  "%{ if var.v }",
  "%{ endfor ~}",
  '${regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")}',
  '${templatefile("main.tf", {})}',
  '${yamldecode("&a [*a]")}',
  "${setproduct(range(999), range(999), range(9))}",
  '${format("%*d%[9]s", 1e999)}',
  '${cidrsubnets("::/0", 128, 1e9)}',
  "${",
  "}",
  '"',
  "{",
  "[",
  "]",
  "null",
  "1",
  "-1",
  "1e999",
  "true",
  '"x"',
  "${aws:x}",
  "%{",
  "*",
  "\u0000",
  "\\",
  "//",
  "__proto__",
  "each.value",
  "<<E\n",
  "\n",
  "()",
  "[]",
  "{}",
  "var.v",
  "constructor",
];

const mutated = (text: string) =>
  fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(30), fc.constantFrom("", ...PIECES)), { minLength: 1, maxLength: 3 })
    .map((edits) =>
      edits.reduce(
        (current, [from, length, piece]) => current.slice(0, from) + piece + current.slice(from + length),
        text,
      ),
    );

/** Reads everything there is to read. */
async function exhausted(files: Readonly<Record<string, string>>, path: string): Promise<void> {
  try {
    const world = await read(files, {}, path);
    for (const { resources } of world.stacks)
      for (const resource of resources)
        for (const name of ["name", "arn", "role", "policy", "assume_role_policy", "inline_policy", "json", "tags"])
          try {
            resource.get(name);
            resource.location(name);
            resource.dependsOn.has(resource.address);
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
          }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

test.each([
  ["JSON", CONFIGURATION, "s/main.tf.json", "s", 250],
  ["a plan", PLAN, "p.json", "p.json", 250],
  ["HCL", HCL, "s/main.tf", "s", 120],
])("whatever is done to %s, nothing but an InputError is thrown", async (_, text, file, path, numRuns) => {
  await fc.assert(
    fc.asyncProperty(mutated(text), (changed) => exhausted({ [file]: changed }, path)),
    { numRuns },
  );
});

test("a line is that of the name a path ends in, in any JSON", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 }), (object) => {
      const positions = new JsonPositions(JSON.stringify(object, null, 1));
      const text = JSON.stringify(object, null, 1).split("\n");
      for (const name of Object.keys(object))
        expect(text[positions.find([name]).line - 1]).toContain(JSON.stringify(name));
    }),
  );
});

test("the structure of any text is found without an error", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), mutated(HCL)), (text) => void hclStructure(text)));
});
