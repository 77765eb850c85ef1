import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import type { TerraformStack } from "cdktf";
import type { OidcProvider } from "../src/model";
import { constructId, withAddress } from "./element";

/** An account's OIDC identity provider for a cluster. No thumbprint: IAM verifies the certificate with its own list of CAs. */
export const oidcProvider = (
  stack: TerraformStack,
  { address, url, audience }: OidcProvider,
): IamOpenidConnectProvider =>
  withAddress(
    address,
    new IamOpenidConnectProvider(stack, constructId("aws_iam_openid_connect_provider", address), {
      url,
      clientIdList: [audience],
    }),
  );
