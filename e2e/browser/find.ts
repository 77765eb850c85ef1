import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Where browsers that will do are installed. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
];

export interface Found {
  /** undefined where there is none. */
  readonly path: string | undefined;
  readonly says: string;
}

/**
 * Chromium, or Chrome: the one that CHROMIUM_PATH names, or an installed one. Where there is none it is installed, but only
 * where CI=true: a machine of somebody's own is left as it is.
 */
export function findBrowser(env: NodeJS.ProcessEnv): Found {
  const given = env.CHROMIUM_PATH;
  if (given) {
    const path = existsSync(given) ? given : undefined;
    return { path, says: path ?? `CHROMIUM_PATH names ${given}, which is not there` };
  }
  const there = installed();
  if (there) return { path: there, says: there };
  if (env.CI !== "true")
    return { path: undefined, says: `no Chromium: set CHROMIUM_PATH, or install it to one of ${PLACES.join(", ")}` };
  for (const args of [["update"], ["install", "--yes", "--no-install-recommends", "chromium"]])
    spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"] });
  const made = installed();
  return { path: made, says: made ?? "apt-get install chromium did not succeed" };
}

const installed = (): string | undefined => PLACES.find((path) => existsSync(path));
