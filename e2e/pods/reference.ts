import type { Emulator } from "../emulator";

/** What pods need of an emulator. */
export type Aws = Pick<Emulator, "endpoint" | "administrator" | "instanceSession" | "issuer">;

/** A cluster by its name, in one account and region. */
export interface ClusterReference {
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** A service account on a cluster, which stands for the pods that use it. */
export interface PodReference {
  readonly cluster: ClusterReference;
  readonly namespace: string;
  readonly serviceAccount: string;
}
