import { Actions } from "./enforcement/actions";
import type { Enforcement, ExistingCluster } from "./enforcement/enforcement";
import { Gateway, type Seen } from "./enforcement/gateway";
import { MotoForwarder } from "./enforcement/http/forward";
import { listen } from "./enforcement/http/server";
import { makeEnforcement } from "./enforcement/make";
import { resetMoto, startMoto } from "./moto/server";
import { stateAt } from "./moto/state";
import type { Decision, Issuer, Keys, Organisation, Question, Subject } from "./types";

export type { ExistingCluster } from "./enforcement/enforcement";
export { ConnectionDropped } from "./enforcement/http/server";
export type { Caller, Decision, Issuer, Keys, Question, Subject, TokenOf } from "./types";
export { AwsError } from "./types";

/** An AWS with many accounts that enforces policies. */
export interface Emulator {
  /** The address of every AWS service (`AWS_ENDPOINT_URL`). */
  readonly endpoint: string;
  /** Keys of the administrator of `account` (12 digits); the same each time. */
  administrator(account: string): Keys;
  /** What a node's instance metadata hands out: a session of a role that trusts ec2.amazonaws.com. */
  instanceSession(roleArn: string, instance: string): Promise<Keys>;
  /**
   * Decides a question of anybody, also of a caller that has no keys here: a user, a root, a service, the bearer of a
   * token of any provider.
   */
  ask(subject: Subject, question: Question): Promise<Decision>;
  /** The OIDC issuer of a cluster; makes its signing key the first time. */
  issuer(url: string): Issuer;
  /** Makes a cluster that exists already, with its OIDC issuer's URL. */
  addCluster(cluster: ExistingCluster): void;
  /** The one organisation that there may be; none at first. */
  organisation: Organisation | undefined;
  /** Milliseconds until decisions see a change of IAM or EKS; 0 at first. */
  propagationDelay: number;
  /** Every question that was decided, oldest first. */
  readonly decisions: readonly Decision[];
  forgetDecisions(): void;
  /** Requests answered since the start. */
  readonly requests: number;
  /**
   * Called for each authenticated request before it is decided. To inject a fault it throws an AwsError, which is
   * the answer, or ConnectionDropped, which ends the connection without one.
   */
  onRequest?: (request: Seen) => void | Promise<void>;
  /** Forgets all state of all accounts. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts moto and the enforcement layer in front of it. `stop` ends both. */
export async function startEmulator(): Promise<Emulator> {
  const started = await startMoto();
  const state = stateAt(started.endpoint);
  const enforcement: Enforcement = makeEnforcement(state);
  const actions = new Actions(state);
  const moto = new MotoForwarder(started.endpoint);
  let requests = 0;

  const gateway = new Gateway(enforcement, actions, moto, state.partitions, (seen) => emulator.onRequest?.(seen));
  const listening = await listen((request) => {
    requests += 1;
    return gateway.answer(request);
  });

  const emulator: Emulator = {
    endpoint: listening.endpoint,
    administrator: (account) => enforcement.identity.administrator(account),
    instanceSession: (roleArn, instance) => enforcement.instanceSession(roleArn, instance),
    ask: (subject, question) => enforcement.ask(subject, question),
    issuer: (url) => enforcement.issuer(url),
    addCluster: (cluster) => enforcement.addCluster(cluster),
    get organisation() {
      return enforcement.organisation;
    },
    set organisation(of: Organisation | undefined) {
      enforcement.organisation = of;
    },
    get propagationDelay() {
      return enforcement.propagationDelay;
    },
    set propagationDelay(milliseconds: number) {
      enforcement.propagationDelay = milliseconds;
    },
    get decisions() {
      return enforcement.decisions;
    },
    forgetDecisions: () => enforcement.forgetDecisions(),
    get requests() {
      return requests;
    },
    async reset() {
      await resetMoto(started.endpoint);
      enforcement.reset();
      actions.reset();
    },
    async stop() {
      await listening.stop();
      moto.close();
      await started.stop();
    },
  };
  return emulator;
}
