import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import type { TerraformStack } from "cdktf";
import type { OidcProvider } from "../src/model";
import { constructId, withAddress } from "./element";

/** An account's trust in a cluster's tokens. No thumbprint: IAM checks the certificate by its own list of authorities. */
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
