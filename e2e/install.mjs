// Installs the packages of folders that have a lock file, unless they are there: node install.mjs FOLDER...
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";

/**
 * `npm ci`, made beside its place and moved there whole: several processes may want it at once, and one that is
 * interrupted leaves nothing half-made in its place. Says on stderr that it goes on.
 * @param {string} folder holds package.json and package-lock.json
 * @throws Error where npm fails; it has said why
 */
export function install(folder) {
  if (isInstalled(folder)) return;
  process.stderr.write(`installing packages of ${relative(process.cwd(), folder) || "."} (once)\n`);
  removeLeftOver(folder);
  const [place, made] = [join(folder, "node_modules"), join(folder, `.install-${process.pid}`)];
  mkdirSync(made);
  try {
    for (const file of ["package.json", "package-lock.json", ".npmrc"])
      if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(made, file));
    const options = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    const { status, error } = spawnSync("npm", options, { cwd: made, stdio: ["ignore", 2, 2] });
    if (status !== 0) throw new Error(`npm ci failed in ${folder}: ${error?.message ?? `exit ${status}`}`);
    if (existsSync(place) && !isInstalled(folder)) renameSync(place, join(made, "old"));
    if (!existsSync(place)) renameSync(join(made, "node_modules"), place);
  } catch (error) {
    // Another process was faster.
    if (!isInstalled(folder)) throw error;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** npm writes its hidden lock file last. */
function isInstalled(folder) {
  const hidden = statSync(join(folder, "node_modules", ".package-lock.json"), { throwIfNoEntry: false });
  return hidden !== undefined && hidden.mtimeMs >= statSync(join(folder, "package-lock.json")).mtimeMs;
}

/** What processes left that were interrupted. */
function removeLeftOver(folder) {
  for (const name of readdirSync(folder)) {
    const pid = /^\.install-(\d+)$/.exec(name)?.[1];
    if (pid && !lives(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

if (process.argv[1] === import.meta.filename) for (const folder of process.argv.slice(2)) install(resolve(folder));
