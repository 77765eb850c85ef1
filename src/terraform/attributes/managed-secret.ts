import { UnknownValue } from "../../unknown/unknown-value";
import type { Value } from "../value";
import { plainText, type ResourceFacts, regional, unknownUntilApply } from "./resource-facts";

/**
 * The secret in which RDS keeps the password of a database's master user: `rds!db-…` or `rds!cluster-…`. Under a key of the
 * customer nothing is known of it but that it is there: that key has a say too.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export const masterUserSecret =
  (of: "db" | "cluster") =>
  (subject: ResourceFacts): Value => {
    const isManaged = subject.set("manage_master_user_password");
    const arn = unknownUntilApply(subject, "master_user_secret[0].secret_arn");
    if (subject.mode === "data" || isManaged instanceof UnknownValue) return [{ secret_arn: arn }];
    if (plainText(isManaged) !== "true") return [];
    const id = unknownUntilApply(subject, "master_user_secret[0].id");
    const suffix = unknownUntilApply(subject, "master_user_secret[0].suffix");
    const isOfAws = subject.set("master_user_secret_kms_key_id") === null;
    return [
      {
        secret_arn: isOfAws ? `${regional(subject, "secretsmanager")}secret:rds!${of}-${id}-${suffix}` : arn,
        secret_status: unknownUntilApply(subject, "master_user_secret[0].secret_status"),
        kms_key_id: unknownUntilApply(subject, "master_user_secret[0].kms_key_id"),
      },
    ];
  };
