import type { Emulator } from "../emulator";
import type { Kubernetes } from "../loader";
import { admit, type Outcome } from "../pods";
import type { Answer, Call } from "./server";

interface PodSpec {
  readonly serviceAccountName: string;
  readonly containers: readonly { readonly command: readonly string[] }[];
}

/** `kubectl get` and `logs` of pods, which run in the emulated AWS when they are first asked for. */
export class EmulatedKubectl {
  private readonly ended = new Map<string, Promise<Outcome>>();

  constructor(
    private readonly emulator: Emulator,
    private readonly kubernetes: Kubernetes,
    private readonly cluster: {
      readonly account: string;
      readonly region: string;
      readonly name: string;
      readonly arn: string;
    },
    /** With the AWS CLI in it, and no program that waits. */
    private readonly path: string,
  ) {}

  async answer({ args, kubeconfig }: Call): Promise<Answer> {
    const token = kubeconfig?.users[0]?.user.exec.args.join(" ");
    if (!token?.startsWith(`eks get-token --cluster-name ${this.cluster.name} `))
      return { code: 1, stderr: `error: You must be logged in to the server (${token})\n` };
    const namespace = args[args.indexOf("--namespace") + 1] ?? "";
    const [command, what = "", given = ""] = args.slice(args.indexOf("--namespace") + 2);
    const name = command === "logs" ? what.replace("pod/", "") : given;
    const pod = this.kubernetes.get(this.cluster.arn, "Pod", namespace, name);
    if (!pod) return { code: 1, stderr: `Error from server (NotFound): pods "${name}" not found\n` };
    const { code, stdout, stderr } = await this.run(namespace, name, pod.spec as PodSpec);
    if (command === "logs") return { code: 0, stdout: `${stdout}${stderr}` };
    const terminated = { exitCode: code, finishedAt: "2026-11-26T20:00:00Z" };
    const status = { phase: code === 0 ? "Succeeded" : "Failed", containerStatuses: [{ state: { terminated } }] };
    return { code: 0, stdout: JSON.stringify({ status }) };
  }

  /** Pods are made anew, and run again. */
  again(): void {
    this.ended.clear();
  }

  private run(
    namespace: string,
    name: string,
    { serviceAccountName: serviceAccount, containers }: PodSpec,
  ): Promise<Outcome> {
    const key = `${namespace}/${name}`;
    const running = this.ended.get(key) ?? this.runOnce(namespace, serviceAccount, containers[0]?.command ?? []);
    this.ended.set(key, running);
    return running;
  }

  private async runOnce(namespace: string, serviceAccount: string, command: readonly string[]): Promise<Outcome> {
    const pod = await admit(this.emulator, this.kubernetes, { cluster: this.cluster, namespace, serviceAccount });
    try {
      return await pod.run(command, { PATH: this.path });
    } finally {
      await pod.close();
    }
  }
}
