import { tmpdir } from "node:os";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Emulator, type Keys, startEmulator } from "../emulator";
import { clusterOf, createExisting, Deployment, Kubernetes, type Synthesized, synthesizedFile } from "../loader";
import { admit, type Outcome } from "../pods";
import { pathWithAws } from "../pods/clients";
import { Processes } from "../pods/processes";
import type { Ends } from "./ends";
import * as show from "./show";

/** The default configuration, loaded into an emulated AWS, as seen from its only pod. */
export interface DemoDeployment {
  readonly emulator: Emulator;
  readonly kubernetes: Kubernetes;
  readonly cluster: ReturnType<typeof clusterOf>;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly primaryRole: string;
  readonly targetRole: string;
  readonly bucket: string;
  /** Runs a command of the AWS CLI in a pod of its own. */
  inPod(serviceAccount: string, command: readonly string[]): Promise<Outcome>;
  /** Runs one with keys. */
  withKeys(keys: Keys, command: readonly string[]): Promise<Outcome>;
}

export async function setUp(configuration: string, ends: Ends): Promise<DemoDeployment> {
  const starting = startEmulator();
  ends.add(async () => (await starting).stop());
  const emulator = await starting;
  const synthesizing = synthesizedFile(configuration);
  ends.add(async () => (await synthesizing).dispose());
  const synthesized = await synthesizing;
  const kubernetes = new Kubernetes();
  await createExisting(synthesized.model, emulator, kubernetes);
  show.heading("The stacks, in order, by the suite's own loader, without Terraform");
  const bucket = await load(synthesized, emulator, kubernetes);

  const [chain] = synthesized.model.chains;
  const { primaryRoleArn, targetRoleArn } = chain ?? {};
  if (!chain || !primaryRoleArn || !targetRoleArn) throw new Error(`${configuration} has no chain with two roles`);
  const [, namespace = "", serviceAccount = ""] = chain.id.split("/");
  const cluster = clusterOf(synthesized.model, chain);
  const path = { PATH: await pathWithAws() };
  return {
    emulator,
    kubernetes,
    cluster,
    namespace,
    serviceAccount,
    primaryRole: primaryRoleArn,
    targetRole: targetRoleArn,
    bucket,
    async inPod(account, command) {
      const admission = admit(emulator, kubernetes, { cluster, namespace, serviceAccount: account });
      ends.add(async () => (await admission).close());
      return (await admission).run(command, path);
    },
    async withKeys(keys, command) {
      const processes = new Processes();
      ends.add(() => processes.end());
      const env = {
        ...path,
        AWS_ENDPOINT_URL: emulator.endpoint,
        AWS_DEFAULT_REGION: cluster.region,
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        ...(keys.sessionToken ? { AWS_SESSION_TOKEN: keys.sessionToken } : {}),
      };
      return processes.start(command, env, tmpdir()).ended;
    },
  };
}

/** Applies every stack and shows it. Returns the bucket's name, known only after apply. */
async function load({ world, order }: Synthesized, emulator: Emulator, kubernetes: Kubernetes): Promise<string> {
  const deployment = new Deployment(emulator, kubernetes);
  for (const name of order) {
    const calls = deployment.calls;
    const [refusal] = await deployment.apply(world, [name]);
    if (refusal) throw new Error(`${name}: ${refusal.address}: ${refusal.code}: ${refusal.message}`);
    const made = world.stacks.find((stack) => stack.name === name)?.resources.filter(({ mode }) => mode === "managed");
    show.applied(
      name,
      `${counted(made?.length ?? 0, "resource")}, ${counted(deployment.calls - calls, "AWS request")}`,
    );
  }
  for (const stack of order) {
    const bucket = deployment.output(stack, "data_bucket_name");
    if (bucket !== undefined) return bucket;
  }
  throw new Error("no stack has an output data_bucket_name");
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Puts an object into the bucket, as the administrator of its account. */
export async function putObject(
  { emulator, bucket, cluster }: DemoDeployment,
  account: string,
  Key: string,
  Body: string,
) {
  const credentials = emulator.administrator(account);
  const s3 = new S3Client({ endpoint: emulator.endpoint, region: cluster.region, forcePathStyle: true, credentials });
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  s3.destroy();
}
