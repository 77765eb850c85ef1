import { CreatePodIdentityAssociationCommand, EKSClient } from "@aws-sdk/client-eks";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { Outcome } from "../pods";
import type { DemoDeployment } from "./deployment";
import { type Hop, refusedAt } from "./hop";
import * as show from "./show";

/** A caller that must be refused. */
interface Attempt {
  readonly who: string;
  readonly command: readonly string[];
  run(command: readonly string[]): Promise<Outcome>;
  readonly at: Hop;
  readonly why: string;
  /** AWS's error message. */
  readonly says: RegExp;
}

/** Three callers that must be refused, each at another hop. Returns whether all were. */
export async function refusals(deployment: DemoDeployment, key: string): Promise<boolean> {
  const attempts = [await otherServiceAccount(deployment, key), writing(deployment, key), await directly(deployment)];
  let right = true;
  for (const { who, command, run, at, why, says } of attempts) {
    show.heading(`Must be refused: ${who}`);
    show.command(command.join(" "));
    deployment.emulator.forgetDecisions();
    const { code, stderr } = await run(command);
    const hop = refusedAt(deployment.emulator.decisions);
    show.output(stderr);
    const refused = code !== 0 && hop === at && says.test(stderr);
    if (refused) show.good(`refused by the ${at}: ${why}`);
    else show.bad(`expected a refusal by the ${at}, found ${found(code, hop)}`);
    right &&= refused;
  }
  return right;
}

function found(code: number, hop: Hop | undefined): string {
  if (code === 0) return "that it was let through";
  return hop ? `one by the ${hop}` : "another error";
}

const roleNameOf = (roleArn: string): string => roleArn.replace(/^.*\//, "");

async function otherServiceAccount(deployment: DemoDeployment, key: string): Promise<Attempt> {
  const { emulator, kubernetes, cluster, namespace, serviceAccount, primaryRole, targetRole, bucket } = deployment;
  const other = "other-sa";
  kubernetes.create(cluster.arn, { kind: "ServiceAccount", metadata: { name: other, namespace } });
  const { endpoint } = emulator;
  const eks = new EKSClient({ endpoint, region: cluster.region, credentials: emulator.administrator(cluster.account) });
  const roles = { roleArn: primaryRole, targetRoleArn: targetRole };
  await eks.send(
    new CreatePodIdentityAssociationCommand({ clusterName: cluster.name, namespace, serviceAccount: other, ...roles }),
  );
  return {
    who: `pod ${namespace}/${other}, associated with the same two roles`,
    command: ["aws", "s3", "cp", `s3://${bucket}/${key}`, "-"],
    run: (command) => deployment.inPod(other, command),
    at: "primary role's trust",
    why: `${roleNameOf(primaryRole)} is for ${serviceAccount} only`,
    says: /Unauthorized Exception! EKS does not have permissions to assume the associated role\./,
  };
}

function writing(deployment: DemoDeployment, key: string): Attempt {
  const { namespace, serviceAccount, bucket, targetRole } = deployment;
  return {
    who: `pod ${namespace}/${serviceAccount}, writing`,
    command: ["aws", "s3api", "put-object", "--bucket", bucket, "--key", key],
    run: (command) => deployment.inPod(serviceAccount, command),
    at: "target role's permissions",
    why: `${roleNameOf(targetRole)} may read, nothing else`,
    says: /AccessDenied.* is not authorized to perform: s3:PutObject /,
  };
}

async function directly(deployment: DemoDeployment): Promise<Attempt> {
  const { emulator, cluster, primaryRole, targetRole } = deployment;
  const RoleName = "another-role-of-account-a";
  const { endpoint } = emulator;
  const iam = new IAMClient({ endpoint, region: cluster.region, credentials: emulator.administrator(cluster.account) });
  const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const policy = { Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: targetRole };
  const made = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: "assume-the-target", PolicyDocument: document(policy) }),
  );
  const keys = await emulator.instanceSession(made.Role?.Arn ?? "", "i-0123456789abcdef0");
  return {
    who: `a server of account ${cluster.account} whose own role may assume the target role`,
    command: ["aws", "sts", "assume-role", "--role-arn", targetRole, "--role-session-name", "server"],
    run: (command) => deployment.withKeys(keys, command),
    at: "target role's trust",
    why: `${roleNameOf(targetRole)} lets in ${roleNameOf(primaryRole)}, no other role`,
    says: /AccessDenied.* is not authorized to perform: sts:AssumeRole on resource: /,
  };
}
