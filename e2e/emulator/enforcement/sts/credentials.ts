import { createHash, randomBytes } from "node:crypto";
import type { Partitions } from "../../partitions";
import { type Administrator, AwsError, type Keys, type RoleSession } from "../../types";
import type { Identified, Identity } from "../enforcement";
import type { Accounts } from "../iam/accounts";
import { nameOfRole } from "../iam/bindings";

interface Issued {
  readonly keys: Keys;
  readonly session: RoleSession;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ADMINISTRATOR = /^AKIA(\d{12})ADMN$/;

/**
 * Access keys and their owners. An account's administrator is a user with AdministratorAccess, not the root
 * user, which may assume no role in AWS.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export class Credentials implements Identity {
  readonly #issued = new Map<string, Issued>();

  constructor(
    private readonly accounts: Accounts,
    private readonly partitions: Partitions,
  ) {}

  administrator(account: string): Keys {
    const accessKeyId = `AKIA${account}ADMN`;
    return { accessKeyId, secretAccessKey: secretOf(accessKeyId) };
  }

  async identify(accessKeyId: string, sessionToken: string | undefined): Promise<Identified> {
    const account = ADMINISTRATOR.exec(accessKeyId)?.[1];
    if (account && sessionToken === undefined)
      return { caller: this.#administrator(account), secretAccessKey: secretOf(accessKeyId) };
    const issued = this.#issued.get(accessKeyId);
    if (!issued) throw invalidKey();
    if (issued.keys.sessionToken !== sessionToken) throw new AwsError("InvalidToken", INVALID, 403);
    const { session, keys } = issued;
    if (session.expires <= Date.now())
      throw new AwsError("ExpiredToken", "The security token included in the request is expired", 403);
    // Sessions end with their role, and one of the same name does not bring them back.
    const role = (await this.accounts.roles(session.account)).get(nameOfRole(session.roleArn));
    if (role?.id !== session.roleId) throw invalidKey();
    return { caller: session, secretAccessKey: keys.secretAccessKey };
  }

  #administrator(account: string): Administrator {
    const arn = `arn:${this.partitions.of(account)}:iam::${account}:user/administrator`;
    return { kind: "administrator", account, arn };
  }

  /** Makes keys for `session`. */
  issue(session: RoleSession): Keys {
    const keys = {
      accessKeyId: `ASIA${randomLetters(16)}`,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(96).toString("base64"),
    };
    this.#issued.set(keys.accessKeyId, { keys, session });
    return keys;
  }

  reset(): void {
    this.#issued.clear();
  }
}

const INVALID = "The security token included in the request is invalid";
const invalidKey = () => new AwsError("InvalidClientTokenId", INVALID, 403);

const secretOf = (accessKeyId: string): string =>
  createHash("sha256").update(`secret of ${accessKeyId}`).digest("base64").slice(0, 40);

const randomLetters = (count: number): string =>
  [...randomBytes(count)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
