import { AssumeRoleWithWebIdentityCommand } from "@aws-sdk/client-sts";
import type { Stage } from "../environment";
import type { Attempt, Named } from "./attempt";
import { accountOf, type Scene } from "./context";
import { AUDIENCE } from "./other-issuers";

export type Difference = "other-service-account" | "other-namespace" | "other-cluster";

interface Subject {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Tokens of other service accounts than the chain's own. */
export async function tokenStrangers(scene: Scene, difference: Difference): Promise<readonly Named[]> {
  const { place, issuer, stage, strangers } = scene;
  if (issuer === undefined) return [];
  const { namespace, serviceAccount } = place;
  const own = { namespace, serviceAccount };
  if (difference === "other-cluster") {
    const other = await strangers.tokens.otherIssuer(accountOf(scene.roles.final));
    return [await tokenOf(scene, other, own, AUDIENCE)];
  }
  const subjects: readonly Subject[] =
    difference === "other-service-account"
      ? ["other-sa", `${serviceAccount}2`, `x${serviceAccount}`].map((name) => ({ namespace, serviceAccount: name }))
      : ["other-namespace", `${namespace}2`, `x${namespace}`].map((name) => ({ namespace: name, serviceAccount }));
  const forged = await stage.emulator.issuer(issuer).forged({ ...own, audience: AUDIENCE });
  return Promise.all([
    ...scene.pick(subjects).map((subject) => tokenOf(scene, issuer, subject, AUDIENCE)),
    present(stage, scene.roles.final, forged).then((attempt) => ({
      what: "a token signed by another key",
      ...attempt,
    })),
  ]);
}

/** The token that the proof says gets through. */
export function tokenWitness(scene: Scene, witness: Readonly<Record<string, unknown>>): Promise<Named> {
  const { issuer, sub, aud } = witness as { issuer: string; sub: string; aud: string };
  const [, , namespace = "", serviceAccount = ""] = sub.split(":");
  return tokenOf(scene, `https://${issuer}`, { namespace, serviceAccount }, aud);
}

async function tokenOf({ stage, roles }: Scene, issuer: string, subject: Subject, audience: string): Promise<Named> {
  const token = await stage.emulator.issuer(issuer).token({ ...subject, audience });
  return {
    what: `a token of ${issuer} for ${subject.namespace}:${subject.serviceAccount} and ${audience}`,
    ...(await present(stage, roles.final, token)),
  };
}

async function present({ clients }: Stage, roleArn: string, token: string): Promise<Attempt> {
  try {
    await clients.unsignedSts().send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn,
        RoleSessionName: "stranger",
        WebIdentityToken: token,
      }),
    );
    return { allowed: true, says: `assumed ${roleArn}` };
  } catch (error) {
    return { allowed: false, says: `${(error as Error).name}: ${(error as Error).message}` };
  }
}
