import type { Layer, Model, Reason, Stack } from "../../src/model";
import type { Block, Root } from "./block";
import { callerOf, type Made } from "./caller";
import { hclOf } from "./hcl";

const HOLDS: Readonly<Record<Layer, string>> = {
  primary: "primary roles, which policies of other accounts name",
  account: "resources, and the roles that pods end up with",
  rest: "what pods get these roles by: permissions of primary roles, associations, Kubernetes objects",
};

const NEEDS: Readonly<Record<Reason, string>> = {
  principals: "policies here name roles that are made there, and AWS takes none that names a role that does not exist",
  roles: "what is here is for roles that are made there",
  outputs: "the inputs below are its outputs",
  resources: "the policies of resources that are made there are here",
  policies: "pods here need what policies there let in",
};

/** How a module is called: the page that lies in its folder. */
export function readme(made: Made, module: Root, model: Model, source: string): string {
  const { stack } = made;
  const { key, id, region } = stack.account;
  return [
    `# Module \`${stack.name}\``,
    `Account ${key} (${id}, ${region}): ${HOLDS[stack.layer]}. eks-cross-account writes this folder; change its configuration, not these files. [REVIEW.md](REVIEW.md) has its policies in sentences; [all modules](../README.md).`,
    "## Call it",
    `\`\`\`hcl\n${hclOf(callerOf([made], model, source))}\`\`\``,
    notes(made).join("\n"),
    "## What comes first",
    order(stack),
    "## Inputs",
    values(module.variable, "None."),
    "## Outputs",
    values(module.output, "None."),
    "",
  ].join("\n\n");
}

const notes = ({ stack: { account }, root }: Made): readonly string[] => [
  "- `source` is the way from your root module to this folder. What the root module has already, such as the provider blocks, is not repeated.",
  `- Region, credentials and default tags are those of your provider block. The module refuses one of another account than ${account.id}, or of another region where that matters, before anything is made.`,
  ...(root.ephemeral ? ["- The ephemeral block needs Terraform 1.10."] : []),
  "- `count`, `for_each` and `depends_on` can be added: the module has neither provider blocks nor a backend.",
];

function order({ dependsOn, reasons }: Stack): string {
  if (dependsOn.length === 0) return "Nothing.";
  const lines = dependsOn.map((name) => `- \`${name}\`: ${(reasons[name] ?? []).map((one) => NEEDS[one]).join("; ")}.`);
  return `${lines.join("\n")}\n\nWhere that is called by another root module, leave out \`depends_on\` and apply the other one first.`;
}

/** Names with their descriptions. */
function values(blocks: Readonly<Record<string, Block>> = {}, none: string): string {
  const rows = Object.entries(blocks).map(([name, { description = "" }]) => `| \`${name}\` | ${description} |`);
  return rows.length === 0 ? none : ["| name | what |", "| --- | --- |", ...rows].join("\n");
}

/** All modules, called by one root module: the page that lies above them. */
export const overview = (all: readonly Made[], model: Model, source: string): string =>
  [
    "# Modules",
    "Terraform modules of eks-cross-account, one for each account and layer. They have neither provider blocks nor a backend: call them from root modules of yours, with your state. [MIGRATE.md](MIGRATE.md) is for what stacks of this configuration have made already.",
    "| module | account | what is in it | comes after |\n| --- | --- | --- | --- |\n" +
      all.map(({ stack }) => `${row(stack)}`).join("\n"),
    "## One root module that calls all",
    `\`\`\`hcl\n${hclOf(callerOf(all, model, source))}\`\`\``,
    "Each module's own page says what of it a root module needs that calls only that one. `eks-cross-account prove` reads a root module with what it calls.",
    "",
  ].join("\n\n");

const row = ({ name, account, layer, dependsOn }: Stack): string =>
  `| [${name}](${name}/README.md) | ${account.key} ${account.id} | ${HOLDS[layer]} | ${dependsOn.join(", ") || "nothing"} |`;
