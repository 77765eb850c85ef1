import { stringify } from "yaml";
import type { Unit } from "./units";

/**
 * The projects of an `atlantis.yaml`: one for each unit, planned again when its Terraform or the configuration changes.
 * `configuration` has patterns of its files, with `/`, from the repository's root, as the units' folders are.
 * @see https://www.runatlantis.io/docs/repo-level-atlantis-yaml
 */
export const atlantisText = (units: readonly Unit[], configuration: readonly string[]): string =>
  stringify(
    {
      version: 3,
      // else a group is applied although one before it failed
      abort_on_execution_order_fail: true,
      projects: units.map(({ stack, folder, wave, waitsFor }) => ({
        name: stack,
        dir: folder,
        execution_order_group: wave,
        ...(waitsFor.length > 0 ? { depends_on: waitsFor.map((wait) => wait.stack) } : {}),
        autoplan: {
          enabled: true,
          when_modified: ["*.tf.json", ...configuration.map((path) => upwards(folder) + path)],
        },
      })),
    },
    { lineWidth: 0 },
  );

/** `../` for each folder of a path, so that paths from the root are named from there. */
const upwards = (folder: string): string => (folder === "." ? "" : "../".repeat(folder.split("/").length));
