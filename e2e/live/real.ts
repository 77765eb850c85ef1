import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { DescribeAddonCommand, DescribeClusterCommand } from "@aws-sdk/client-eks";
import { ListOpenIDConnectProvidersCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { fromIni } from "@aws-sdk/credential-providers";
import { succeeding } from "./command";
import type { LiveCluster } from "./configuration";
import { type AccountKey, Refusal, type Run } from "./options";
import { clientsWith, type Place, type Plan, type Pod } from "./place";

/** Milliseconds. IAM's changes are seen everywhere after some seconds, rarely a minute. */
const PATIENCE = { for: 120_000, pause: 10_000 };
const POD_SECONDS = 300;

/** AWS itself, by the user's profiles, Terraform and kubectl. */
export function realPlace(run: Run): Place {
  const { region, accounts } = run;
  const clients = (key: AccountKey) =>
    clientsWith({ region, credentials: fromIni({ profile: accounts[key].profile }) });
  return {
    clients: { "account-a": clients("account-a"), "account-b": clients("account-b") },
    clientsOf: (credentials) => clientsWith({ region, credentials, maxAttempts: 1 }),
    patience: PATIENCE,
    ...terraformOf(run),
    ...podsOf(run),
  };
}

/**
 * Asks AWS, and changes nothing: whether the profiles lead to the accounts that are named, and what the cluster is.
 * @throws Refusal
 */
export async function preflight({ accounts, cluster: name }: Run, { clients }: Place): Promise<LiveCluster> {
  for (const [key, { id, profile }] of Object.entries(accounts)) {
    const { Account } = await clients[key as AccountKey].sts.send(new GetCallerIdentityCommand({}));
    if (Account !== id) throw new Refusal(`found account ${Account} by profile ${profile}, expected ${id} as ${key}`);
  }
  const { eks } = clients["account-a"];
  const { cluster } = await eks.send(new DescribeClusterCommand({ name }));
  const issuer = cluster?.identity?.oidc?.issuer;
  if (!issuer || cluster?.status !== "ACTIVE")
    throw new Refusal(
      `found cluster ${name} ${cluster?.status} with issuer ${issuer}, expected an active one with an issuer`,
    );
  await eks.send(new DescribeAddonCommand({ clusterName: name, addonName: "eks-pod-identity-agent" })).catch(() => {
    throw new Refusal(`found no add-on eks-pod-identity-agent on ${name}, expected it: EKS Pod Identity works by it`);
  });
  for (const line of [
    ["terraform", "version"],
    ["kubectl", "version", "--client"],
    ["aws", "--version"],
  ])
    await succeeding([program(line[0]), ...line.slice(1)]).catch((error: Error) => {
      throw new Refusal(error.message);
    });
  const { OpenIDConnectProviderList: all = [] } = await clients["account-b"].iam.send(
    new ListOpenIDConnectProvidersCommand({}),
  );
  const path = `:oidc-provider/${issuer.replace(/^https:\/\//, "")}`;
  const provider = all.find(({ Arn }) => Arn?.endsWith(path))?.Arn;
  return { issuer, ...(provider ? { provider } : {}) };
}

/** TERRAFORM_BINARY_NAME names another Terraform, as for the framework's command line. */
const program = (name = ""): string => (name === "terraform" && process.env.TERRAFORM_BINARY_NAME) || name;

function terraformOf({ folder }: Run): Pick<Place, "plan" | "apply" | "destroy"> {
  const env = { ...process.env, TF_IN_AUTOMATION: "1", TF_INPUT: "0", CHECKPOINT_DISABLE: "1" };
  const ready = new Set<string>();
  const terraform = async (stack: string, args: readonly string[], signal?: AbortSignal): Promise<string> => {
    mkdirSync(join(folder, "logs"), { recursive: true });
    const options = { env, log: join(folder, "logs", `${stack}.log`), ...(signal ? { signal } : {}) };
    const at = [program("terraform"), `-chdir=${join(folder, "cdktf.out", "stacks", stack)}`];
    if (!ready.has(stack)) await succeeding([...at, "init", "-no-color"], options);
    ready.add(stack);
    return succeeding([...at, ...args, "-no-color"], options);
  };
  return {
    async plan(stack, signal) {
      return planIn(await terraform(stack, ["plan"], signal));
    },
    async apply(stack, signal) {
      await terraform(stack, ["apply", "-auto-approve"], signal);
    },
    async destroy(stack) {
      await terraform(stack, ["destroy", "-auto-approve"]);
    },
  };
}

/** @throws Error where Terraform's last line is not of the known form */
export function planIn(text: string): Plan {
  if (/^No changes\./m.test(text)) return { add: 0, change: 0, remove: 0 };
  const [, add, change, remove] =
    /^Plan: (?:\d+ to import, )?(\d+) to add, (\d+) to change, (\d+) to destroy/m.exec(text) ?? [];
  if (add === undefined) throw new Error(`found no summary in Terraform's plan: ${text.slice(-500)}`);
  return { add: Number(add), change: Number(change), remove: Number(remove) };
}

interface PodStatus {
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly {
      readonly state?: { readonly terminated?: { readonly exitCode: number } };
    }[];
  };
}

function podsOf(run: Run): Pick<Place, "makeServiceAccount" | "run"> {
  const kubeconfig = join(run.folder, "kubeconfig");
  let ready: Promise<unknown> | undefined;
  const kubectl = async (
    namespace: string,
    args: readonly string[],
    options: Parameters<typeof succeeding>[1] = {},
  ) => {
    const { profile } = run.accounts["account-a"];
    const names = ["--name", run.cluster, "--region", run.region, "--profile", profile];
    ready ??= succeeding([program("aws"), "eks", "update-kubeconfig", ...names, "--kubeconfig", kubeconfig]);
    await ready;
    return succeeding([program("kubectl"), "--kubeconfig", kubeconfig, "--namespace", namespace, ...args], options);
  };
  const apply = (namespace: string, object: object, signal?: AbortSignal) =>
    kubectl(namespace, ["apply", "-f", "-"], { input: JSON.stringify(object), ...(signal ? { signal } : {}) });
  return {
    async makeServiceAccount(namespace, name, annotations = {}) {
      await apply(namespace, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, annotations } });
    },
    async run(pod, signal) {
      const name = `live-${randomBytes(3).toString("hex")}`;
      try {
        await apply(pod.namespace, manifestOf(name, pod, run.image), signal);
        for (
          const until = Date.now() + POD_SECONDS * 1000;
          Date.now() < until;
          await wait(2_000, undefined, { signal })
        ) {
          const { status }: PodStatus = JSON.parse(
            await kubectl(pod.namespace, ["get", "pod", name, "-o", "json"], { signal }),
          );
          const code = status?.containerStatuses?.[0]?.state?.terminated?.exitCode;
          if (code !== undefined) return { code, log: await kubectl(pod.namespace, ["logs", name], { signal }) };
        }
        throw new Error(`pod ${pod.namespace}/${name} did not end within ${POD_SECONDS} s`);
      } finally {
        await kubectl(pod.namespace, ["delete", "pod", name, "--ignore-not-found", "--wait=false"]).catch(() => {
          // it goes with its namespace
        });
      }
    },
  };
}

const manifestOf = (name: string, { serviceAccount, command }: Pod, image: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: {
    serviceAccountName: serviceAccount,
    restartPolicy: "Never",
    activeDeadlineSeconds: POD_SECONDS,
    containers: [{ name: "aws-cli", image, command }],
  },
});
