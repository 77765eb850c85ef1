import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createColors } from "picocolors";
import { accessText } from "../../src/cli/deploy/words";
import { prove, readWorld } from "../../src/library/proof";
import { type AccessChange, type AccessLine, accessChange, type Proved } from "../../src/proof/access-change";
import { project } from "../support/cli";
import { shown, valuesOf } from "../support/fake-terraform.cjs";
import { type Json, readText, SHIPPED, synth } from "../support/synth";

type Stacks = Readonly<Record<string, Json>>;

async function proved(stacks: Stacks): Promise<Proved> {
  const folder = project();
  const states = Object.entries(stacks).filter(([, root]) => "format_version" in root);
  const paths = Object.entries(stacks).map(([name, root]) => {
    const path = join(folder, "format_version" in root ? `${name}.json` : name);
    if (!("format_version" in root)) mkdirSync(path);
    writeFileSync("format_version" in root ? path : join(path, "cdk.tf.json"), JSON.stringify(root));
    return path;
  });
  const accounts = new Map(
    states.map(([name]) => [name, name.startsWith("account-b") ? "222222222222" : "111111111111"]),
  );
  const worlds = await readWorld(paths, { accounts });
  return { worlds, proof: (await prove(worlds)).answer.proof };
}

/** What Terraform's state holds once the stacks are applied: names that were unknown are there. */
const applied = (stacks: Stacks): Stacks => {
  const outputs = (stack: string) => (stack === "account-b" ? { data_bucket_name: NAME } : undefined);
  return Object.fromEntries(Object.entries(stacks).map(([name, root]) => [name, shown(valuesOf(root, outputs))]));
};
const NAME = "my-cross-account-data-bucket-happy-otter";

const changed = async (before: Stacks, after: Stacks) => accessChange(await proved(before), await proved(after));
const [DEFAULT, IRSA] = [SHIPPED, readText("examples/article-irsa/eks-cross-account.yaml")].map(
  (text) => synth(text).stacks as Stacks,
) as [Stacks, Stacks];

const READS: AccessLine = {
  chain: "my-eks-cluster/my-app-namespace/my-app-sa",
  actions: ["s3:GetObject", "s3:ListBucket"],
  on: "account-b/aws_s3_bucket.data_bucket",
};

const NOTHING = { gained: [], lost: [], undecided: [] };

test("before the first apply everything is gained, and at the end everything is lost", async () => {
  expect(await changed({}, DEFAULT)).toEqual({ gained: [READS], lost: [], undecided: [] });
  expect(await changed(DEFAULT, {})).toEqual({ gained: [], lost: [READS], undecided: [] });
});

test("what is applied as it is configured changes nothing, though its names are known now", async () => {
  expect(await changed(applied(DEFAULT), DEFAULT)).toEqual(NOTHING);
  expect(await changed(applied(IRSA), IRSA)).toEqual(NOTHING);
});

test("an action that is granted in addition is gained, and one that is left out is lost", async () => {
  const text = SHIPPED.replace("{ read: data }", "{ read: data }, { write: data }").replace(/ *policyName:.*\n/, "");
  const more = synth(text).stacks as Stacks;
  const { gained, lost } = await changed(applied(DEFAULT), more);
  expect([gained.map(({ on }) => on), lost]).toEqual([[READS.on], []]);
  expect(gained[0]?.actions).toContain("s3:PutObject");
  expect(gained[0]?.actions).not.toContain("s3:GetObject");
  expect(await changed(applied(more), DEFAULT)).toEqual({ gained: [], lost: gained, undecided: [] });
});

test("where a role on the way is missing still, the pod may do nothing yet", async () => {
  const { "account-b": __, ...withoutTarget } = applied(DEFAULT);
  expect(await changed(withoutTarget, DEFAULT)).toEqual({ gained: [READS], lost: [], undecided: [] });
});

describe("access that is not decided in one of the worlds", () => {
  const here = (stacks: Stacks): Stacks =>
    JSON.parse(
      JSON.stringify(stacks).replaceAll(
        String.raw`\"Allow\",\"Action\":[\"s3:`,
        String.raw`\"Allow\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}},\"Action\":[\"s3:`,
      ),
    );
  const words = (change: AccessChange) =>
    accessText(change, { chains: [], stacks: [] }, { outColors: createColors(false) });

  test.each([
    ["unknown before and allowed after", here(DEFAULT), DEFAULT],
    ["allowed before and unknown after", DEFAULT, here(DEFAULT)],
    ["not there before and unknown after", {}, here(DEFAULT)],
    ["unknown before and not there after", here(DEFAULT), {}],
  ])("may be gained or lost: %s", async (_, before, after) => {
    const change = await changed(before, after);
    expect(change).toEqual({ gained: [], lost: [], undecided: [READS] });
    expect(words(change)).toBe(
      `\naccess\n  ? whether ${READS.chain} gains or loses s3:GetObject, s3:ListBucket on ${READS.on} cannot be told\n`,
    );
  });

  test("is as it was where it is not decided in the other either", async () => {
    const change = await changed(here(applied(DEFAULT)), here(DEFAULT));
    expect([change, words(change)]).toEqual([NOTHING, "\naccess: no pod gains or loses any\n"]);
  });
});
