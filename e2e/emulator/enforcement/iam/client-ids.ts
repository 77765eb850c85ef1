import {
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
} from "@aws-sdk/client-iam";
import type { Clients } from "../../moto/clients";
import { AwsError } from "../../types";
import type { Asked, Handler } from "../enforcement";
import type { SubjectAuthorizer } from "./authorizer";
import { accountOfArn } from "./bindings";
import { denied } from "./denied";

/**
 * The audiences of identity providers, which moto cannot change: it makes the provider anew. Both are no error where nothing
 * is to be done.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html
 */
export function clientIdHandlers(clients: Clients, authorizer: SubjectAuthorizer): Readonly<Record<string, Handler>> {
  async function change(asked: Asked, of: (ids: readonly string[], id: string) => readonly string[]) {
    const { caller, operation, params, service } = asked;
    if (caller.kind === "anonymous")
      throw new AwsError("MissingAuthenticationToken", "Missing Authentication Token", 403);
    const arn = String(params.OpenIDConnectProviderArn);
    const question = { action: `iam:${operation}`, resource: arn, resourceAccount: caller.account };
    const decision = await authorizer.authorizeSubject(caller, question);
    if (!decision.allowed) throw denied(decision, caller, service);
    const iam = clients.iam(accountOfArn(arn));
    const found = await iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));
    const ids = [...of(found.ClientIDList ?? [], String(params.ClientID))];
    await iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));
    await iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: `https://${found.Url?.replace("https://", "")}`,
        ClientIDList: ids,
        ThumbprintList: found.ThumbprintList,
        Tags: found.Tags,
      }),
    );
    return {};
  }
  return {
    "iam:AddClientIDToOpenIDConnectProvider": (asked) =>
      change(asked, (ids, id) => (ids.includes(id) ? ids : [...ids, id])),
    "iam:RemoveClientIDFromOpenIDConnectProvider": (asked) =>
      change(asked, (ids, id) => ids.filter((one) => one !== id)),
  };
}
