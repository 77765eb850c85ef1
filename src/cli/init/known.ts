import { readFileSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fits } from "../../config";
import type { Io } from "../io";
import { type AwsProfile, awsProfiles } from "./aws-config";
import { clustersIn, type KnownCluster } from "./kubeconfig";

/** What this machine's own files know of accounts and clusters: names and account ids. */
export interface Known {
  /** Profiles that name their account. */
  readonly profiles: readonly (AwsProfile & { readonly account: string })[];
  /** The current context's first. */
  readonly clusters: readonly KnownCluster[];
}

/** More than any such file has; what is larger is left alone. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Reads the AWS CLI's configuration (AWS_CONFIG_FILE, else ~/.aws/config) and the kubeconfig (KUBECONFIG, a list of files,
 * else ~/.kube/config). Nothing that they name is run, and no file of credentials is read. What is missing or cannot be
 * read is as if it were empty.
 */
export function knownTo({ cwd, env }: Pick<Io, "cwd" | "env">): Known {
  const home = env.HOME || env.USERPROFILE;
  const inHome = (...path: readonly string[]) => (home ? [join(home, ...path)] : []);
  const profiles = env.AWS_CONFIG_FILE ? [env.AWS_CONFIG_FILE] : inHome(".aws", "config");
  const kubeconfigs = env.KUBECONFIG?.split(delimiter).filter(Boolean) ?? [];
  const texts = (files: readonly string[]) =>
    files.map((file) => textOf(file.startsWith("~/") && home ? join(home, file.slice(2)) : resolve(cwd, file)));
  return {
    profiles: texts(profiles).flatMap(awsProfiles).filter(isUsable),
    clusters: clustersIn(texts(kubeconfigs.length > 0 ? kubeconfigs : inHome(".kube", "config"))).filter(
      ({ name, region, namespace }) =>
        fits("clusterName", name) && isRegion(region) && (namespace === undefined || fits("namespace", namespace)),
    ),
  };
}

const isRegion = (region: string | undefined): boolean => region === undefined || fits("region", region);
const isUsable = (profile: AwsProfile): profile is Known["profiles"][number] =>
  profile.account !== undefined && fits("profile", profile.name) && isRegion(profile.region);

function textOf(file: string): string {
  try {
    const { size } = statSync(file);
    return statSync(file).isFile() && size <= LARGEST ? readFileSync(file, "utf8") : "";
  } catch {
    return "";
  }
}
