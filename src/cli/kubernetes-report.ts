import { join } from "node:path";
import type { Chain, Model } from "../model";
import type { Io } from "./io";
import { displayPath, type Project } from "./project";
import { shellQuoted } from "./shell-quoted";

type Manifests = Model["manifests"];

/** The folder of a cluster's objects, below the output folder. */
const folderOf = ({ cluster }: Manifests[number], { outdir }: Project, cwd: string): string =>
  displayPath(join(outdir, "manifests", cluster.key), cwd);

/** As `synth` reports to a machine what it wrote for clusters. */
export const manifestReports = (manifests: Manifests, project: Project, cwd: string) =>
  manifests.map((one) => ({
    cluster: one.cluster.key,
    arn: one.cluster.arn,
    directory: folderOf(one, project, cwd),
    workloads: one.workloads.map(({ key }) => key),
  }));

/** What is for others to apply, or to make, in clusters; none where Terraform makes all. */
export function kubernetesText(
  { manifests, chains }: Pick<Model, "manifests" | "chains">,
  project: Project,
  io: Io,
): string {
  const { cwd, outColors: c } = io;
  const written = manifests.map((one) => {
    const folder = folderOf(one, project, cwd);
    return `   ${c.bold(folder)}  for cluster ${one.cluster.name}: kubectl apply -k ${shellQuoted(folder)}\n`;
  });
  // a pod that moves from irsa has two chains, of which the one by its token says more
  const others = chains.filter(({ objects }) => objects === "none").toSorted((a, b) => rank(a) - rank(b));
  const needed = [...new Map(others.map((chain) => [chain.id, chain])).values()].map((chain) => neededText(chain, io));
  return [
    ...(written.length > 0 ? ["Kubernetes objects, to be applied after all stacks:\n", ...written, "\n"] : []),
    ...(needed.length > 0 ? ["to be made in clusters by others:\n", ...needed, "\n"] : []),
  ].join("");
}

const rank = ({ mechanism }: Chain): number => (mechanism === "irsa" ? 1 : 0);

function neededText({ id, mechanism, targetRoleArn, profiles }: Chain, { outColors: c }: Io): string {
  const [, namespace = "", serviceAccount = ""] = id.split("/");
  const annotation =
    mechanism === "irsa" ? `, annotated with eks.amazonaws.com/role-arn: ${targetRoleArn}` : ", without annotation";
  const config = profiles
    ? [
        `   config map ${profiles.configMap} in ${namespace}, with this as ${profiles.file}:`,
        ...indented(profiles.text),
      ]
    : [];
  return [
    `   ${c.bold(id)}  namespace ${namespace}, service account ${serviceAccount}${annotation}`,
    ...config,
    "",
  ].join("\n");
}

const indented = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "" : `      ${line}`));
