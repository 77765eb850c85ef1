import type { Chain } from "../model";
import type { Io } from "./io";

/**
 * What pods that others make, by a chart, need for the targets of their workload; empty where no workload has several.
 * Charts have these lists under names of their own, of which these are the most frequent.
 */
export const profilesText = (chains: readonly Chain[], io: Io): string =>
  chains
    .flatMap(({ id, profiles }) => (profiles ? [profilesOfChain(id, profiles, io)] : []))
    .map((text) => `${text}\n`)
    .join("");

function profilesOfChain(
  id: string,
  { configMap, folder, file, roles }: NonNullable<Chain["profiles"]>,
  { outColors: c }: Io,
): string {
  const names = roles.map(({ profile }) => profile).join(", ");
  return [
    `${c.bold(id)}  profiles ${names} in the config map ${configMap}`,
    `   ${c.dim("a chart's pods take it by these values, where the chart calls them so:")}`,
    `   extraVolumes: [{ name: aws-config, configMap: { name: ${configMap} } }]`,
    `   extraVolumeMounts: [{ name: aws-config, mountPath: ${folder}, readOnly: true }]`,
    `   extraEnv: [{ name: AWS_CONFIG_FILE, value: ${folder}/${file} }]`,
    "",
  ].join("\n");
}
