import type { Asked } from "../law";
import { partitionOf } from "../partitions";
import { type Access, accountInArn, accountOf, actionOf, one, text, unknown } from "./access";

const PARAMETER = new Set([
  "PutParameter",
  "GetParameter",
  "DeleteParameter",
  "GetParameterHistory",
  "LabelParameterVersion",
]);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
export function ssmAccess(asked: Asked): Access {
  const { operation, params, region } = asked;
  const own = accountOf(asked.caller);
  const arnOf = (name: string) =>
    // A name may end in a version or label.
    name.startsWith("arn:")
      ? name
      : `arn:${partitionOf(region)}:ssm:${region}:${own}:parameter/${name.replace(/^\//, "").replace(/:[\w.-]+$/, "")}`;
  if (operation === "DescribeParameters") return one(asked, "*", own);
  if (operation === "GetParameters" || operation === "DeleteParameters") {
    const names = (params.Names ?? []) as readonly string[];
    const resources = names.map(arnOf);
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
  const name = operation === "GetParametersByPath" ? text(params.Path) : text(params.Name);
  if (/^(?:AddTagsTo|RemoveTagsFrom|ListTagsFor)Resource$/.test(operation))
    return one(asked, arnOf(String(params.ResourceId)), own);
  if (name === undefined || !(PARAMETER.has(operation) || operation === "GetParametersByPath")) throw unknown(asked);
  const arn = arnOf(name);
  return one(asked, arn, accountInArn(arn, own));
}
