import type { ServiceCalls, Target } from "./call";
import { dynamodb } from "./dynamodb";
import { kms } from "./kms";
import { route53 } from "./route53";
import { secretsmanager } from "./secrets";
import type { Session } from "./session";
import { sns } from "./sns";
import { sqs } from "./sqs";
import { ssm } from "./ssm";

export type { Target } from "./call";
export { Session } from "./session";

/** The services whose requests are written down here, by what their ARNs and actions call them; S3's are agreement's. */
const SERVICES: Readonly<Record<string, ServiceCalls>> = { dynamodb, kms, route53, secretsmanager, sns, sqs, ssm };

const serviceOf = (arn: string): ServiceCalls | undefined => {
  const service = arn.split(":")[2] ?? "";
  return Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
};

/** Every action for which there is a request. */
export const CALLED: readonly string[] = Object.values(SERVICES).flatMap(({ calls }) => Object.keys(calls));

/** Whether there are requests to resources of this kind. */
export const isCalled = (arn: string): boolean => serviceOf(arn) !== undefined;

/** The resource of `target`, and parts of it that have ARNs of their own, as its owner finds them; none where it is not there. */
export async function foundAt(owner: Session, target: Target): Promise<readonly Target[]> {
  return (await serviceOf(target.arn)?.found(owner, target).catch(nothingThere)) ?? [];
}

const nothingThere = (error: unknown): readonly Target[] => {
  if (error instanceof Error && /NotFound|NoSuch|NonExistent/.test(error.name)) return [];
  throw error;
};

/** What became of a request. */
export interface Tried {
  readonly allowed: boolean;
  /** AWS's error, where there was one. */
  readonly says?: string;
}

/** Sends the request for `action`. @throws Error where there is none */
export async function attempt(session: Session, action: string, target: Target): Promise<Tried> {
  const service = SERVICES[action.split(":")[0] ?? ""];
  const call = service?.calls[action];
  if (!service || !call) throw new Error(`there is no request for ${action}; add it to calls`);
  try {
    await call(session, target);
    return { allowed: true };
  } catch (error) {
    const { name, message } = error as Error;
    return { allowed: service.authorised.includes(name), says: `${name}: ${message}` };
  }
}
