import type { Emulator } from "../emulator";

/** What pods need of an emulator. */
export type Aws = Pick<Emulator, "endpoint" | "administrator" | "instanceSession" | "issuer">;

export interface ClusterPlace {
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

export interface PodSpec {
  readonly cluster: ClusterPlace;
  readonly namespace: string;
  readonly serviceAccount: string;
}
