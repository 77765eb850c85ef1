import { basename } from "node:path";
import { DescribeAddonCommand, DescribeClusterCommand } from "@aws-sdk/client-eks";
import {
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
} from "@aws-sdk/client-iam";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { check } from "./conditions";
import type { Given, ProviderConfig } from "./resources/kind";
import type { Settings } from "./settings";

/** Other stacks, as read from their states. */
export interface States {
  /** Whether it was ever applied. */
  has(stack: string): boolean;
  /** undefined where there is none yet. */
  output(stack: string, name: string): string | undefined;
}

type Reader = (settings: Settings, provider: ProviderConfig) => Promise<Given>;

/** Data sources that ask AWS. */
const READERS: Readonly<Record<string, Reader>> = {
  async aws_eks_cluster(settings, { aws }) {
    const { cluster } = await aws.eks.send(new DescribeClusterCommand({ name: settings.text("name") }));
    return given({
      id: cluster?.name,
      name: cluster?.name,
      arn: cluster?.arn,
      endpoint: cluster?.endpoint,
      "certificate_authority[0].data": cluster?.certificateAuthority?.data,
      "identity[0].oidc[0].issuer": cluster?.identity?.oidc?.issuer,
    });
  },
  async aws_eks_addon(settings, { aws }) {
    const { addon } = await aws.eks.send(
      new DescribeAddonCommand({ clusterName: settings.text("cluster_name"), addonName: settings.text("addon_name") }),
    );
    return given({ arn: addon?.addonArn, addon_version: addon?.addonVersion });
  },
  async aws_caller_identity(_, { aws }) {
    const { Account, Arn, UserId } = await aws.sts.send(new GetCallerIdentityCommand({}));
    return given({ account_id: Account, id: Account, arn: Arn, user_id: UserId });
  },
  async aws_iam_role(settings, { aws }) {
    const { Role } = await aws.iam.send(new GetRoleCommand({ RoleName: settings.text("name") }));
    return given({ arn: Role?.Arn, id: Role?.RoleName, unique_id: Role?.RoleId });
  },
  async aws_iam_policy(settings, { aws, partition, account }) {
    const arn = settings.optional("arn") ?? `arn:${partition}:iam::${account}:policy/${settings.text("name")}`;
    const { Policy } = await aws.iam.send(new GetPolicyCommand({ PolicyArn: arn }));
    const version = new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy?.DefaultVersionId });
    const { PolicyVersion } = await aws.iam.send(version);
    const policy = decodeURIComponent(PolicyVersion?.Document ?? "");
    return given({ arn: Policy?.Arn, name: Policy?.PolicyName, policy });
  },
  async aws_iam_openid_connect_provider(settings, { aws }) {
    const arn = settings.text("arn");
    const { Url } = await aws.iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));
    return given({ arn, id: arn, url: Url });
  },
  async aws_secretsmanager_secret(settings, { aws }) {
    const SecretId = settings.optional("arn") ?? settings.text("name");
    const { ARN, Name } = await aws.secrets.send(new DescribeSecretCommand({ SecretId }));
    return given({ arn: ARN, id: ARN, name: Name });
  },
  async aws_kms_key(settings, { aws }) {
    const { KeyMetadata } = await aws.kms.send(new DescribeKeyCommand({ KeyId: settings.text("key_id") }));
    return given({ id: KeyMetadata?.KeyId, arn: KeyMetadata?.Arn });
  },
  async aws_kms_alias(settings, { aws, partition, region, account }) {
    const name = settings.text("name");
    const { KeyMetadata } = await aws.kms.send(new DescribeKeyCommand({ KeyId: name }));
    return given({
      id: name,
      name,
      arn: `arn:${partition}:kms:${region}:${account}:${name}`,
      target_key_id: KeyMetadata?.KeyId,
      target_key_arn: KeyMetadata?.Arn,
    });
  },
  async aws_s3_bucket(settings, { aws, partition }) {
    const bucket = settings.text("bucket");
    await aws.s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return given({ id: bucket, bucket, arn: `arn:${partition}:s3:::${bucket}` });
  },
};

/** Data sources that the world resolves itself. */
const RESOLVED: ReadonlySet<string> = new Set(["aws_iam_policy_document", "aws_partition", "aws_region"]);

/** Reads a data source, and checks its conditions. @throws Refused; PlanRefused for a condition; Error for an unknown type */
export async function readData(settings: Settings, provider: ProviderConfig, states: States): Promise<Given> {
  const { resource } = settings;
  const { type } = resource;
  if (RESOLVED.has(type)) return {};
  if (type === "terraform_remote_state") {
    const from = stackOf(settings, states);
    const asked = {
      self: (path: string) => states.output(from, path.replace(/^outputs\./, "")),
      file: () => states.has(from),
    };
    check(resource, "precondition", asked);
    check(resource, "postcondition", asked);
    return {};
  }
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (!read)
    throw new Error(`found a data source of type ${type}, which the loader cannot read; add it to loader/data.ts`);
  const made = await read(settings, provider);
  check(resource, "postcondition", { self: (path) => made[path], file: () => false });
  return made;
}

/** A state is called after its stack: a file, an object of a bucket, or a workspace, with something before it. */
function stackOf(settings: Settings, states: States): string {
  const places = [["path"], ["key"], ["workspaces", "name"]].map((path) => settings.optional("config", ...path));
  const name = basename(places.find((place) => place !== undefined) ?? "", ".tfstate");
  const words = name.split("-");
  return words.map((_, index) => words.slice(index).join("-")).find((one) => states.has(one)) ?? name;
}

const given = (attributes: Readonly<Record<string, string | undefined>>): Given =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
