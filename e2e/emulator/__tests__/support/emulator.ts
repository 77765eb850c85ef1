import { after, before } from "node:test";
import { type Emulator, type Keys, startEmulator } from "../..";

export const [A, B] = ["111111111111", "222222222222"] as const;

/** The emulator of a test file, which starts before its tests and ends after them. */
export function useEmulator() {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.stop());
  return {
    get emulator() {
      return emulator;
    },
    /** An SDK client with one account's keys. */
    client: <C>(Client: new (options: object) => C, credentials: Keys, region = "eu-central-1"): C =>
      new Client({ endpoint: emulator.endpoint, region, credentials, maxAttempts: 1 }),
  };
}
