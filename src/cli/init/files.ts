import { dirname, join, relative, sep } from "node:path";
import { jsonSchema } from "../../config";
import { jsonText } from "../print";
import { repositoryRoot } from "../repository-root";
import type { Answers } from "./answers";
import { configurationText } from "./file";
import { workflowText } from "./workflow";

export interface InitFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** `new`: must not exist, unless it is blank. `shared`: is left alone where it exists. `lines`: those that are missing are added. */
  readonly kind: "new" | "shared" | "lines";
}

const SCHEMA = "eks-cross-account.schema.json";

/** What Terraform and this program write beside the configuration and can write again, and state, which may hold secrets. */
const IGNORED = ["cdktf.out/", "state/", ".terraform/", "*.tfstate", "*.tfstate.*"];

/** The files that `init` writes for answers: `config` is the configuration's path, `cwd` where commands will run. */
export function filesFor(answers: Answers, config: string, cwd: string): readonly InitFile[] {
  const schema = join(dirname(config), SCHEMA);
  return [
    ...(answers.workflow ? [workflowFile(config, cwd)] : []),
    { path: schema, text: jsonText(jsonSchema()), kind: "shared" },
    { path: config, text: configurationText(answers, `./${SCHEMA}`), kind: "new" },
    { path: join(cwd, ".gitignore"), text: IGNORED.map((line) => `${line}\n`).join(""), kind: "lines" },
  ];
}

/** GitHub finds workflows at the root of a repository only. */
function workflowFile(config: string, cwd: string): InitFile {
  const root = repositoryRoot(cwd) ?? cwd;
  const path = (to: string) => relative(root, to).split(sep).join("/") || ".";
  return {
    path: join(root, ".github", "workflows", "eks-cross-account.yml"),
    text: workflowText(path(cwd), relative(cwd, config).split(sep).join("/")),
    kind: "new",
  };
}
