import { at, read, readStack } from "./worlds";

const main = (text: string, options = {}) =>
  read({ "s/main.tf": `provider "aws" {\n  allowed_account_ids = ["111111111111"]\n}\n${text}` }, options);

test("what Terraform reads and nothing refers to is read without a problem", async () => {
  const world = await main(`
moved {
  from = aws_iam_role.old
  to   = aws_iam_role.r
}
import {
  to = aws_iam_role.r
  id = "r"
}
removed {
  from = aws_s3_bucket.gone
  lifecycle {
    destroy = true
  }
}
check "health" {
  data "http" "it" {
    url = "https://example.org"
  }
  assert {
    condition     = data.http.it.status_code == 200
    error_message = "not reached"
  }
}
ephemeral "random_password" "p" {
  length = 8
}
resource "aws_iam_role" "r" {
  name        = "r"
  description = ephemeral.random_password.p.result
  lifecycle {
    replace_triggered_by = [aws_iam_role.r]
  }
}
resource "terraform_data" "t" {
  provisioner "local-exec" {
    when       = destroy
    on_failure = continue
    command    = "echo \${self.input}"
  }
}
`);
  expect(world.stacks[0]?.problems).toEqual([]);
  expect(at(world, "aws_iam_role.r").get("arn")).toBe("arn:aws:iam::111111111111:role/r");
});

test("an argument that a module requires and is not given is an error where its value matters", async () => {
  const world = await read({
    "s/main.tf": 'module "m" {\n  source = "./m"\n}\n',
    "s/m/main.tf": `
variable "needed" {}
resource "aws_test" "with" {
  value = try(var.needed, "none")
}
resource "aws_test" "without" {
  value = "x"
}
`,
  });
  expect(at(world, "module.m.aws_test.without").get("value")).toBe("x");
  expect(() => at(world, "module.m.aws_test.with").get("value")).toThrow("set it in the call of module.m");
});

test("a name in a dynamic block that is never expanded is a problem, and no error", async () => {
  const world = await main(`
resource "aws_iam_role" "r" {
  name = "r"
  dynamic "inline_policy" {
    for_each = []
    content {
      name = inline_policies.value.name
    }
  }
}
`);
  expect(world.stacks[0]?.problems).toMatchObject([
    { message: expect.stringContaining("inline_policies.value"), location: { line: 10 } },
  ]);
  expect(at(world, "aws_iam_role.r").get("inline_policy")).toEqual([]);
});

test("the iterator that a dynamic block names is known in it, in any of its ways", async () => {
  const world = await main(`
resource "aws_iam_role" "r" {
  name = "r"
  dynamic "inline_policy" {
    for_each = { a = 1 }
    iterator = one
    content {
      name = one.key
    }
  }
}
`);
  expect(world.stacks[0]?.problems).toEqual([]);
  expect(at(world, "aws_iam_role.r").get("inline_policy")).toEqual([{ name: "a" }]);
});

test("what a resource is made from that Terraform refuses is refused where it is needed, through references too", async () => {
  const world = await readStack({
    resource: {
      aws_test: { many: { for_each: "a text" }, it: { value: "${aws_test.many.id}" }, other: { value: "x" } },
    },
  });
  expect(world.stacks[0]?.problems).toMatchObject([{ message: expect.stringContaining("found for_each") }]);
  expect(() => at(world, "aws_test.it").get("value")).toThrow("found for_each");
  expect(at(world, "aws_test.other").get("value")).toBe("x");
});
