import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { type Call, endOf, type ServiceCalls, type Target } from "./call";
import type { Session } from "./session";

const client = (session: Session, { region }: Target): SecretsManagerClient =>
  session.client(SecretsManagerClient, region);

const put: Call = (session, to) =>
  client(session, to).send(new PutSecretValueCommand({ SecretId: to.arn, SecretString: "word" }));

const CALLS: Readonly<Record<string, Call>> = {
  "secretsmanager:GetSecretValue": (session, to) =>
    client(session, to).send(new GetSecretValueCommand({ SecretId: to.arn })),
  "secretsmanager:DescribeSecret": (session, to) =>
    client(session, to).send(new DescribeSecretCommand({ SecretId: to.arn })),
  "secretsmanager:ListSecretVersionIds": (session, to) =>
    client(session, to).send(new ListSecretVersionIdsCommand({ SecretId: to.arn })),
  "secretsmanager:GetResourcePolicy": (session, to) =>
    client(session, to).send(new GetResourcePolicyCommand({ SecretId: to.arn })),
  "secretsmanager:PutSecretValue": put,
  "secretsmanager:UpdateSecret": (session, to) =>
    client(session, to).send(new UpdateSecretCommand({ SecretId: to.arn, Description: "" })),
  // no policy, which is looked at after the permission
  "secretsmanager:PutResourcePolicy": (session, to) =>
    client(session, to).send(new PutResourcePolicyCommand({ SecretId: to.arn, ResourcePolicy: "not a policy" })),
  "secretsmanager:UpdateSecretVersionStage": (session, to) =>
    client(session, to).send(
      new UpdateSecretVersionStageCommand({ SecretId: to.arn, VersionStage: "NEVER", RemoveFromVersionId: "never" }),
    ),
};

export const secretsmanager: ServiceCalls = {
  calls: CALLS,
  authorised: ["InvalidParameterException", "InvalidRequestException", "MalformedPolicyDocumentException"],
  /** Policies name a secret without the six characters that Secrets Manager puts behind its name. */
  async found(owner, target) {
    const SecretId = target.arn.endsWith("-??????") ? endOf(target).replace(/^secret:|-\?{6}$/g, "") : target.arn;
    const { ARN: arn = "" } = await client(owner, target).send(new DescribeSecretCommand({ SecretId }));
    await put(owner, { ...target, arn });
    return [{ ...target, arn }];
  },
};
