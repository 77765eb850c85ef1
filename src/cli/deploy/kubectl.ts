import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Cluster } from "../../model";
import { tokenArguments } from "../../model/cluster-token";
import { type Ended, programAt, resourcesIn, type StateJson } from "../../terraform-cli";
import { stackDir } from "../project";
import type { Work } from "./context";

/** kubectl on one cluster. */
export interface Kubectl {
  readonly run: (args: readonly string[]) => Promise<Ended>;
}

/**
 * kubectl on a cluster, signed in as the stack's Kubernetes provider is; or why it cannot be. With `--kubeconfig` by the
 * context that is called by the cluster's ARN, as `aws eks update-kubeconfig` calls it.
 */
export async function kubectlOn(
  cluster: Cluster,
  stack: string,
  work: Work,
): Promise<Kubectl | { readonly problem: string }> {
  const { options, io, processes } = work;
  const program = programAt(options.kubectl ?? "kubectl", io);
  if (program === undefined)
    return { problem: `found no program ${options.kubectl ?? "kubectl on PATH"}: name its file with --kubectl PATH` };
  const access = await accessTo(cluster, stack, work);
  if ("problem" in access) return access;
  return { run: (args) => processes.run(program, [...access.args, ...args], { cwd: io.cwd, env: io.env }) };
}

type Access = { readonly args: readonly string[] } | { readonly problem: string };

async function accessTo(
  cluster: Cluster,
  stack: string,
  { options, io, project, runs, folder }: Work,
): Promise<Access> {
  const { kubernetes, arn, key } = cluster;
  if (options.kubeconfig !== undefined)
    return { args: ["--kubeconfig", resolve(io.cwd, options.kubeconfig), "--context", arn] };
  if (kubernetes === undefined) return { problem: `no stack reaches the cluster ${key}: name a --kubeconfig FILE` };
  if (kubernetes.by === "kubeconfig") {
    const path = kubernetes.path.replace(/^~(?=\/|$)/, io.env.HOME || homedir());
    const context = kubernetes.context === undefined ? [] : ["--context", kubernetes.context];
    return { args: ["--kubeconfig", resolve(stackDir(project, stack), path), ...context] };
  }
  if (kubernetes.by === "provider")
    return {
      problem: `the token of ${key} comes from the aws provider, which kubectl cannot ask: make a kubeconfig with a context called ${arn}, and name it with --kubeconfig FILE`,
    };
  const state = await runs.rootModule(stack).state();
  const found = "value" in state ? clusterIn(state.value, cluster) : undefined;
  if (!found) return { problem: `the state of ${stack} does not hold the cluster ${key}` };
  const file = join(folder, `${key}.kubeconfig`);
  writeFileSync(file, JSON.stringify(kubeconfigOf(found, tokenArguments(cluster, kubernetes))));
  return { args: ["--kubeconfig", file] };
}

interface Found {
  readonly endpoint: string;
  readonly authority: string;
}

/** Where the cluster is, which its data source has looked up. */
function clusterIn(state: StateJson, { address }: Cluster): Found | undefined {
  const found = resourcesIn(state).find(({ type, name }) => type === "aws_eks_cluster" && name === address);
  const { endpoint, certificate_authority: authorities } = (found?.values ?? {}) as {
    endpoint?: string;
    certificate_authority?: readonly { readonly data?: string }[];
  };
  const authority = authorities?.[0]?.data;
  return endpoint && authority ? { endpoint, authority } : undefined;
}

/** @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
const kubeconfigOf = ({ endpoint, authority }: Found, args: readonly string[]): object => ({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "cluster", cluster: { server: endpoint, "certificate-authority-data": authority } }],
  users: [
    {
      name: "user",
      user: {
        exec: { apiVersion: "client.authentication.k8s.io/v1beta1", command: "aws", args, interactiveMode: "Never" },
      },
    },
  ],
  contexts: [{ name: "context", context: { cluster: "cluster", user: "user" } }],
  "current-context": "context",
});
