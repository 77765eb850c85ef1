import { stringify } from "yaml";
import type { Model } from "../model";
import type { Io } from "./io";

/** What the charts of workloads with a preset are to be given, as YAML; "" where there are none. */
export const helmText = (chains: Model["chains"], { outColors: c }: Io): string =>
  chains
    .flatMap(({ id, helm }) => {
      if (!helm) return [];
      const { chart, namespace, values, keepEmpty } = helm;
      return [
        `${c.bold(`Helm values of ${chart}`)} for ${id}, in namespace ${namespace}`,
        ...stringify(values)
          .trimEnd()
          .split("\n")
          .map((line) => `   ${line}`),
        `   ${c.dim(`# keep empty: ${keepEmpty}; the pod already has the role, which cannot assume itself`)}`,
        "",
      ];
    })
    .map((line) => `${line}\n`)
    .join("");
