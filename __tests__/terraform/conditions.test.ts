import { B, type Json } from "../support/documents";
import { podWorld, proofOf } from "../support/world";

/** A world whose target's name is that of a variable, with `more` in its stack. */
const named = (variable: Json, target: Json = {}, locals: Json = {}) => {
  const { "account-b": b, ...rest } = podWorld({ target: { name: "${var.name}", ...target } });
  const more = { variable: { name: variable }, locals: { of: B, ...locals } };
  return { ...rest, "account-b": { ...b, ...more } };
};
const validation = (condition: string) => ({ validation: [{ condition, error_message: "not this one" }] });
const precondition = (condition: string) => ({
  lifecycle: { precondition: [{ condition, error_message: "not this one" }] },
});

describe("A condition that does not hold fails Terraform's plan", () => {
  test("of a variable", async () => {
    const world = named({ default: "target", ...validation('${startswith(var.name, "app-")}') });
    await expect(proofOf(world)).rejects.toThrow(
      "found a condition of the variable name that does not hold, so that terraform plan fails: not this one",
    );
  });

  test("of the value that an option gives it", async () => {
    const said = { validation: [{ condition: '${var.name == "target"}', error_message: "not ${var.name}" }] };
    const world = named({ default: "target", ...said });
    const variables = new Map([["account-b.name", "other"]]);
    await expect(proofOf(world, {}, { variables })).rejects.toThrow("plan fails: not other");
  });

  test("of a resource", async () => {
    const world = named({ default: "target" }, precondition('${local.of == "999999999999"}'));
    await expect(proofOf(world)).rejects.toThrow("found a condition of aws_iam_role.target that does not hold");
  });
});

test.each<[string, Json, Json]>([
  ["holds", validation('${var.name == "target"}'), precondition("${length(var.name) > 3}")],
  ["is about what is made", {}, precondition('${aws_s3_bucket.data.bucket == "other"}')],
  ["is about what is looked up", {}, precondition('${data.aws_caller_identity.me.account_id == "1"}')],
  ["is about a file, which may come", {}, precondition('${fileexists("${path.root}/state")}')],
  ["is about itself, after apply", {}, { lifecycle: { postcondition: [{ condition: "${self.arn == null}" }] } }],
  ["compares a list with one that is written, which is of another type", validation('${tolist(["a"]) != ["a"]}'), {}],
  ["cannot be evaluated", validation("${nonsense(var.name)}"), precondition("${var.name.x}")],
])("a condition that %s fails nothing", async (_, variable, target) => {
  const world = named({ default: "target", ...variable }, target);
  const looked = { ...world, "account-b": { ...world["account-b"], data: { aws_caller_identity: { me: {} } } } };
  expect((await proofOf(looked)).verdict).toBe("proved");
});

test("count beside for_each is refused where it is needed", async () => {
  const world = named({ default: "target" }, { count: 1, for_each: { a: "b" } });
  await expect(proofOf(world)).rejects.toThrow("found count and for_each");
});
