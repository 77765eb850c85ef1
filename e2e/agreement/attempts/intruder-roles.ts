import type { Keys } from "../../emulator/types";
import type { Environment } from "../environment";
import { borrowRole, dropRole, makeRole } from "../iam-roles";

/** Sessions of roles outside every chain; made once for each state of the emulator. */
export class IntruderRoles {
  private readonly keys = new Map<string, Promise<Keys>>();

  constructor(private readonly environment: Environment) {}

  /** Keys of a session of the role `arn`, which stays until the emulator is emptied. */
  persistent(arn: string): Promise<Keys> {
    const known = this.keys.get(arn);
    if (known) return known;
    const made = makeRole(this.environment, arn, {}).then(() =>
      this.environment.emulator.instanceSession(arn, "i-0123456789abcdef0"),
    );
    this.keys.set(arn, made);
    return made;
  }

  /** Calls `use` with the keys of a session of the role `arn`, which exists only meanwhile. */
  async temporary<T>(
    arn: string,
    { tags = {}, session = "i-0123456789abcdef0" }: { tags?: Readonly<Record<string, string>>; session?: string },
    use: (keys: Keys) => Promise<T>,
  ): Promise<T> {
    const giveBack = await makeRole(this.environment, arn, tags).then(
      () => () => dropRole(this.environment, arn),
      (error: Error) => {
        if (!error.name.startsWith("EntityAlreadyExists")) throw error;
        return borrowRole(this.environment, arn);
      },
    );
    try {
      return await use(await this.environment.emulator.instanceSession(arn, session));
    } finally {
      await giveBack();
    }
  }
}
