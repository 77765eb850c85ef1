import { needing, type Service } from "./service";

/**
 * Standard parameters. Advanced ones, which a value of their own or a setting of the account makes, can be shared with
 * other accounts, and another action of their key encrypts them: they stay unread.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
 */
export const SSM: Service = {
  service: "ssm",
  tagged: true,
  type: "aws_ssm_parameter",
  name: "name",
  ids: ["arn"],
  key: "key_id",
  keyOnRequest: true,
  keyActions: {
    ...needing("GetParameter GetParameters GetParametersByPath GetParameterHistory", "kms:Decrypt"),
    ...needing("PutParameter", "kms:Encrypt"),
  },
  reads: (resource) => /^(Standard|)$/.test(String(resource.get("tier") ?? "")),
};
