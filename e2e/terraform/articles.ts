import assert from "node:assert/strict";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Emulator } from "../emulator";
import { clusterOf, createExisting, Deployment, Kubernetes, type Synthesized } from "../loader";
import { admit } from "../pods";
import { TerraformDeployment } from "./deployment";
import type { Terraform } from "./find";
import { inventory } from "./inventory";

/** A configuration, the emulator, and a function that prints one line for each fact shown. */
export interface ArticleRun {
  readonly terraform: Terraform;
  readonly emulator: Emulator;
  readonly made: Synthesized;
  say(shown: string): void;
}

const OBJECT = { Key: "hello.txt", Body: "an object of account B" };

/**
 * Loads an article's stacks, reads the object as its pod, plans again, and removes everything; then the suite's own
 * loader makes the same. @throws Error where something is otherwise
 */
export async function loadsAndUnloads({ terraform, emulator, made, say }: ArticleRun): Promise<void> {
  const { model, order, folder } = made;
  const kubernetes = new Kubernetes();
  await createExisting(model, emulator, kubernetes);
  const before = await inventory(model, emulator, kubernetes);
  const deployment = await TerraformDeployment.start(terraform, emulator, kubernetes);
  try {
    assert.deepEqual(await deployment.apply(folder, order), []);
    say(`applied ${order.join(", ")}`);
    const Bucket = String(deployment.outputs.get("account-b")?.data_bucket_name);
    const owner = bucketOwner(made, emulator);
    await owner.send(new PutObjectCommand({ Bucket, ...OBJECT }));
    const after = await inventory(model, emulator, kubernetes);
    say(`the pod reads ${await readAsPod(made, emulator, kubernetes, Bucket)}`);
    assert.deepEqual(await deployment.changes(order), []);
    say("a second plan has no changes");
    await owner.send(new DeleteObjectCommand({ Bucket, Key: OBJECT.Key }));
    assert.deepEqual(await deployment.destroy(order), []);
    assert.deepEqual(await inventory(model, emulator, kubernetes), before);
    say("destroyed in reverse, and nothing is left");

    const own = new Deployment(emulator, kubernetes);
    assert.deepEqual(await own.apply(made.world, order), []);
    const rename = (one: string) => one.replaceAll(String(own.output("account-b", "data_bucket_name")), Bucket);
    const byOwn = await inventory(model, emulator, kubernetes);
    assert.deepEqual(byOwn.map(rename), after);
    say("the suite's own loader makes the same");
  } finally {
    await deployment.stop();
  }
}

/** Applies account-b before the primary role is there: AWS refuses its trust. @throws Error where it does not */
export async function refusesAccountBFirst({ terraform, emulator, made, say }: ArticleRun): Promise<void> {
  const kubernetes = new Kubernetes();
  await createExisting(made.model, emulator, kubernetes);
  const deployment = await TerraformDeployment.start(terraform, emulator, kubernetes);
  try {
    const [refusal, ...more] = await deployment.apply(made.folder, ["account-b"]);
    assert.deepEqual([refusal?.code, refusal?.action, more], ["MalformedPolicyDocument", "create", []]);
    assert.match(refusal?.message ?? "", /^Invalid principal in policy: "AWS":"arn:aws:iam::\d{12}:role\//);
    say(`account-b first is refused at ${refusal?.address}: ${refusal?.message}`);
    assert.deepEqual(await deployment.destroy(["account-b"]), []);
  } finally {
    await deployment.stop();
  }
}

/** Lists the bucket and reads the object as the one pod that the configuration gives access. */
async function readAsPod({ model }: Synthesized, emulator: Emulator, kubernetes: Kubernetes, Bucket: string) {
  const [chain] = model.chains;
  assert.ok(chain);
  const [, namespace = "", serviceAccount = ""] = chain.id.split("/");
  const cluster = clusterOf(model, chain);
  const pod = await admit(emulator, kubernetes, { cluster, namespace, serviceAccount });
  try {
    const s3 = new S3Client({ ...at(emulator, cluster.region), credentials: pod.credentials() });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    assert.deepEqual(
      Contents.map(({ Key }) => Key),
      [OBJECT.Key],
    );
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: OBJECT.Key }));
    const text = await Body?.transformToString();
    assert.equal(text, OBJECT.Body);
    return `s3://${Bucket}/${OBJECT.Key}: ${text}`;
  } finally {
    await pod.close();
  }
}

function bucketOwner({ model }: Synthesized, emulator: Emulator): S3Client {
  const account = model.stacks.find(({ name }) => name === "account-b")?.account;
  assert.ok(account);
  return new S3Client({ ...at(emulator, account.region), credentials: emulator.administrator(account.id) });
}

const at = ({ endpoint }: Emulator, region: string) => ({ endpoint, region, forcePathStyle: true });
