import { CreateOpenIDConnectProviderCommand, DeleteOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { type Kind, type ProviderConfig, tagList } from "./kind";

interface Provider {
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

const oidcProviderArn = ({ partition, account }: ProviderConfig, { url }: Provider): string =>
  `arn:${partition}:iam::${account}:oidc-provider/${url.replace(/^https:\/\//, "").replace(/\/+$/, "")}`;

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_openid_connect_provider */
export const openIdConnectProvider: Kind<Provider> = {
  read: (settings) => ({
    url: settings.text("url"),
    clientIds: settings.texts("client_id_list"),
    thumbprints: settings.texts("thumbprint_list"),
    tags: settings.map("tags"),
  }),
  // the provider changes the audiences in place, by calls that moto does not have
  replacedBy: ["url", "clientIds", "thumbprints", "tags"],
  is: (provider, wanted) => `provider ${oidcProviderArn(provider, wanted)}`,
  async create(provider, wanted) {
    await provider.aws.iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: wanted.url,
        ClientIDList: [...wanted.clientIds],
        ...(wanted.thumbprints.length > 0 ? { ThumbprintList: [...wanted.thumbprints] } : {}),
        Tags: tagList(wanted.tags),
      }),
    );
    const arn = oidcProviderArn(provider, wanted);
    return { arn, id: arn };
  },
  async remove(provider, wanted) {
    await provider.aws.iam.send(
      new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: oidcProviderArn(provider, wanted) }),
    );
  },
};
