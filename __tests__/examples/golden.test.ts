import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { reviewOf } from "../../src/report/review";
import { files } from "../support/cli";
import { outputOf } from "../support/modules";
import { DEFAULT, type Json, readText, synth } from "../support/synth";

const examples = join(__dirname, "..", "..", "examples");

const withGolden = readdirSync(examples).filter((name) => existsSync(join(examples, name, "golden")));
const ofModules = readdirSync(examples).filter((name) => existsSync(join(examples, name, "modules")));

/** The text of an example's file, or those of its folder's files. */
function written(name: string): string | Readonly<Record<string, string>> {
  const parts = readdirSync(join(examples, name)).filter((file) => file.endsWith(".yaml"));
  const text = (part: string) => readText(`examples/${name}/${part}`);
  return parts.includes(DEFAULT) ? text(DEFAULT) : Object.fromEntries(parts.map((part) => [part, text(part)]));
}

test.each(ofModules)(
  "examples/%s/modules is what its configuration gives, with their pages (npm run examples writes it)",
  async (name) => {
    expect(await outputOf(readText(`examples/${name}/eks-cross-account.yaml`), name)).toEqual(
      files(join(examples, name, "modules")),
    );
  },
);

test.each(withGolden)("examples/%s/golden is what its configuration gives (npm run examples writes it)", (name) => {
  const { stacks, documents, manifests } = synth(written(name), name);
  const golden = Object.fromEntries(
    readdirSync(join(examples, name, "golden")).map((stack): [string, Json] => [
      stack,
      JSON.parse(readText(`examples/${name}/golden/${stack}/cdk.tf.json`)),
    ]),
  );
  expect(stacks).toEqual(golden);
  for (const [stack, root] of Object.entries(stacks))
    expect(reviewOf(stack, root, root.provider.aws[0].allowed_account_ids[0])).toBe(
      readText(`examples/${name}/golden/${stack}/REVIEW.md`),
    );
  const below = (folder: string) =>
    existsSync(join(examples, name, folder))
      ? readdirSync(join(examples, name, folder), { recursive: true, encoding: "utf8" })
      : [];
  expect(manifests).toEqual(
    Object.fromEntries(
      below("manifests")
        .filter((path) => path.endsWith(".yaml"))
        .map((path) => [`manifests/${path}`, readText(`examples/${name}/manifests/${path}`)]),
    ),
  );
  const paths = below("handover");
  expect(documents).toEqual(
    Object.fromEntries(
      paths
        .filter((path) => path.endsWith(".json"))
        .map((path): [string, Json] => [`handover/${path}`, JSON.parse(readText(`examples/${name}/handover/${path}`))]),
    ),
  );
});

test("states of an example are in its bucket, each at a key of its own, and what hands over is read there", () => {
  const golden = (stack: string): Json => JSON.parse(readText(`examples/state-in-s3/golden/${stack}/cdk.tf.json`));
  const { bucket, key, use_lockfile } = golden("data").terraform.backend.s3;
  expect([bucket, key, use_lockfile]).toEqual(["acme-terraform", "pods/data.tfstate", true]);
  expect(golden("shop-rest").data.terraform_remote_state.data.config).toMatchObject({ bucket, key });
});

test("of an example's accounts each has its backend, and only the readable state is read", () => {
  const golden = (stack: string): Json => JSON.parse(readText(`examples/state-by-account/golden/${stack}/cdk.tf.json`));
  const settings = ["shop-rest", "data", "lake"].map((stack) => {
    const { required_providers: _, required_version: __, ...rest } = golden(stack).terraform;
    return Object.keys(rest.backend ?? rest);
  });
  expect(settings).toEqual([["cloud"], ["gcs"], []]);
  const { data, variable } = golden("shop-rest");
  expect([Object.keys(data.terraform_remote_state), Object.keys(variable)]).toEqual([
    ["logs"],
    ["archive_data_bucket_name", "events_data_bucket_name"],
  ]);
});

test("the fleet's two shared-role workloads get a statement each in the primary trust, so that their values do not mix", () => {
  const golden: Json = JSON.parse(readText("examples/fleet/golden/production-primary/cdk.tf.json"));
  const { Statement } = JSON.parse(golden.resource.aws_iam_role.batch_primary_role.assume_role_policy);
  expect(
    Statement.map((statement: Json) => statement.Condition.StringEquals["aws:RequestTag/kubernetes-service-account"]),
  ).toEqual(["nightly", "audit"]);
});

test("the fleet's workload on two clusters has roles of its own on each", () => {
  const lake: Json = JSON.parse(readText("examples/fleet/golden/lake/cdk.tf.json"));
  expect(lake.resource.aws_iam_role["ingest_target_role_staging-eks"].name).toBe("ingest-staging");
  expect(lake.resource.aws_iam_role["ingest_target_role_production-eks"].name).toBe("ingest-production-eks");
});

test("with principal: account throughout, the fleet's account of resources waits for nothing", () => {
  expect(synth(readText("examples/fleet/eks-cross-account.yaml")).dependencies.lake).toEqual([]);
});

test("a review has each document of its stack, and a sentence for each of the statements", () => {
  for (const name of withGolden)
    for (const stack of readdirSync(join(examples, name, "golden"))) {
      const root: Json = JSON.parse(readText(`examples/${name}/golden/${stack}/cdk.tf.json`));
      const review = readText(`examples/${name}/golden/${stack}/REVIEW.md`);
      const shown = [...review.matchAll(/^((?:\d+\. .*\n)+)\n```json\n([\s\S]*?)\n```/gm)].map(
        ([, list = "", json = ""]) => ({
          sentences: list.trimEnd().split("\n").length,
          document: JSON.parse(json),
        }),
      );
      const held = Object.entries<Json>(root.resource ?? {}).flatMap(([, all]) =>
        Object.values<Json>(all).flatMap(({ assume_role_policy: trust, policy }) => [trust, policy].filter(Boolean)),
      );
      const texts = held.map((text) => JSON.parse(text.replaceAll("$${", "${")));
      expect(shown.map(({ document }) => document)).toEqual(expect.arrayContaining(texts));
      expect(shown.map(({ sentences }) => sentences)).toEqual(shown.map(({ document }) => document.Statement.length));
    }
});
