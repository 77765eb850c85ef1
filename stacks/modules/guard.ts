import type { Account, Stack } from "../../src/model";
import { type Block, mapValues, type Root } from "./block";

const CALLER = "caller";

/**
 * What `allowed_account_ids` and `region` of a provider block do in a stack: data sources that hold the provider that a caller
 * passes to the account and the region that the documents are written for, and everything waits for them. Without the waiting
 * a data source that is read during the apply, as in a module with `depends_on`, would refuse only after something was made.
 * @see https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/caller_identity
 */
export function guarded(root: Root, { account, ...plan }: Stack): Root {
  const guards = isRegional(root) ? [identity(account), region(account)] : [identity(account)];
  const clusters = plan.layer === "rest" ? plan.clusters : [];
  const waits = (type: string, block: Block): readonly string[] => {
    if (type.startsWith("aws_")) return guards.map(({ type: of }) => `data.${of}.${CALLER}`);
    const cluster = clusters.find(({ key }) => block.provider === `kubernetes.${key}`);
    const isRead = cluster && root.data?.aws_eks_cluster?.[cluster.address];
    return isRead ? [`data.aws_eks_cluster.${cluster.address}`] : [];
  };
  return {
    ...root,
    data: { ...root.data, ...Object.fromEntries(guards.map(({ type, block }) => [type, { [CALLER]: block }])) },
    resource: mapValues(root.resource ?? {}, (byLabel, type) =>
      mapValues(byLabel, (block) => after(block, waits(type, block))),
    ),
  };
}

const after = (block: Block, waits: readonly string[]): Block =>
  waits.length === 0
    ? block
    : { ...block, depends_on: [...((block.depends_on as string[] | undefined) ?? []), ...waits] };

interface Guard {
  readonly type: string;
  readonly block: Block;
}

const identity = ({ key, id }: Account): Guard => ({
  type: "aws_caller_identity",
  block: holding(
    `self.account_id == "${id}"`,
    `expected an aws provider of account ${key} (${id}), but the caller passes one of account \${self.account_id}`,
  ),
});

const region = ({ key, region: expected }: Account): Guard => ({
  type: "aws_region",
  block: holding(
    `self.region == "${expected}"`,
    `expected an aws provider in ${expected}, the region of account ${key}, but the caller passes one in \${self.region}`,
  ),
});

const holding = (condition: string, message: string): Block => ({
  lifecycle: { postcondition: [{ condition: `\${${condition}}`, error_message: message }] },
});

/** IAM has no regions; what names its own does not depend on the provider's. */
const isRegional = ({ resource = {}, data = {} }: Root): boolean =>
  [...Object.entries(resource), ...Object.entries(data)].some(
    ([type, byLabel]) =>
      /^aws_(?!iam_)/.test(type) && Object.values(byLabel).some((block) => block.region === undefined),
  );
