import type { S3Client } from "@aws-sdk/client-s3";
import { actionsLike, Pod, type Spot, spotOf } from "../pod/grants";
import { partitionOf } from "../pod/reference";
import { symbolic } from "../symbolic";
import type { Named } from "./attempt";
import { type Scene, STRANGER } from "./context";

const ACTIONS = ["s3:GetObject", "s3:ListBucket"] as const;

/** Anybody, or a role of an account outside, goes to the chain's buckets themselves. */
export async function resourceStrangers(scene: Scene, who: "other-account" | "anonymous"): Promise<readonly Named[]> {
  const { what, s3 } = await strangerOf(scene, who === "anonymous" ? undefined : STRANGER);
  const pod = new Pod(s3);
  const spots = scene.buckets.flatMap((bucket) => ACTIONS.map((action) => ({ action, bucket })));
  return Promise.all(
    scene.pick(spots).map(async ({ action, bucket }) => {
      const spot: Spot = action === "s3:ListBucket" ? { bucket } : { bucket, keys: "config.json" };
      const [tried] = await pod.on(action, spot);
      return {
        what: `${what}: ${action} on ${bucket}`,
        allowed: tried?.allowed ?? false,
        says: tried?.says ?? "allowed",
      };
    }),
  );
}

/** Whom the proof says gets at a bucket: some of what the witness names is enough. */
export async function resourceWitness(scene: Scene, witness: Readonly<Record<string, unknown>>): Promise<Named> {
  const { caller, action, resource } = witness as { caller: string; action: string; resource: string };
  const account = caller === "anybody" ? undefined : caller.split(":")[4];
  const { s3 } = await strangerOf(scene, account, account === undefined ? undefined : caller);
  const pod = new Pod(s3);
  const spot = spotOf(scene.stage.resolve(symbolic(resource)));
  if (!spot) return { what: `the witness ${JSON.stringify(witness)}`, allowed: false, says: "it names no bucket" };
  const tried = (await Promise.all(actionsLike(action, spot).map((one) => pod.on(one, spot)))).flat();
  return {
    what: `the witness ${JSON.stringify(witness)}`,
    allowed: tried.some(({ allowed }) => allowed),
    says: tried.map(({ says }) => says ?? "allowed").join("; "),
  };
}

async function strangerOf(
  { stage, strangers, roles }: Scene,
  account: string | undefined,
  arn = `arn:${partitionOf(roles.final)}:iam::${account}:role/other-role`,
): Promise<{ readonly what: string; readonly s3: S3Client }> {
  if (account === undefined) return { what: "anybody", s3: stage.clients.anonymous() };
  return { what: arn, s3: stage.clients.s3(await strangers.roles.lasting(arn)) };
}
