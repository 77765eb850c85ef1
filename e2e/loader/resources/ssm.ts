import { DeleteParameterCommand, type ParameterType, PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Kind, ProviderConfig } from "./kind";

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly key: string | undefined;
}

const put = async (
  { aws }: ProviderConfig,
  { name, type, value, key }: Parameter,
  Overwrite: boolean,
): Promise<void> => {
  await aws.ssm.send(
    new PutParameterCommand({ Name: name, Type: type as ParameterType, Value: value, KeyId: key, Overwrite }),
  );
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssm_parameter */
export const parameter: Kind<Parameter> = {
  read: (settings) => ({
    name: settings.text("name"),
    type: settings.text("type"),
    value: settings.text("value"),
    key: settings.optional("key_id"),
  }),
  replacedBy: ["name"],
  async create(provider, wanted) {
    await put(provider, wanted, false);
    const { partition, region, account } = provider;
    const path = wanted.name.replace(/^\/?/, "/");
    return { id: wanted.name, arn: `arn:${partition}:ssm:${region}:${account}:parameter${path}` };
  },
  update: (provider, wanted) => put(provider, wanted, true),
  async remove({ aws }, { name }) {
    await aws.ssm.send(new DeleteParameterCommand({ Name: name }));
  },
};
