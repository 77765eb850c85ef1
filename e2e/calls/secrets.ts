import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { Call, ServiceCalls, Target } from "./call";
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
  "secretsmanager:UpdateSecretVersionStage": (session, to) =>
    client(session, to).send(
      new UpdateSecretVersionStageCommand({ SecretId: to.arn, VersionStage: "NEVER", RemoveFromVersionId: "never" }),
    ),
};

export const secretsmanager: ServiceCalls = {
  calls: CALLS,
  authorised: ["InvalidParameterException", "InvalidRequestException"],
  async found(owner, target) {
    await put(owner, target);
    return [target];
  },
};
