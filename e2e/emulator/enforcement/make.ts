import { Clients } from "../moto/clients";
import type { MotoState } from "../moto/state";
import type { Organisation } from "../types";
import { Addons } from "./eks/addons";
import { Associations } from "./eks/associations";
import { eksAuthHandler } from "./eks/auth";
import { Clusters } from "./eks/clusters";
import { eksHandlers } from "./eks/handlers";
import type { Enforcement } from "./enforcement";
import { Accounts } from "./iam/accounts";
import { makeAuthorizer } from "./iam/authorizer";
import { Bindings } from "./iam/bindings";
import { clientIdHandlers } from "./iam/client-ids";
import { DecisionLog } from "./iam/decision-log";
import { makeHooks } from "./iam/hooks";
import { ResourcePolicies } from "./iam/resource-policies";
import { Boundaries } from "./iam/save/boundaries";
import { Principals } from "./iam/save/principals";
import { simulateHandlers } from "./iam/simulate";
import { Assumptions } from "./sts/assume";
import { Credentials } from "./sts/credentials";
import { stsHandlers } from "./sts/handlers";
import { instanceSession } from "./sts/instance";
import { Issuers } from "./sts/issuers";

/** Assembles enforcement over moto, its only store of IAM and of resources. */
export function makeEnforcement(state: MotoState): Enforcement {
  const [log, bindings, clients, issuers, clusters, addons] = [
    new DecisionLog(),
    new Bindings(),
    new Clients(state),
    new Issuers(),
    new Clusters(),
    new Addons(),
  ];
  const accounts = new Accounts(clients, bindings);
  const policies = new ResourcePolicies(clients, bindings);
  let organisation: Organisation | undefined;
  const authorizer = makeAuthorizer(accounts, policies, log, () => organisation);
  const credentials = new Credentials(accounts, state.partitions);
  const assumptions = new Assumptions(accounts, clients, authorizer, credentials);
  const associations = new Associations(accounts);
  return {
    identity: credentials,
    authorizer,
    iam: makeHooks(accounts, bindings, new Principals(accounts, clients), policies, new Boundaries(accounts, clients)),
    handlers: {
      ...simulateHandlers(authorizer),
      ...clientIdHandlers(clients, authorizer),
      ...stsHandlers(accounts, clients, assumptions, issuers),
      ...eksHandlers(clusters, addons, associations, authorizer),
      "eks-auth:AssumeRoleForPodIdentity": eksAuthHandler(clusters, associations, authorizer, assumptions, issuers),
    },
    get decisions() {
      return log.decisions;
    },
    forgetDecisions: () => log.forget(),
    get organisation() {
      return organisation;
    },
    set organisation(of: Organisation | undefined) {
      organisation = of;
    },
    get propagationDelay() {
      return accounts.delay;
    },
    set propagationDelay(milliseconds: number) {
      accounts.delay = milliseconds;
    },
    ask: (subject, question) => authorizer.authorizeSubject(subject, question),
    instanceSession: (roleArn, instance) => instanceSession(roleArn, instance, assumptions),
    issuer: (url) => issuers.issuer(url),
    addCluster: (cluster) => {
      issuers.issuer(cluster.issuer);
      state.partitions.seen(cluster.account, cluster.region);
      clusters.add(cluster);
    },
    reset: () => {
      for (const part of [
        bindings,
        issuers,
        clusters,
        addons,
        accounts,
        policies,
        credentials,
        associations,
        state.partitions,
      ])
        part.reset();
      organisation = undefined;
      log.forget();
    },
  };
}
