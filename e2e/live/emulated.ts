import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWorld } from "../../src/terraform";
import { type Emulator, startEmulator } from "../emulator";
import { createExisting, Deployment, Kubernetes, type Refusal } from "../loader";
import { admit } from "../pods";
import { pathWithAws } from "../pods/clients";
import { articlesOf, type LiveCluster } from "./configuration";
import type { Run } from "./options";
import { clientsWith, type Place } from "./place";

/** The emulated AWS as the place of a run. */
export interface EmulatedPlace extends Place {
  readonly emulator: Emulator;
  readonly kubernetes: Kubernetes;
  readonly cluster: LiveCluster;
  /** The same for the stacks of another folder. */
  of(run: Run): Place;
  stop(): Promise<void>;
}

export const EMULATED_RUN: Run = {
  name: "live-0a1b2c",
  folder: join(tmpdir(), "live-0a1b2c"),
  cluster: "cluster-of-mine",
  region: "us-east-1",
  image: "amazon/aws-cli",
  accounts: {
    "account-a": { id: "111111111111", profile: "a" },
    "account-b": { id: "222222222222", profile: "b" },
  },
};

/** An emulator in which a cluster with its agent exists, and nothing else. */
export async function startEmulatedPlace(run: Run): Promise<EmulatedPlace> {
  const emulator = await startEmulator();
  const kubernetes = new Kubernetes();
  const { region, accounts } = run;
  const cluster = { account: accounts["account-a"].id, region, name: run.cluster };
  const issuer = `https://oidc.eks.${region}.amazonaws.com/id/11VE`;
  const arn = `arn:aws:eks:${region}:${cluster.account}:cluster/${run.cluster}`;
  const options = (credentials: ReturnType<Emulator["administrator"]>) => ({
    endpoint: emulator.endpoint,
    region,
    credentials,
    maxAttempts: 1,
  });
  const deployment = new Deployment(emulator, kubernetes);
  const orThrow = ([refusal]: readonly Refusal[]): void => {
    if (refusal) throw new Error(`${refusal.address}: ${refusal.code}: ${refusal.message}`);
  };
  const stacksOf = ({ folder }: Run): Pick<Place, "plan" | "apply" | "destroy"> => {
    const world = () => readWorld([join(folder, "cdktf.out", "stacks")], {});
    return {
      async plan(stack) {
        const found = (await world()).stacks.find(({ name }) => name === stack);
        return { add: found?.resources.filter(({ mode }) => mode === "managed").length ?? 0, change: 0, remove: 0 };
      },
      async apply(stack) {
        orThrow(await deployment.apply(await world(), [stack]));
      },
      async destroy(stack) {
        orThrow(await deployment.destroy([stack]));
      },
    };
  };
  const place: EmulatedPlace = {
    emulator,
    kubernetes,
    cluster: { issuer },
    clients: {
      "account-a": clientsWith(options(emulator.administrator(accounts["account-a"].id))),
      "account-b": clientsWith(options(emulator.administrator(accounts["account-b"].id))),
    },
    clientsOf: (credentials) => clientsWith({ ...options({ accessKeyId: "", secretAccessKey: "" }), credentials }),
    patience: { for: 0, pause: 0 },
    ...stacksOf(run),
    async makeServiceAccount(namespace, name, annotations = {}) {
      kubernetes.create(arn, { kind: "ServiceAccount", metadata: { name, namespace, annotations } });
    },
    async run({ namespace, serviceAccount, command }, signal) {
      const pod = await admit(emulator, kubernetes, { cluster, namespace, serviceAccount });
      try {
        signal.throwIfAborted();
        const { code, stdout, stderr } = await pod.run(command, { PATH: await pathWithAws() });
        return { code, log: `${stdout}${stderr}` };
      } finally {
        await pod.close();
      }
    },
    of: (other) => ({ ...place, ...stacksOf(other) }),
    stop: () => emulator.stop(),
  };
  // of its own, as test files run beside each other
  const scratch = mkdtempSync(join(tmpdir(), "emulated-live-"));
  const { model } = await articlesOf({ ...run, folder: scratch }, { issuer });
  rmSync(scratch, { recursive: true, force: true });
  await createExisting(model, emulator, kubernetes);
  return place;
}
