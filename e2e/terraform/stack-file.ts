import { basename } from "node:path";
import { partitionOf } from "../../src/aws";
import type { Keys } from "../emulator/types";
import { S3Control } from "./s3-control";

/** Where Terraform finds what a stack refers to. */
export interface Surroundings {
  /** The emulator's. */
  readonly endpoint: string;
  /** An HTTP proxy that answers for S3 Control. */
  readonly proxy: string;
  administrator(account: string): Keys;
  /** The address of a cluster's API server. */
  apiServer(clusterArn: string): string;
  /** The path of a stack's state file from the folder of any stack. */
  statePath(stack: string): string;
}

type Block = Readonly<Record<string, unknown>>;

/** What of a synthesized stack is read here. */
interface StackFile extends Block {
  readonly provider?: { readonly aws?: readonly AwsProvider[]; readonly kubernetes?: readonly KubernetesProvider[] };
  readonly data?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly terraform?: Block;
  readonly variable?: Block;
}

interface AwsProvider extends Block {
  readonly region: string;
  readonly allowed_account_ids: readonly [string];
}

interface KubernetesProvider extends Block {
  readonly alias: string;
  /** `${data.aws_eks_cluster.LABEL.endpoint}`; absent with a kubeconfig, where the stack reads the cluster as `ALIAS_cluster`. */
  readonly host?: string;
}

/** The services that stacks may hold resources of. */
const SERVICES = ["iam", "sts", "s3", "eks", "kms", "sqs", "sns", "dynamodb", "secretsmanager", "ssm"];

/**
 * The text of a `cdk.tf.json` with its providers at the emulator and at API servers of the suite, and its states in
 * one folder. Nothing else changes.
 * @throws Error where a kubernetes provider's cluster cannot be determined
 */
export function besideEmulator(stack: string, text: string, at: Surroundings): string {
  const file = JSON.parse(text) as StackFile;
  const [aws] = file.provider?.aws ?? [];
  if (!aws) throw new Error(`stack ${stack} has no aws provider`);
  return JSON.stringify({
    ...file,
    provider: {
      ...file.provider,
      aws: file.provider?.aws?.map((one) => awsProvider(one, at)),
      kubernetes: file.provider?.kubernetes?.map((one) => kubernetesProvider(stack, one, file, aws, at)),
    },
    data: file.data && statesOf(file.data, at),
    terraform: { ...file.terraform, backend: { local: { path: at.statePath(stack) } } },
  });
}

/** Names of the variables that a stack must be given. */
export const variablesOf = (text: string): readonly string[] =>
  Object.keys((JSON.parse(text) as StackFile).variable ?? {});

/** Profile and role belong to the person who deploys; here the account's administrator deploys. */
function awsProvider({ profile: _, assume_role: __, ...provider }: AwsProvider, at: Surroundings): Block {
  const { accessKeyId, secretAccessKey, sessionToken } = at.administrator(provider.allowed_account_ids[0]);
  return {
    ...provider,
    access_key: accessKeyId,
    secret_key: secretAccessKey,
    ...(sessionToken ? { token: sessionToken } : {}),
    endpoints: [{ ...Object.fromEntries(SERVICES.map((name) => [name, at.endpoint])), s3control: S3Control.endpoint }],
    http_proxy: at.proxy,
    s3_use_path_style: true,
    skip_metadata_api_check: "true",
    max_retries: 3, // an emulator that does not answer will not later either
  };
}

/** Speaks HTTP to the API server, with a token that it does not look at, instead of asking the AWS CLI for one. */
function kubernetesProvider(
  stack: string,
  { alias, host }: KubernetesProvider,
  { data }: StackFile,
  aws: AwsProvider,
  at: Surroundings,
): Block {
  const label = /data\.aws_eks_cluster\.([\w-]+)\.endpoint/.exec(host ?? "")?.[1] ?? `${alias}_cluster`;
  const found = data?.aws_eks_cluster?.[label];
  if (!found) throw new Error(`stack ${stack}: cannot determine the cluster of provider kubernetes.${alias}`);
  const { name, region = aws.region } = found as { name: string; region?: string };
  const arn = `arn:${partitionOf(region)}:eks:${region}:${aws.allowed_account_ids[0]}:cluster/${name}`;
  return { alias, host: at.apiServer(arn), token: "of-the-suite" };
}

/** Reads other stacks' states, `…/STACK.tfstate`, from where they are now; checks that name the old path are about the new one. */
function statesOf(data: NonNullable<StackFile["data"]>, at: Surroundings): StackFile["data"] {
  const states = Object.entries(data.terraform_remote_state ?? {}).map(([label, block]) => {
    const { path } = block.config as { path: string };
    const text = JSON.stringify(block).replaceAll(path, at.statePath(basename(path, ".tfstate")));
    return [label, JSON.parse(text) as Block];
  });
  return states.length > 0 ? { ...data, terraform_remote_state: Object.fromEntries(states) } : data;
}
