import type { ChainResult } from "../../../src/proof";
import type { Keys } from "../../emulator/types";
import type { PodReference } from "../../pods";
import { admit } from "../../pods";
import type { Environment } from "../environment";

/** What a pod got when it asked for credentials. */
export interface Obtained {
  readonly keys?: Keys;
  /** What was injected at admission: nothing, a token for STS, or the agent's address. */
  readonly injected: "nothing" | "web identity" | "container credentials";
  /** Why there are no keys. */
  readonly error?: Error;
}

/**
 * Admits a pod of `reference`, takes its credentials as an SDK does, and ends it. With `irsa` it is one that was admitted
 * before its association.
 */
export async function credentialsOf(
  { emulator, kubernetes }: Environment,
  reference: PodReference,
  mechanism: ChainResult["mechanism"],
): Promise<Obtained> {
  const pod = await admit(emulator, kubernetes, reference, { beforeAssociation: mechanism === "irsa" });
  try {
    const injected =
      "AWS_ROLE_ARN" in pod.env
        ? "web identity"
        : "AWS_CONTAINER_CREDENTIALS_FULL_URI" in pod.env
          ? "container credentials"
          : "nothing";
    if (injected === "nothing") return { injected };
    try {
      return { injected, keys: await pod.credentials()() };
    } catch (error) {
      return { injected, error: error as Error };
    }
  } finally {
    await pod.close();
  }
}

export const saidOf = ({ injected, error }: Obtained): string =>
  error ? `${error.name}: ${error.message}` : `${injected} was injected`;
