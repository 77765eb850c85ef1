/** What is done with the stacks. */
export type Verb = "plan" | "deploy" | "destroy";

export interface DeployOptions {
  readonly config?: string | undefined;
  readonly out?: string | undefined;
  /** Names of stacks; none stands for all. */
  readonly stacks: readonly string[];
  readonly autoApprove: boolean;
  readonly format: "text" | "json";
  /** The program to run in place of the one on PATH. */
  readonly terraform?: string | undefined;
  /** How many stacks Terraform works on at a time. */
  readonly parallel: number;
  /** For how long Terraform waits for the lock of a state: `60s`. */
  readonly lockTimeout: string;
  /** Whether Terraform's own plans are shown too. */
  readonly verbose: boolean;
  readonly via?: "terraform" | "cdktf";
  /** Whether the checks of workloads are waited for. */
  readonly verify?: boolean;
  /** Seconds. */
  readonly verifyTimeout?: number;
  readonly kubectl?: string | undefined;
  readonly kubeconfig?: string | undefined;
}
