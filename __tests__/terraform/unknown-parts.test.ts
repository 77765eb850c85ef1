import { readable } from "../../src/unknown/unknown-text";
import { addresses, at, evaluated, type Files, PROVIDER, read } from "./worlds";

const OBJECT = { variable: { object: {}, organization: { type: "string" } } };

/** A stack `s` that reads outputs of a stack `b`, if of one that is read. */
const reading = (text: string, config: object, b?: object): Files => ({
  "s/main.tf.json": {
    ...OBJECT,
    provider: PROVIDER,
    data: { terraform_remote_state: { b: { backend: "remote", config } } },
    resource: { aws_test: { t: { value: text } } },
  },
  ...(b === undefined ? {} : { "b/main.tf.json": b }),
});

const CONFIG = { organization: "o", workspaces: { name: "b" } };
const OUTPUTS = "data.terraform_remote_state.b.outputs";

async function textOf(files: Files): Promise<unknown> {
  const world = await read(files);
  expect(addresses(world)).toContain("aws_test.t");
  const text = at(world, "aws_test.t").get("value");
  return typeof text === "string" ? readable(text) : text;
}

describe("parts of a value that is not known", () => {
  test.each<[string, Files]>([
    [
      "outputs of a state whose place is not known",
      reading(`\${${OUTPUTS}.one} and \${${OUTPUTS}.two}`, { ...CONFIG, organization: "${var.organization}" }),
    ],
    [
      "attributes of an output that nothing gives",
      reading(`\${${OUTPUTS}.all.one} and \${${OUTPUTS}.all.two}`, CONFIG),
    ],
    [
      "attributes of another stack's output",
      reading(`\${${OUTPUTS}.all.one} and \${${OUTPUTS}.all.two}`, CONFIG, {
        ...OBJECT,
        terraform: { cloud: CONFIG },
        output: { all: { value: "${var.object}" } },
      }),
    ],
    [
      "attributes of a module's output",
      {
        ...reading("${module.m.all.one} and ${module.m.all.two}", CONFIG),
        "s/module.tf.json": { module: { m: { source: "./m", object: "${var.object}" } } },
        "s/m/main.tf.json": { variable: { object: {} }, output: { all: { value: "${var.object}" } } },
      },
    ],
  ])("are each a value of its own: %s", async (_, files) => {
    const [one, two] = String(await textOf(files)).split(" and ");
    expect([one, two].map((part) => /^<.*>$/.test(part ?? ""))).toEqual([true, true]);
    expect(one).not.toBe(two);
  });

  test("are one value whichever way leads to one", async () => {
    const text = await evaluated('${"${var.object.one} ${var.object["one"]}"}', OBJECT);
    const [one, two] = String(text).split(" ");
    expect(one).toBe(two);
  });
});

test("of two maps whose one key is not known nothing says that their values are one", async () => {
  const text = await evaluated("${local.one.x} ${local.two.x}", {
    ...OBJECT,
    locals: { one: { "${var.organization}": "1" }, two: { "${var.organization}": "2" } },
  });
  const [one, two] = String(text).split(" ");
  expect(two).toContain("local.two");
  expect(one).not.toBe(two);
});

test("an ARN that a data source of any type gives is a text, which leaves the document around it known", async () => {
  const text = await evaluated("${jsonencode({ Resource = data.aws_other.it.stream_arn })}", {
    data: { aws_other: { it: {} } },
  });
  expect(readable(String(text))).toBe('{"Resource":"<s/data.aws_other.it.stream_arn>"}');
});
