import { at, read } from "./worlds";

const MAIN = `# comment {
provider "aws" {
  region = "us-east-1" # "
  allowed_account_ids = [var.account]
}

variable "account" {
  type = string
}

locals {
  list = ["a"]
  text = <<-EOT
    { "not": "a block" {
    EOT
}

resource "aws_iam_role" "r" {
  name = "r"
  /* resource "aws_iam_role" "x" { */
  assume_role_policy = jsonencode({
    Statement = [{ Resource = "$\${aws:username}-\${local.list[0]}" }]
  })

  inline_policy {
    name   = "i"
    policy = <<-EOT
      {"Statement": "$\${aws:x}\\n"}
    EOT
  }
  inline_policy {
    name = "j"
  }
}

data "aws_iam_policy_document" "d" {
  statement {
    actions = ["a"]
    principals {
      type        = AWS
      identifiers = ["*"]
    }
  }
}

resource "aws_iam_policy" "p" {
  for_each = toset(["x"])
  name     = each.key
  policy   = data.aws_iam_policy_document.d.json
}
`;

const files = (main: string) => ({ "s/main.tf": main, "s/a.auto.tfvars": 'account = "111111111111"\n' });

test("HCL is read as its JSON form, with its escapes, heredocs and blocks", async () => {
  const world = await read(files(MAIN));
  const role = at(world, "aws_iam_role.r");
  expect(role.get("arn")).toBe("arn:aws:iam::111111111111:role/r");
  expect(role.get("assume_role_policy")).toBe('{"Statement":[{"Resource":"${aws:username}-a"}]}');
  expect(role.get("inline_policy")).toEqual([{ name: "i", policy: '{"Statement": "${aws:x}\\n"}\n' }, { name: "j" }]);
  expect(JSON.parse(String(at(world, 'aws_iam_policy.p["x"]').get("policy"))).Statement[0].Principal).toEqual({
    AWS: "*",
  });
});

test("lines are those of the HCL, pointers those of its JSON form", async () => {
  const world = await read(files(MAIN));
  const lineOf = (path: readonly (string | number)[]) =>
    MAIN.split("\n")[at(world, "aws_iam_role.r").location(...path).line - 1]?.trim();
  expect(lineOf([])).toBe('resource "aws_iam_role" "r" {');
  expect(lineOf(["name"])).toBe('name = "r"');
  expect(lineOf(["assume_role_policy"])).toBe("assume_role_policy = jsonencode({");
  expect(lineOf(["inline_policy", 0, "policy"])).toBe("policy = <<-EOT");
  expect(lineOf(["inline_policy", 1, "name"])).toBe('name = "j"');
  expect(at(world, "aws_iam_role.r").location("name").pointer).toBe("/resource/aws_iam_role/r/name");
});

test.each([
  ["an unescaped policy variable", MAIN.replace("$${aws:username}", "${aws:username}"), "$${aws:username}", 22],
  ["a block that is not closed", 'resource "a" "b" {\n', "expected valid Terraform", undefined],
  ["brackets without end", "a = ".concat("[".repeat(5000)), "nested more than", undefined],
])("fails for %s, with the line", async (_, main, message, line) => {
  await expect(read(files(main))).rejects.toMatchObject({
    message: expect.stringContaining(message),
    location: { file: expect.stringContaining("main.tf"), ...(line === undefined ? {} : { line }) },
  });
});
