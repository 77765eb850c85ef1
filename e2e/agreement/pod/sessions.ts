import type { ChainResult } from "../../../src/proof";
import type { Keys } from "../../emulator/types";
import type { Environment } from "../environment";
import { assume } from "./assume";
import { Pod } from "./grants";

/** The roles that a proof follows a pod to, each with those on the way to it, from the first. */
export const waysIn = ({ hops }: Pick<ChainResult, "hops">): readonly (readonly string[])[] => [
  ...new Map(hops.flatMap(({ via }) => (via ? [[via.join(), via] as const] : []))).values(),
];

/** What a pod does with the session that it was given, and with those of roles that it assumes by itself. */
export class Sessions {
  private readonly known = new Map<string, Promise<Keys | undefined>>();
  private readonly pods = new Map<string, Promise<Pod | undefined>>();

  constructor(
    private readonly environment: Environment,
    private readonly first: Keys,
  ) {}

  /** Requests with the session at the end of the roles `via`; undefined where AWS refuses one of them. */
  by(via: readonly string[]): Promise<Pod | undefined> {
    const key = via.join();
    const made =
      this.pods.get(key) ??
      this.keys(via).then((keys) => {
        const { clients, objects } = this.environment;
        return keys ? new Pod(clients.s3(keys), clients.session(keys), objects.prefixes) : undefined;
      });
    this.pods.set(key, made);
    return made;
  }

  /** Whether the session at the end of `via` assumes `role`. */
  async assumes(via: readonly string[], role: string): Promise<boolean> {
    return (await this.keys([...via, role])) !== undefined;
  }

  private keys(via: readonly string[]): Promise<Keys | undefined> {
    const key = via.join();
    const made = this.known.get(key) ?? this.assumed(via);
    this.known.set(key, made);
    return made;
  }

  private async assumed(via: readonly string[]): Promise<Keys | undefined> {
    const role = via.at(-1);
    if (role === undefined) return this.first;
    const before = await this.keys(via.slice(0, -1));
    return before && (await assume(this.environment, before, { roleArn: role, sessionName: "app" })).keys;
  }
}
