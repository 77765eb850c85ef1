import { addresses, at, PROVIDER, read } from "./worlds";

const role = (name: string, rest: object = {}) => ({ resource: { aws_iam_role: { [name]: { name, ...rest } } } });

test("files of OpenTofu are read, in place of Terraform's of the same name", async () => {
  const world = await read({
    "s/main.tf.json": { provider: PROVIDER, ...role("first") },
    "s/roles.tf.json": role("instead"),
    "s/roles.tofu.json": role("second"),
    "s/third.tofu": 'resource "aws_iam_role" "third" {\n  name = "third"\n}\n',
    "s/third_override.tofu.json": { resource: { aws_iam_role: { third: { name: "other" } } } },
  });
  expect([...addresses(world)].sort()).toEqual(["aws_iam_role.first", "aws_iam_role.second", "aws_iam_role.third"]);
  expect(at(world, "aws_iam_role.third").get("name")).toBe("other");
});

test("files that have one of Terraform's beside each of them are OpenTofu's way to say it, and not read", async () => {
  const files = { "s/main.tf.json": { provider: PROVIDER, ...role("first") }, "s/main.tofu.json": role("second") };
  expect(addresses(await read(files))).toEqual(["aws_iam_role.first"]);
});

test("what OpenTofu removes stays in AWS, unless it says that it is destroyed", async () => {
  const removed = (name: string, rest = {}) => ({ from: `aws_iam_role.${name}`, ...rest });
  const world = await read({
    "s/main.tf.json": { provider: PROVIDER, removed: [removed("kept")] },
    "s/more.tofu.json": { removed: [removed("too"), removed("gone", { lifecycle: { destroy: true } })] },
  });
  expect([...addresses(world)].sort()).toEqual(["aws_iam_role.kept", "aws_iam_role.too"]);
  const terraforms = await read({ "s/main.tf.json": { provider: PROVIDER, removed: [removed("gone")] } });
  expect(addresses(terraforms)).toEqual([]);
});

test("what is not enabled is not made, and is null where it is referred to", async () => {
  const world = await read({
    "s/main.tf.json": {
      provider: PROVIDER,
      variable: { off: { default: false }, open: {} },
      resource: {
        aws_iam_role: {
          on: { name: "on", lifecycle: { enabled: true } },
          off: { name: "off", lifecycle: [{ enabled: "${var.off}" }] },
          open: { name: "open", lifecycle: { enabled: "${var.open}" } },
        },
        aws_test: { t: { off: "${try(aws_iam_role.off.name, null)}", on: "${aws_iam_role.on.name}" } },
      },
    },
  });
  expect(addresses(world)).not.toContain("aws_iam_role.off");
  expect(at(world, "aws_iam_role.on").indefinite).toBeUndefined();
  expect(at(world, "aws_iam_role.open").indefinite?.reason).toContain("whether it is enabled is not known");
  expect([at(world, "aws_test.t").get("off"), at(world, "aws_test.t").get("on")]).toEqual([null, "on"]);
});
