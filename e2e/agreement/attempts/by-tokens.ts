import { AssumeRoleWithWebIdentityCommand } from "@aws-sdk/client-sts";
import type { Environment } from "../environment";
import type { Attempt, NamedAttempt } from "./attempt";
import { type AttemptContext, accountOfArn } from "./context";
import { AUDIENCE } from "./other-issuers";

export type Difference = "other-service-account" | "other-namespace" | "other-cluster";

interface Subject {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Tokens of other service accounts than the chain's own. */
export async function attemptsByTokens(
  context: AttemptContext,
  difference: Difference,
): Promise<readonly NamedAttempt[]> {
  const { pod, issuer, environment, intruders } = context;
  if (issuer === undefined) return [];
  const { namespace, serviceAccount } = pod;
  const own = { namespace, serviceAccount };
  if (difference === "other-cluster") {
    const other = await intruders.tokens.otherIssuer(accountOfArn(context.roles.final));
    return [await tokenOf(context, other, own, AUDIENCE)];
  }
  const subjects: readonly Subject[] =
    difference === "other-service-account"
      ? ["other-sa", `${serviceAccount}2`, `x${serviceAccount}`].map((name) => ({ namespace, serviceAccount: name }))
      : ["other-namespace", `${namespace}2`, `x${namespace}`].map((name) => ({ namespace: name, serviceAccount }));
  const forged = await environment.emulator.issuer(issuer).forged({ ...own, audience: AUDIENCE });
  return Promise.all([
    ...context.pick(subjects).map((subject) => tokenOf(context, issuer, subject, AUDIENCE)),
    present(environment, context.roles.final, forged).then((attempt) => ({
      what: "a token signed by another key",
      ...attempt,
    })),
  ]);
}

/** The attempt with the token in a witness of the proof. */
export function tokenWitness(
  context: AttemptContext,
  witness: Readonly<Record<string, unknown>>,
): Promise<NamedAttempt> {
  const { issuer, sub, aud } = witness as { issuer: string; sub: string; aud: string };
  const [, , namespace = "", serviceAccount = ""] = sub.split(":");
  return tokenOf(context, `https://${issuer}`, { namespace, serviceAccount }, aud);
}

async function tokenOf(
  { environment, roles }: AttemptContext,
  issuer: string,
  subject: Subject,
  audience: string,
): Promise<NamedAttempt> {
  const token = await environment.emulator.issuer(issuer).token({ ...subject, audience });
  return {
    what: `a token of ${issuer} for ${subject.namespace}:${subject.serviceAccount} and ${audience}`,
    ...(await present(environment, roles.final, token)),
  };
}

async function present({ clients }: Environment, roleArn: string, token: string): Promise<Attempt> {
  try {
    await clients.unsignedSts().send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn,
        RoleSessionName: "intruder",
        WebIdentityToken: token,
      }),
    );
    return { allowed: true, says: `assumed ${roleArn}` };
  } catch (error) {
    return { allowed: false, says: `${(error as Error).name}: ${(error as Error).message}` };
  }
}
