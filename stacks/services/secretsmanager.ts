import type { DataAwsSecretsmanagerSecret } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret";
import type { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import type { SecretsmanagerSecretPolicy } from "@cdktf/provider-aws/lib/secretsmanager-secret-policy";
import type { TerraformStack } from "cdktf";
import type { Plans, ResourcePolicy } from "../../src/model";
import { constructId, withAddress } from "../element";

/** Loaded only where there is one: most configurations have no secret. */
const secretsmanagerSecret = (): typeof SecretsmanagerSecret =>
  require("@cdktf/provider-aws/lib/secretsmanager-secret").SecretsmanagerSecret;
const dataSecretsmanagerSecret = (): typeof DataAwsSecretsmanagerSecret =>
  require("@cdktf/provider-aws/lib/data-aws-secretsmanager-secret").DataAwsSecretsmanagerSecret;
const secretsmanagerSecretPolicy = (): typeof SecretsmanagerSecretPolicy =>
  require("@cdktf/provider-aws/lib/secretsmanager-secret-policy").SecretsmanagerSecretPolicy;

function secret(stack: TerraformStack, { address, name, region, keyArn }: Plans["secret"]): void {
  withAddress(
    address,
    new (secretsmanagerSecret())(stack, constructId("aws_secretsmanager_secret", address), {
      name,
      region,
      kmsKeyId: keyArn,
    }),
  );
}

/** The provider puts a policy by the secret's ARN, whose end Secrets Manager chooses: it is looked up by the secret's name. */
function secretPolicy(stack: TerraformStack, { address, subject, region, document }: ResourcePolicy): void {
  const found = withAddress(
    address,
    new (dataSecretsmanagerSecret())(stack, constructId("data.aws_secretsmanager_secret", address), {
      name: subject,
      region,
    }),
  );
  withAddress(
    address,
    new (secretsmanagerSecretPolicy())(stack, constructId("aws_secretsmanager_secret_policy", address), {
      secretArn: found.arn,
      region,
      blockPublicPolicy: true,
      policy: JSON.stringify(document),
    }),
  );
}

export const SECRETS_MANAGER = { resource: secret, policy: secretPolicy };
