import type { Clients } from "../../moto/clients";
import type { Bindings } from "./bindings";
import { type Providers, type Roles, readProviders, readRoles } from "./snapshot";

/** IAM of one account at one time. */
export interface AccountState {
  readonly roles: Roles;
  readonly providers: Providers;
}

type Part = keyof AccountState;

/** What was read of one part of an account, and from when on it holds. */
interface Reading<P extends Part> {
  readonly at: number;
  readonly state: AccountState[P];
}

/**
 * One part of an account as it is and, for as long as decisions may still see it, as it was.
 * It is read again after each write.
 */
class History<P extends Part> {
  #readings: Reading<P>[] = [];
  #writes = 0;
  #readAt = -1;

  constructor(private readonly read: () => Promise<AccountState[P]>) {}

  /** As it is now. */
  async current(): Promise<AccountState[P]> {
    const last = this.#readings.at(-1);
    if (last && this.#readAt === this.#writes) return last.state;
    const writes = this.#writes;
    const at = Date.now();
    const state = await this.read();
    // What a later reading overtook is not kept. A write that came meanwhile may be missing: the next question reads again.
    if (writes >= this.#readAt) {
      this.#readAt = writes;
      this.#readings.push({ at, state });
    }
    return state;
  }

  /** As it was `delay` milliseconds ago. */
  async seen(delay: number): Promise<AccountState[P]> {
    const current = await this.current();
    if (delay === 0) {
      this.#readings = this.#readings.slice(-1);
      return current;
    }
    const until = Date.now() - delay;
    const index = this.#readings.findLastIndex(({ at }) => at <= until);
    if (index > 0) this.#readings = this.#readings.slice(index);
    return this.#readings[0]?.state ?? current;
  }

  /** Something changed; `atOnce` when decisions see it without delay. */
  written(atOnce: boolean): void {
    this.#writes += 1;
    if (atOnce) this.#readings = [];
  }
}

/** IAM of all accounts, as decisions see it. */
export class Accounts {
  /** Milliseconds until a change is seen. */
  delay = 0;
  readonly #histories = new Map<string, { roles: History<"roles">; providers: History<"providers"> }>();

  constructor(
    private readonly clients: Clients,
    private readonly bindings: Bindings,
  ) {}

  /** What decisions see of `account`. */
  async roles(account: string): Promise<Roles> {
    return this.#of(account).roles.seen(this.delay);
  }

  async providers(account: string): Promise<Providers> {
    return this.#of(account).providers.seen(this.delay);
  }

  /** Before a write: with a delay, decisions continue to see the present state. */
  async beforeWrite(account: string, part: Part): Promise<void> {
    if (this.delay > 0) await this.#of(account)[part].current();
  }

  /** After a write that succeeded. */
  async afterWrite(account: string, part: Part): Promise<void> {
    const history = this.#of(account)[part];
    history.written(this.delay === 0);
    if (this.delay > 0) await history.current();
  }

  /** The ids of `account`'s roles as they are now: a policy that is saved is bound to them. */
  async currentRoles(account: string): Promise<Roles> {
    return this.#of(account).roles.current();
  }

  reset(): void {
    this.#histories.clear();
  }

  #of(account: string) {
    const known = this.#histories.get(account);
    if (known) return known;
    const made = {
      roles: new History<"roles">(() => readRoles(this.clients.iam(account), this.bindings)),
      providers: new History<"providers">(() => readProviders(this.clients.iam(account))),
    };
    this.#histories.set(account, made);
    return made;
  }
}
