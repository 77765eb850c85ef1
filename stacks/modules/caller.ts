import type { Model, Stack } from "../../src/model";
import { type Block, mapValues, type Root, withoutEmpty } from "./block";
import { aliasesIn } from "./module";

/** A stack, and its Terraform JSON as a root module. */
export interface Made {
  readonly stack: Stack;
  readonly root: Root;
}

/**
 * A root module that calls modules: the provider blocks that the stacks would have, each account's under its key, and the
 * calls, in their order.
 * @param source where the modules lie from the root module
 */
export function callerOf(made: readonly Made[], model: Model, source: string): Root & { readonly module: Block } {
  const accounts = new Map(made.map((one) => [one.stack.account.key, one] as const));
  const clusters = made.map((one) => clustersOf(one));
  return withoutEmpty({
    provider: withoutEmpty({
      aws: [...accounts.values()].map(awsProvider),
      kubernetes: clusters.some(({ providers }) => providers.length > 0)
        ? clusters.flatMap(({ providers }) => providers)
        : undefined,
    }) as Record<string, readonly Block[]>,
    data: withoutEmpty({ aws_eks_cluster: merged(clusters.map(({ data }) => data)) }),
    ephemeral: withoutEmpty({ aws_eks_cluster_auth: merged(clusters.map(({ tokens }) => tokens)) }),
    module: Object.fromEntries(made.map((one) => [one.stack.name, callOf(one, model, source)])),
  });
}

/** What calls a module; its provider blocks are the root module's. */
export function callOf({ stack, root }: Made, { stacks }: Model, source: string): Block {
  const aliases = Object.fromEntries(aliasesIn(root).map((alias) => [alias, alias]));
  const inputs = stack.layer === "rest" ? stack.handovers : [];
  const values = inputs.flatMap((one) =>
    one.kind === "variable" ? [[one.variable, `\${module.${one.from}.${one.variable}}`] as const] : [],
  );
  const before = stack.dependsOn.filter((name) => stacks.some((other) => other.name === name));
  return withoutEmpty({
    source: `${source}/${stack.name}`,
    providers: { aws: aliasOf(stack), ...aliases },
    ...Object.fromEntries(values),
    depends_on: before.length > 0 ? before.map((name) => `module.${name}`) : undefined,
  });
}

const aliasOf = ({ account }: Stack): string => `aws.${account.key}`;

function awsProvider({ stack: { account }, root }: Made): Block {
  const [block = {}] = root.provider?.aws ?? [];
  return { alias: account.key, ...block };
}

/** The Kubernetes providers that the module uses, and what these read of their clusters. */
function clustersOf({ stack, root }: Made) {
  const used = aliasesIn(root);
  const providers = (root.provider?.kubernetes ?? []).filter(({ alias }) => used.includes(`kubernetes.${alias}`));
  const text = JSON.stringify(providers);
  const referred = (type: string, found: Readonly<Record<string, Block>> = {}) =>
    Object.fromEntries(
      Object.entries(found)
        .filter(([label]) => text.includes(`${type}.${label}.`))
        .map(([label, { lifecycle, ...block }]) => [
          label,
          { provider: aliasOf(stack), ...block, ...(lifecycle ? { lifecycle: [lifecycle] } : {}) },
        ]),
    );
  return {
    providers,
    data: referred("aws_eks_cluster", root.data?.aws_eks_cluster),
    tokens: referred("aws_eks_cluster_auth", root.ephemeral?.aws_eks_cluster_auth),
  };
}

const merged = (maps: readonly Readonly<Record<string, Block>>[]): Record<string, Block> =>
  mapValues(Object.assign({}, ...maps) as Record<string, Block>, (block) => block);
