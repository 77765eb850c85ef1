import type { S3Client } from "@aws-sdk/client-s3";
import { actionsLike, Pod, type S3Target, s3TargetOf } from "../pod/grants";
import { partitionOfArn } from "../pod/reference";
import { symbolic } from "../symbolic";
import type { NamedAttempt } from "./attempt";
import { type AttemptContext, OUTSIDE_ACCOUNT } from "./context";

const ACTIONS = ["s3:GetObject", "s3:ListBucket"] as const;

/** Requests to the chain's buckets themselves, unsigned or by a role of an outside account. */
export async function attemptsOnResources(
  context: AttemptContext,
  who: "other-account" | "anonymous",
): Promise<readonly NamedAttempt[]> {
  const { what, s3 } = await callerFrom(context, who === "anonymous" ? undefined : OUTSIDE_ACCOUNT);
  const pod = new Pod(s3);
  const s3Targets = context.buckets.flatMap((bucket) => ACTIONS.map((action) => ({ action, bucket })));
  return Promise.all(
    context.pick(s3Targets).map(async ({ action, bucket }) => {
      const s3Target: S3Target = action === "s3:ListBucket" ? { bucket } : { bucket, keys: "config.json" };
      const [tried] = await pod.on(action, s3Target);
      return {
        what: `${what}: ${action} on ${bucket}`,
        allowed: tried?.allowed ?? false,
        says: tried?.says ?? "allowed",
      };
    }),
  );
}

/** The witness's request to a bucket: one allowed request of those that it covers is enough. */
export async function resourceWitness(
  context: AttemptContext,
  witness: Readonly<Record<string, unknown>>,
): Promise<NamedAttempt> {
  const { caller, action, resource } = witness as { caller: string; action: string; resource: string };
  const account = caller === "anybody" ? undefined : caller.split(":")[4];
  const { s3 } = await callerFrom(context, account, account === undefined ? undefined : caller);
  const pod = new Pod(s3);
  const s3Target = s3TargetOf(context.environment.resolve(symbolic(resource)));
  if (!s3Target) return { what: `the witness ${JSON.stringify(witness)}`, allowed: false, says: "it names no bucket" };
  const tried = (await Promise.all(actionsLike(action, s3Target).map((one) => pod.on(one, s3Target)))).flat();
  return {
    what: `the witness ${JSON.stringify(witness)}`,
    allowed: tried.some(({ allowed }) => allowed),
    says: tried.map(({ says }) => says ?? "allowed").join("; "),
  };
}

async function callerFrom(
  { environment, intruders, roles }: AttemptContext,
  account: string | undefined,
  arn = `arn:${partitionOfArn(roles.final)}:iam::${account}:role/other-role`,
): Promise<{ readonly what: string; readonly s3: S3Client }> {
  if (account === undefined) return { what: "anybody", s3: environment.clients.anonymous() };
  return { what: arn, s3: environment.clients.s3(await intruders.roles.persistent(arn)) };
}
