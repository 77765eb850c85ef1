import { GetPolicyCommand, NoSuchEntityException } from "@aws-sdk/client-iam";
import type { Clients } from "../../../moto/clients";
import { AwsError } from "../../../types";
import type { Asked } from "../../enforcement";
import type { Accounts } from "../accounts";

/** That a role's permissions boundary is a policy that exists, for as long as the role has it. Moto checks neither. */
export class Boundaries {
  constructor(
    private readonly accounts: Accounts,
    private readonly clients: Clients,
  ) {}

  /** @throws AwsError NoSuchEntity, DeleteConflict */
  async check({ operation, params }: Asked, account: string): Promise<void> {
    if (operation === "CreateRole" && params.PermissionsBoundary !== undefined)
      await this.#checkExists(String(params.PermissionsBoundary), account);
    if (operation === "PutRolePermissionsBoundary")
      await this.#checkExists(String(params.PermissionsBoundary), account);
    if (operation === "DeletePolicy") await this.#checkUnused(String(params.PolicyArn), account);
  }

  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html */
  async #checkExists(arn: string, account: string): Promise<void> {
    try {
      await this.clients.iam(account).send(new GetPolicyCommand({ PolicyArn: arn }));
    } catch (error) {
      if (!(error instanceof NoSuchEntityException)) throw error;
      throw new AwsError("NoSuchEntity", `Scope ARN: ${arn} does not exist or is not attachable.`, 404);
    }
  }

  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
  async #checkUnused(arn: string, account: string): Promise<void> {
    const roles = await this.accounts.currentRoles(account);
    if ([...roles.values()].some(({ boundary }) => boundary?.arn === arn))
      throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
  }
}
