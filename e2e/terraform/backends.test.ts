import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { createColors } from "picocolors";
import { run } from "../../src/cli/program";
import { synthesize } from "../../stacks";
import { type MotoServer, startMoto } from "../emulator/moto/server";
import { synthesized } from "../loader/synthesize";
import { providerFreeModule, TerraformFolder, withoutTerraform, writeProviderFree } from "./provider-free";

const skip = withoutTerraform();
const REGION = "eu-central-1";
const BUCKET = "acme-terraform";
const CREDENTIALS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" };
const EXAMPLE = readFileSync("../examples/state-in-s3/eks-cross-account.yaml", "utf8");
/** The example, whose bucket moto has at a path of its one host. */
const IN_S3 = EXAMPLE.replace("      kmsKey:", "      settings: { use_path_style: true }\n      kmsKey:");
const LOCAL = EXAMPLE.replace(/defaults:[\s\S]*?\n\n/, "");

let moto: MotoServer;
let s3: S3Client;

before(async () => {
  if (skip) return;
  moto = await startMoto();
  s3 = new S3Client({ endpoint: moto.endpoint, region: REGION, forcePathStyle: true, credentials: CREDENTIALS });
  const LocationConstraint = REGION;
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint } }));
});
after(async () => {
  s3?.destroy();
  await moto?.stop();
});

const keys = async (): Promise<readonly (string | undefined)[]> =>
  ((await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))).Contents ?? []).map(({ Key }) => Key);

async function emptied(): Promise<void> {
  for (const Key of await keys()) await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
}

/** In which Terraform finds moto in S3's and STS's place. */
const environment = () => ({
  AWS_ENDPOINT_URL_S3: moto.endpoint,
  AWS_ENDPOINT_URL_STS: moto.endpoint,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
});

const below = (stack: string): string => join("cdktf.out/stacks", stack);

test("each state is an object, locked while it is used, from which the next stack reads", { skip }, async () => {
  await emptied();
  const made = new TerraformFolder(environment());
  const output = await synthesized(IN_S3);
  try {
    for (const stack of output.order) {
      await writeProviderFree(join(output.folder, stack), join(made.path, below(stack)));
      made.must("init", [], below(stack));
      made.must("validate", [], below(stack));
    }
    const [first = "", data = "", rest = ""] = output.order;
    assert.match(made.run("plan", [], below(rest)).text, /No stored state was found/);
    for (const stack of [first, data, rest]) made.must("apply", ["-auto-approve"], below(stack));
    assert.deepEqual(await keys(), ["pods/data.tfstate", "pods/shop-primary.tfstate", "pods/shop-rest.tfstate"]);
    for (const stack of [first, data, rest]) assert.deepEqual(made.changes([], below(stack)), []);
    const bucket = made.outputs(below(data)).events_data_bucket_name;
    assert.match(made.must("show", ["-json"], below(rest)).stdout, new RegExp(`s3://${bucket}/`));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "pods/data.tfstate.tflock", Body: "{}" }));
    assert.match(made.run("plan", [], below(data)).text, /Error acquiring the state lock/);
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "pods/data.tfstate.tflock" }));
    for (const stack of [rest, data, first]) made.must("destroy", ["-auto-approve"], below(stack));
    for (const stack of output.order) assert.deepEqual(made.addresses(below(stack)), []);
  } finally {
    output.dispose();
    made.dispose();
  }
});

/** Synthesizes as the command line does, and has `terraform_data` in place of each resource. @returns its report */
async function synth(cwd: string, text: string): Promise<Report> {
  writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
  const colors = createColors(false);
  const said: string[] = [];
  const printed: string[] = [];
  const io = {
    cwd,
    env: {},
    out: (text: string) => void printed.push(text),
    err: (text: string) => void said.push(text),
    input: async () => "",
    prompts: undefined,
    outColors: colors,
    errColors: colors,
  };
  assert.equal(await run(["synth", "--format", "json"], io, async () => synthesize), 0, said.join(""));
  const report = JSON.parse(printed.join("")) as Report;
  for (const { directory } of report.stacks) {
    const root = join(cwd, directory, "cdk.tf.json");
    const files = providerFreeModule({ "cdk.tf.json": JSON.parse(readFileSync(root, "utf8")) });
    for (const [name, file] of Object.entries(files)) writeFileSync(join(root, "..", name), JSON.stringify(file));
  }
  return report;
}

interface Report {
  readonly stacks: readonly { readonly directory: string }[];
  readonly stateMoves: readonly { readonly stack: string; readonly steps: readonly string[] }[];
}

test("the commands that synth prints move the states of a local backend and from key to key, and no plan makes anything again", {
  skip,
}, async () => {
  await emptied();
  const made = new TerraformFolder(environment());
  const initialised = "shop-primary";
  const fresh = "data";
  const unused = "shop-rest";
  const sh = (step: string) =>
    execFileSync("sh", ["-c", step], {
      cwd: made.path,
      // what a person answers
      env: { PATH: process.env.PATH, TF_CLI_ARGS_init: "-force-copy", ...environment() },
    });
  try {
    assert.deepEqual((await synth(made.path, LOCAL)).stateMoves, []);
    for (const stack of [initialised, fresh]) {
      made.must("init", [], below(stack));
      made.must("apply", ["-auto-approve"], below(stack));
    }
    rmSync(join(made.path, below(fresh), ".terraform"), { recursive: true });
    const { stateMoves } = await synth(made.path, IN_S3);
    assert.deepEqual(
      stateMoves.map(({ stack }) => stack),
      [initialised, fresh],
    );
    for (const step of stateMoves.flatMap(({ steps }) => steps)) sh(step);
    assert.deepEqual(await keys(), ["pods/data.tfstate", "pods/shop-primary.tfstate"]);
    for (const stack of [initialised, fresh]) {
      assert.deepEqual(made.changes([], below(stack)), []);
      assert.equal(existsSync(join(made.path, "state", `${stack}.tfstate`)), false);
    }
    assert.deepEqual((await synth(made.path, IN_S3)).stateMoves, []);
    const elsewhere = IN_S3.replace("key: pods/", "key: others/");
    const asked = (await synth(made.path, elsewhere)).stateMoves;
    // the record stays until Terraform works on the new states
    assert.deepEqual((await synth(made.path, elsewhere)).stateMoves, asked);
    for (const step of asked.flatMap(({ stack, steps }) => (stack === unused ? [] : steps))) sh(step);
    assert.deepEqual(
      (await synth(made.path, elsewhere)).stateMoves.map(({ stack }) => stack),
      [unused],
    );
    for (const stack of [initialised, fresh]) assert.deepEqual(made.changes([], below(stack)), []);
  } finally {
    made.dispose();
  }
});
