import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Synthesizer } from "../../src/library/synthesize";
import { synthesize } from "../../stacks";
import { cli, project } from "../support/cli";
import { exampleIn, readText } from "../support/synth";

const EXAMPLE = readText("examples/several-accounts/eks-cross-account.yaml");

const projectOf = (text: string): string => {
  const cwd = project();
  writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
  return cwd;
};

/** Synthesis of the example whose `stack` comes out with `from` in place of `to`. */
async function broken(stack: string, from: string, to: string) {
  const synthesizer: Synthesizer = (model, options) => {
    synthesize(model, options);
    const file = join(options.outdir, "stacks", stack, "cdk.tf.json");
    const text = readFileSync(file, "utf8");
    expect(text).toContain(from);
    writeFileSync(file, text.replaceAll(from, to));
  };
  const { code, err } = await cli(projectOf(EXAMPLE), ["synth"], {}, synthesizer);
  return [code, err.replaceAll(/\s+/g, " ")] as const;
}

test("a pod with several targets is proved, each target's grants by its own role, on no assumption", async () => {
  const { code, out, err } = await cli(projectOf(EXAMPLE), ["synth"]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("proof: 1 chain proved");
});

test("a target may be granted what is in a third account, whose policy then names that target's role", async () => {
  const text = EXAMPLE.replace("grants: [{ read: orders }]", "grants: [{ read: orders }, { read: routes }]");
  const cwd = projectOf(text);
  const { code, out, err } = await cli(cwd, ["synth"]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("proof: 1 chain proved");
  const rest = JSON.parse(readFileSync(join(cwd, "cdktf.out/stacks/logistics-rest/cdk.tf.json"), "utf8"));
  const [policy] = Object.values<{ policy: string }>(rest.resource.aws_s3_bucket_policy);
  expect(policy?.policy).toContain("arn:aws:iam::222222222222:role/orders-reader");
});

test("a target may be a role that exists: its owner is asked for a trust by the tags of this pod's sessions", async () => {
  const arn = "arn:aws:iam::333333333333:role/teams/planner";
  const text = EXAMPLE.replace("account: logistics, role: routes-planner", `arn: "${arn}"`);
  const cwd = projectOf(text);
  const { code, out } = await cli(cwd, ["synth"]);
  expect(code).toBe(0);
  expect(out).toContain("proof: 1 chain proved if what the warnings name holds");
  const document = (name: string) => readFileSync(join(cwd, "cdktf.out/handover/logistics", name), "utf8");
  expect(document("planner.trust.json")).toContain('"aws:PrincipalTag/kubernetes-service-account": "planner"');
  const permissions = document("planner.permissions.json");
  expect(permissions).toContain("example-routes/*");
  expect(permissions).not.toContain("example-orders");
});

test("synth prints what a chart's pods need, and the JSON has the file itself", async () => {
  const { out } = await cli(projectOf(EXAMPLE), ["synth"]);
  expect(out).toContain(`shop/planning/planner  profiles orders, routes in the config map planner-aws-config
   a chart's pods take it by these values, where the chart calls them so:
   extraVolumes: [{ name: aws-config, configMap: { name: planner-aws-config } }]
   extraVolumeMounts: [{ name: aws-config, mountPath: /etc/aws-config, readOnly: true }]
   extraEnv: [{ name: AWS_CONFIG_FILE, value: /etc/aws-config/config }]
`);
  const { chains } = JSON.parse((await cli(projectOf(EXAMPLE), ["synth", "--format", "json"])).out);
  expect(chains[0].profiles).toMatchObject({
    configMap: "planner-aws-config",
    text: expect.stringMatching(/^\[profile orders\]\nrole_arn = arn:aws:iam::222222222222:role\/orders-reader\n/),
    roles: [
      { profile: "orders", roleArn: "arn:aws:iam::222222222222:role/orders-reader" },
      { profile: "routes", roleArn: "arn:aws:iam::333333333333:role/routes-planner" },
    ],
  });
});

test("docs/several-accounts.md shows a configuration that is proved, its file and what synth prints for it", async () => {
  const text = readText("docs/several-accounts.md");
  const cwd = projectOf(exampleIn("docs/several-accounts.md"));
  const { code, out, err } = await cli(cwd, ["synth"]);
  expect([code, err]).toEqual([0, ""]);
  const values = out.split("\n").flatMap((line) => /^ {3}(extra\w+: .*)/.exec(line)?.[1] ?? []);
  expect(values).toHaveLength(3);
  expect(text).toContain(values.join("\n"));
  const { chains } = JSON.parse((await cli(cwd, ["synth", "--format", "json"])).out);
  expect(text).toContain(chains[0].profiles.text.split("\n\n")[0]);
});

describe("fails with 1 where", () => {
  const ORDERS = "arn:aws:iam::222222222222:role/orders-reader";

  test("the primary role may not assume one of the targets", async () => {
    const [code, err] = await broken("platform-rest", `\\"${ORDERS}\\",`, "");
    expect(code).toBe(1);
    expect(err).toMatch(
      /the pod cannot s3:GetObject on \S+ as arn:aws:iam::222222222222:role\/orders-reader, which it does not get to/,
    );
    expect(err).not.toContain("as arn:aws:iam::333333333333");
  });
  test("a target trusts another pod", async () => {
    const [code, err] = await broken("sales", 'service-account\\":\\"planner', 'service-account\\":\\"painter');
    expect(code).toBe(1);
    expect(err).toMatch(/grant sts:AssumeRole on arn:aws:iam::222222222222:role\/orders-reader/);
  });
  test("a target has less than it is granted, though another has more", async () => {
    const [code, err] = await broken("logistics", "s3:DeleteObject", "s3:GetObjectTagging");
    expect(code).toBe(1);
    expect(err).toMatch(/the pod cannot s3:DeleteObject on \S+ as arn:aws:iam::333333333333:role\/routes-planner/);
  });
  test("a target trusts the whole account of the cluster", async () => {
    const [code, err] = await broken("logistics", "arn:aws:iam::111111111111:role/shop-planner", "111111111111");
    expect(code).toBe(1);
    expect(err).toContain("other-role");
  });
});
