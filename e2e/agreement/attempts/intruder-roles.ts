import type { Keys } from "../../emulator/types";
import type { Stage } from "../environment";
import { borrowRole, dropRole, makeRole } from "../iam-roles";

/** Sessions of roles that belong to nobody's chain; made once for each state of the emulator. */
export class StrangerRoles {
  private readonly keys = new Map<string, Promise<Keys>>();

  constructor(private readonly stage: Stage) {}

  /** Keys of a session of the role `arn`, which stays until the emulator is emptied. */
  lasting(arn: string): Promise<Keys> {
    const known = this.keys.get(arn);
    if (known) return known;
    const made = makeRole(this.stage, arn, {}).then(() =>
      this.stage.emulator.instanceSession(arn, "i-0123456789abcdef0"),
    );
    this.keys.set(arn, made);
    return made;
  }

  /** Calls `use` with the keys of a session of the role `arn`, which is there only meanwhile. */
  async passing<T>(
    arn: string,
    { tags = {}, session = "i-0123456789abcdef0" }: { tags?: Readonly<Record<string, string>>; session?: string },
    use: (keys: Keys) => Promise<T>,
  ): Promise<T> {
    const giveBack = await makeRole(this.stage, arn, tags).then(
      () => () => dropRole(this.stage, arn),
      (error: Error) => {
        if (!error.name.startsWith("EntityAlreadyExists")) throw error;
        return borrowRole(this.stage, arn);
      },
    );
    try {
      return await use(await this.stage.emulator.instanceSession(arn, session));
    } finally {
      await giveBack();
    }
  }
}
