import { readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { makeFolder } from "./make-folder";
import { OutputError } from "./output";
import { displayPath, type Project } from "./project";

/** Who works with an output folder: two runs would take each other's plans for their own. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly command: string;
  readonly since: string;
}

const lockPath = ({ outdir }: Project): string => join(outdir, ".deploy.lock");

/**
 * Takes the lock of a project's output folder; the function that is returned gives it back. One that a killed run of this
 * machine has left is taken over. @throws OutputError where another run holds it
 */
export function takeLock(project: Project, command: string, cwd: string): () => void {
  const file = lockPath(project);
  const holder: Holder = { pid: process.pid, host: hostname(), command, since: new Date().toISOString() };
  makeFolder(project.outdir);
  refuseWhileHeld(project, cwd);
  rmSync(file, { force: true });
  try {
    writeFileSync(file, `${JSON.stringify(holder)}\n`, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") refuseWhileHeld(project, cwd);
    throw error;
  }
  return () => {
    rmSync(file, { force: true });
    // where nothing was written there is no folder either
    if (readdirSync(project.outdir).length === 0) rmdirSync(project.outdir);
  };
}

/** @throws OutputError where another run works with the output folder */
export function refuseWhileHeld(project: Project, cwd: string): void {
  const holder = holderOf(project);
  if (!holder || (holder.host === hostname() && (holder.pid === process.pid || !isAlive(holder.pid)))) return;
  const { command, pid, host, since } = holder;
  throw new OutputError(
    `${displayPath(project.outdir, cwd)} is in use by ${command} (process ${pid} on ${host}, since ${since}): wait for its end. If it is gone, remove ${displayPath(lockPath(project), cwd)}`,
  );
}

function holderOf(project: Project): Holder | undefined {
  try {
    return JSON.parse(readFileSync(lockPath(project), "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
