import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Emulator, startEmulator } from "../emulator";
import { clusterOf, createExisting, Deployment, Kubernetes, synthesized } from "../loader";
import { admit, type Pod } from "../pods";
import { ACCOUNT_B } from "./fixture";

const BOTH = readFileSync("../examples/irsa-to-pod-identity/eks-cross-account.yaml", "utf8");
const without = (text: string, key: string): string => text.replace(new RegExp(`^    ${key}: .*\n`, "m"), "");
/** The file at each step of docs/migration.md, and before the first. */
const FILES = {
  irsa: without(without(BOTH, "transitionFrom"), "primaryRole").replace("mechanism: pod-identity", "mechanism: irsa"),
  associate: BOTH,
  "remove-annotation": BOTH.replace("# irsaAnnotation", "irsaAnnotation"),
  "remove-trust": without(BOTH, "transitionFrom"),
};
const OBJECT = "from account-b";

/** A pod that asks for an object again and again, each time with credentials that it fetches anew, until it ends. */
class Asking {
  answered = 0;
  readonly refused: string[] = [];
  private asks = true;
  private readonly ended: Promise<void>;

  constructor(
    readonly pod: Pod,
    private readonly get: (pod: Pod) => Promise<string>,
  ) {
    this.ended = this.ask();
  }

  /** Resolves once it was answered `times` more. */
  async more(times = 3): Promise<void> {
    const enough = this.answered + times;
    while (this.answered < enough && this.refused.length === 0) await wait(20);
  }

  async end(): Promise<void> {
    this.asks = false;
    await this.ended;
    await this.pod.close();
  }

  private async ask(): Promise<void> {
    while (this.asks) {
      try {
        assert.equal(await this.get(this.pod), OBJECT);
        this.answered += 1;
      } catch (error) {
        this.refused.push(String(error));
      }
    }
  }
}

describe("a workload that moves from IRSA to Pod Identity, while its pods ask without a pause", () => {
  const kubernetes = new Kubernetes();
  let emulator: Emulator;
  let deployment: Deployment;
  let start: () => Promise<Pod>;
  let get: (pod: Pod) => Promise<string>;

  const apply = async (step: keyof typeof FILES): Promise<void> => {
    const { world, order, dispose } = await synthesized(FILES[step]);
    dispose();
    assert.deepEqual(await deployment.apply(world, order), []);
  };
  const mechanismOf = ({ env }: Pod): string =>
    [env.AWS_ROLE_ARN ? "irsa" : [], env.AWS_CONTAINER_CREDENTIALS_FULL_URI ? "pod-identity" : []].flat().join();

  before(async () => {
    const { model, dispose } = await synthesized(FILES.associate);
    dispose();
    const [chain] = model.chains;
    assert.ok(chain);
    const cluster = clusterOf(model, chain);
    const [, namespace = "", serviceAccount = ""] = chain.id.split("/");
    emulator = await startEmulator();
    await createExisting(model, emulator, kubernetes);
    deployment = new Deployment(emulator, kubernetes);
    start = () => admit(emulator, kubernetes, { cluster, namespace, serviceAccount });
    const s3 = (credentials: ReturnType<Pod["credentials"] | Emulator["administrator"]>) =>
      new S3Client({
        endpoint: emulator.endpoint,
        region: cluster.region,
        forcePathStyle: true,
        credentials,
        maxAttempts: 1,
      });
    await apply("irsa");
    const Bucket = deployment.output("account-b", "data_data_bucket_name");
    await s3(emulator.administrator(ACCOUNT_B)).send(new PutObjectCommand({ Bucket, Key: "object", Body: OBJECT }));
    get = async (pod) => {
      const { Body } = await s3(pod.credentials()).send(new GetObjectCommand({ Bucket, Key: "object" }));
      return (await Body?.transformToString()) ?? "";
    };
  });
  after(() => emulator?.stop());

  test("none is ever refused, whichever mechanism it has, but one that was never restarted, at the end", async () => {
    const [old, forgotten] = [new Asking(await start(), get), await start()];
    await old.more();
    await apply("associate");
    await old.more();
    const renewed = new Asking(await start(), get);
    await Promise.all([old.more(), renewed.more()]);
    assert.deepEqual(
      [old, renewed].map(({ pod }) => mechanismOf(pod)),
      ["irsa", "pod-identity"],
    );
    await old.end();

    await apply("remove-annotation");
    const bare = new Asking(await start(), get);
    await Promise.all([renewed.more(), bare.more()]);
    assert.equal(mechanismOf(bare.pod), "pod-identity");
    assert.equal(await get(forgotten), OBJECT);

    await apply("remove-trust");
    await Promise.all([renewed.more(), bare.more()]);
    const last = new Asking(await start(), get);
    await last.more();
    await assert.rejects(get(forgotten), { name: "InvalidIdentityTokenException" });

    await Promise.all([renewed.end(), bare.end(), last.end(), forgotten.close()]);
    assert.deepEqual(
      [old, renewed, bare, last].flatMap(({ refused }) => refused),
      [],
    );
  });
});
