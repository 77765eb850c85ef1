import { type Document, listOf, type StatementJson } from "../../../oracle/pair";
import type { Caller } from "../../types";

/** The ids that the roles in a policy had when it was saved, by ARN. */
export type RoleIds = ReadonlyMap<string, string>;

const ROLE = /^arn:[\w-]+:iam::\d{12}:role\/.+$/;
const SESSION = /^arn:[\w-]+:sts::\d{12}:assumed-role\/[^/]+\/[^/]+$/;
const USER = /^arn:[\w-]+:iam::\d{12}:user\/.+$/;

export const isRoleArn = (text: string): boolean => ROLE.test(text);
export const isSessionArn = (text: string): boolean => SESSION.test(text);
export const isUserArn = (text: string): boolean => USER.test(text);
export const accountOfArn = (arn: string): string => arn.split(":")[4] ?? "";
/** Of a role's ARN, without its path. */
export const nameOfRole = (roleArn: string): string => roleArn.split("/").at(-1) ?? "";
/** Of a session's ARN. */
export const roleNameOfSession = (sessionArn: string): string => sessionArn.split("/")[1] ?? "";

/** The `AWS` principals in Principal and NotPrincipal of `document`. */
export const awsPrincipalsOf = (document: Document): readonly string[] =>
  document.Statement.flatMap(({ Principal, NotPrincipal }) => [
    ...(typeof Principal === "object" ? listOf(Principal.AWS) : []),
    ...listOf(NotPrincipal?.AWS),
  ]);

/** Keeps which role ids AWS stored with a policy, by the ARN of the role or resource that has it. */
export class Bindings {
  readonly #ids = new Map<string, RoleIds>();

  idsOf(arn: string): RoleIds {
    return this.#ids.get(arn) ?? new Map();
  }

  set(arn: string, ids: RoleIds): void {
    this.#ids.set(arn, ids);
  }

  /** Behind the trust policy of a role, by its name: no two of an account differ in their paths alone. */
  setTrust(account: string, role: string, ids: RoleIds): void {
    this.#ids.set(`${account} ${role}`, ids);
  }

  idsOfTrust(account: string, role: string): RoleIds {
    return this.#ids.get(`${account} ${role}`) ?? new Map();
  }

  reset(): void {
    this.#ids.clear();
  }
}

/**
 * `document` as it applies to `caller`: a role or session whose id differs from the saved one matches no principal.
 * "If you delete the role and make it again, the trust policy no longer applies, even with the same ARN."
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
export function withIds(document: Document, ids: RoleIds, caller: Caller | undefined): Document {
  if (ids.size === 0) return document;
  const roleId = caller?.kind === "role" ? caller.roleId : undefined;
  const name = (text: string) => {
    const bound = ids.get(text);
    return bound === undefined || bound === roleId
      ? text
      : `arn:${text.split(":")[1]}:iam::${accountOfArn(text)}:role/${bound}`;
  };
  const named = (principal: Exclude<StatementJson["NotPrincipal"], undefined>) =>
    principal.AWS ? { ...principal, AWS: listOf(principal.AWS).map(name) } : principal;
  return {
    ...document,
    Statement: document.Statement.map((statement) => ({
      ...statement,
      ...(typeof statement.Principal === "object" ? { Principal: named(statement.Principal) } : {}),
      ...(statement.NotPrincipal ? { NotPrincipal: named(statement.NotPrincipal) } : {}),
    })),
  };
}
