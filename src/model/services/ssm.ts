import { SSM } from "../../aws";
import type { ResourceMaps } from "../../config";
import type { ResolvedBy, ResourceEntry, ServiceModel } from "./service-model";

type ParameterMap = ResourceMaps["parameter"];

/** Nothing is made of parameters, which exist. */
export interface ParameterPlan {
  readonly kind: "parameter";
}

const BY_PATH = "ssm:GetParametersByPath";

/**
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
 * Keys: https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
export const SSM_PARAMETERS: ServiceModel<ParameterMap, ParameterPlan> = {
  facts: SSM,
  resolve: resolveParameter,
  verbs: { read: ["ssm:GetParameter", "ssm:GetParameters", BY_PATH] },
  keyActions: {
    "ssm:GetParameter": ["kms:Decrypt"],
    "ssm:GetParameters": ["kms:Decrypt"],
    [BY_PATH]: ["kms:Decrypt"],
    "ssm:GetParameterHistory": ["kms:Decrypt"],
    // advanced parameters take a data key
    "ssm:PutParameter": ["kms:Encrypt", "kms:GenerateDataKey"],
  },
  check: {
    action: "ssm:GetParameter",
    call: ({ name, region }) =>
      name.endsWith("/")
        ? `ssm get-parameters-by-path --region ${region} --path ${name.slice(0, -1)} --recursive --max-items 1 --query "length(Parameters)"`
        : `ssm get-parameter --region ${region} --name ${name} --query Parameter.ARN`,
  },
  others: ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:GetParameterHistory"],
};

/**
 * All that is under a path; what is asked for by path is asked of the path itself, of which a request may leave the last
 * slash out.
 */
function resolveParameter({
  map: { path, name },
  account,
  region,
}: ResourceEntry<ParameterMap>): ResolvedBy<ParameterPlan> {
  const called = path ?? name;
  if (called === undefined) throw new Error("unchecked parameter");
  return {
    arn: SSM.arn({ ...account, region: region ?? account.region }, called),
    name: path === undefined ? called : called.replace(/\/?$/, "/"),
    ...(path === undefined
      ? {}
      : {
          areas: [
            { suffix: "", reaches: (action: string) => action === BY_PATH },
            { suffix: "/*", reaches: () => true },
          ],
        }),
  };
}
