/** An account that nothing gives a number: it is known by the credentials of its stack. */
export interface UnnamedAccount {
  /** Names it within the world. */
  readonly key: string;
  readonly stack: string;
  /** What `--account` takes to name it: `STACK` or `STACK.ALIAS`. */
  readonly option: string;
  /** The settings that choose its credentials, in one text; undefined where nothing shows them. */
  readonly credentials: string | undefined;
  /** The 12 digits that stand for it in ARNs. */
  readonly id: string;
}

/** What an account is known by. */
export type Unnamed = Omit<UnnamedAccount, "id" | "key"> & {
  /** Tells it apart where its credentials do not. */
  readonly place?: string;
};

/** A provider configuration, as the accounts of a world see it. */
interface Configured {
  readonly stack: string;
  /** What `--account` takes to name its account. */
  readonly key: string;
  readonly credentials: string;
  /** Its account's number, where it has one of its own. */
  readonly named: string | undefined;
}

/**
 * The one owner of what an account is in one reading of a world: a number that its provider is given, else that of
 * another provider of the stack with the same credentials, else 12 digits that stand for it.
 */
export class Accounts {
  private readonly configured = new Map<string, Configured[]>();
  private readonly found = new Map<string, UnnamedAccount>();

  /** `ids` gives unnamed accounts the digits that stand for them; `isTaken` has those that may not. */
  constructor(
    private readonly ids: ReadonlyMap<string, string>,
    private readonly isTaken: (id: string) => boolean,
  ) {}

  /** Notes a provider configuration of its stack. */
  register(provider: Configured): void {
    const { stack } = provider;
    this.configured.set(stack, [...(this.configured.get(stack) ?? []), provider]);
  }

  /** The 12 digits of the account that a provider without a number of its own works in. */
  of({ place, ...account }: Unnamed): string {
    const { stack, credentials } = account;
    const same = (this.configured.get(stack) ?? []).filter((one) => one.credentials === credentials);
    const numbers = new Set(same.flatMap(({ named }) => named ?? []));
    const [number] = numbers;
    if (number !== undefined && numbers.size === 1) return number;
    const option = same[0]?.key ?? account.option;
    const key = JSON.stringify([stack, credentials ?? null, ...(place === undefined ? [] : [place])]);
    const known = this.found.get(key);
    if (known) return known.id;
    const id = this.ids.get(key) ?? this.standIn(key);
    this.found.set(key, { key, ...account, option, id });
    return id;
  }

  /** The account of the providers of `stack` with these credentials; undefined where it has none. */
  workedIn(stack: string, credentials: string): string | undefined {
    const same = this.configured.get(stack)?.find((one) => one.credentials === credentials);
    return same && (same.named ?? this.of({ stack, option: same.key, credentials }));
  }

  /** Those that were asked for. */
  get unnamed(): readonly UnnamedAccount[] {
    return [...this.found.values()];
  }

  private standIn(key: string): string {
    const used = new Set([...this.found.values()].map(({ id }) => id));
    for (let attempt = 0; ; attempt++) {
      const id = digitsFrom(`${key} ${attempt}`);
      if (!used.has(id) && !this.isTaken(id)) return id;
    }
  }
}

/** 12 digits that follow from `text`. */
export function digitsFrom(text: string): string {
  // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
  let hash = 0xcbf29ce484222325n;
  for (const character of text)
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return String(100_000_000_000n + (hash % 800_000_000_000n));
}
