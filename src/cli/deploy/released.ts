import type { Model } from "../../model";
import type { Diagnostic, PlanJson } from "../../terraform-cli";
import type { Io } from "../io";
import { counted } from "../print";
import { displayPath, type Project, stackDir } from "../project";
import { shellQuoted } from "../shell-quoted";

/**
 * Why a plan must not be applied that deletes Kubernetes objects which the configuration now leaves to others: a namespace
 * would go with everything in it.
 */
export function releasedObjection(
  stack: string,
  { changes }: PlanJson,
  { released }: Model,
  project: Project,
  { cwd }: Pick<Io, "cwd">,
): Diagnostic | undefined {
  const left = new Set(released.flatMap((one) => (one.stack === stack ? one.addresses : [])));
  const deleted = changes.flatMap(({ address, action }) => (action === "delete" && left.has(address) ? [address] : []));
  if (deleted.length === 0) return undefined;
  const chdir = `terraform -chdir=${shellQuoted(displayPath(stackDir(project, stack), cwd))}`;
  return {
    summary: `the plan deletes ${counted(deleted.length, "Kubernetes object")} that the configuration leaves to others`,
    detail: `Take them out of the state, and they stay in the cluster as they are:\n${chdir} state rm ${deleted.map(shellQuoted).join(" ")}`,
  };
}
