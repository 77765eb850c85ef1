import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stackFile } from "../library/synthesize";
import type { Model } from "../model";
import type { Io } from "./io";
import { displayPath, type Project, stackDir } from "./project";
import { shellQuoted } from "./shell-quoted";

/** The objects of a stack in the output folder that stay in the cluster and leave Terraform. */
export interface LeftObjects {
  readonly stack: string;
  readonly addresses: readonly string[];
}

/** Which objects the output so far has that are now for others to make. To be asked before the output is written. */
export function leftObjects({ released }: Model, project: Project): readonly LeftObjects[] {
  const stacks = [...new Set(released.map(({ stack }) => stack))];
  return stacks.flatMap((stack) => {
    const had = resourcesIn(join(project.outdir, stackFile(project, stack)));
    const addresses = released
      .flatMap((one) => (one.stack === stack ? one.addresses : []))
      .filter((one) => had.has(one));
    return addresses.length === 0 ? [] : [{ stack, addresses }];
  });
}

function resourcesIn(file: string): ReadonlySet<string> {
  if (!existsSync(file)) return new Set();
  try {
    const { resource = {} } = JSON.parse(readFileSync(file, "utf8")) as { readonly resource?: Record<string, object> };
    return new Set(
      Object.entries(resource).flatMap(([type, made]) => Object.keys(made).map((name) => `${type}.${name}`)),
    );
  } catch {
    // it is written anew, whatever it is
    return new Set();
  }
}

/** How they are taken out of the state: Terraform would delete them, a namespace with everything in it. */
export const leftText = (left: readonly LeftObjects[], project: Project, { cwd, outColors: c }: Io): string =>
  left
    .map(({ stack, addresses }) => {
      const chdir = `terraform -chdir=${shellQuoted(displayPath(stackDir(project, stack), cwd))}`;
      const remove =
        project.layout === "modules"
          ? `terraform state rm ${addresses.map((one) => shellQuoted(`module.${stack}.${one}`)).join(" ")}`
          : `${chdir} init && ${chdir} state rm ${addresses.map(shellQuoted).join(" ")}`;
      return [
        `${c.bold(stack)} no longer makes ${addresses.length} Kubernetes objects. Before its next apply take those that it has made out of`,
        `${project.layout === "modules" ? "the root module's" : "its"} state, or Terraform deletes them, a namespace with all that is in it:`,
        `   ${remove}`,
        "",
        "",
      ].join("\n");
    })
    .join("");
