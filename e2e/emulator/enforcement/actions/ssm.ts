import { type ParameterMetadata, type ParameterStringFilter, paginateDescribeParameters } from "@aws-sdk/client-ssm";
import type { Clients } from "../../moto/clients";
import { partitionOf } from "../../partitions";
import type { Question } from "../../types";
import type { Asked } from "../enforcement";
import { type Access, accountInArn, accountOfCaller, actionOf, nonEmpty, one, unknown } from "./access";
import type { KmsAccess } from "./kms";
import { viaService } from "./via-service";

const PARAMETER = new Set([
  "PutParameter",
  "GetParameter",
  "DeleteParameter",
  "GetParameterHistory",
  "LabelParameterVersion",
]);

/**
 * Parameters, and the KMS requests of Systems Manager on its caller's behalf.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
export class SsmAccess {
  constructor(
    private readonly clients: Clients,
    private readonly kms: KmsAccess,
  ) {}

  async of(asked: Asked): Promise<Access> {
    const { account, questions } = accessTo(asked);
    return { account, questions: [...questions, ...(await this.#ofKeys(asked, account))] };
  }

  async #ofKeys(asked: Asked, account: string): Promise<readonly Question[]> {
    const { operation, params } = asked;
    const ownParameterArn = (name: string) => parameterArn(name, asked.region, account);
    if (operation === "PutParameter") {
      if (params.Type !== "SecureString") return [];
      const action = params.Tier === "Advanced" ? "kms:GenerateDataKey" : "kms:Encrypt";
      const [key, context] = [
        nonEmpty(params.KeyId) ?? MANAGED,
        { PARAMETER_ARN: ownParameterArn(String(params.Name)) },
      ];
      return viaService(this.kms, asked, [action], { key, account, context });
    }
    if (params.WithDecryption !== true) return [];
    const found = await this.#described(asked, account);
    const questions = found.map(({ Name = "", KeyId = MANAGED }) => {
      const context = { PARAMETER_ARN: ownParameterArn(Name) };
      return viaService(this.kms, asked, ["kms:Decrypt"], { key: KeyId, account, context });
    });
    return (await Promise.all(questions)).flat();
  }

  /** The encrypted ones of the parameters that `asked` reads. */
  async #described({ params, region }: Asked, account: string): Promise<readonly ParameterMetadata[]> {
    const ssm = this.clients.ssm(account, region);
    const names = [params.Name ?? params.Names ?? []].flat().flatMap((name) => possibleNames(String(name)));
    const path = nonEmpty(params.Path);
    const which: ParameterStringFilter =
      path === undefined
        ? { Key: "Name", Option: "Equals", Values: names }
        : { Key: "Path", Option: params.Recursive === true ? "Recursive" : "OneLevel", Values: [path] };
    const found: ParameterMetadata[] = [];
    for await (const { Parameters = [] } of paginateDescribeParameters({ client: ssm }, { ParameterFilters: [which] }))
      found.push(...Parameters);
    return found.filter(({ Type }) => Type === "SecureString");
  }
}

const MANAGED = "alias/aws/ssm";

/** Without the version or label in which it may end; of an ARN what follows `parameter`. */
const plainName = (name: string): string => name.replace(/^arn:.*:parameter/, "").replace(/:[\w.-]+$/, "");

/** An ARN does not tell whether its name begins with a slash. */
function possibleNames(name: string): readonly string[] {
  const plain = plainName(name);
  return name.startsWith("arn:") ? [plain, plain.replace(/^\//, "")] : [plain];
}

const parameterArn = (name: string, region: string, account: string): string =>
  name.startsWith("arn:")
    ? name
    : `arn:${partitionOf(region)}:ssm:${region}:${account}:parameter/${plainName(name).replace(/^\//, "")}`;

function accessTo(asked: Asked): Access {
  const { operation, params, region } = asked;
  const own = accountOfCaller(asked.caller);
  const ownParameterArn = (name: string) => parameterArn(name, region, own);
  if (operation === "DescribeParameters") return one(asked, "*", own);
  if (operation === "GetParameters" || operation === "DeleteParameters") {
    const names = (params.Names ?? []) as readonly string[];
    const resources = names.map(ownParameterArn);
    const account = accountInArn(resources[0] ?? "", own);
    return {
      account,
      questions: resources.map((resource) => ({
        action: actionOf(asked),
        resource,
        resourceAccount: accountInArn(resource, own),
      })),
    };
  }
  const name = operation === "GetParametersByPath" ? nonEmpty(params.Path) : nonEmpty(params.Name);
  if (/^(?:AddTagsTo|RemoveTagsFrom|ListTagsFor)Resource$/.test(operation))
    return one(asked, ownParameterArn(String(params.ResourceId)), own);
  if (name === undefined || !(PARAMETER.has(operation) || operation === "GetParametersByPath")) throw unknown(asked);
  const arn = ownParameterArn(name);
  return one(asked, arn, accountInArn(arn, own));
}
