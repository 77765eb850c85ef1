// Tools of Python's, in a virtual environment of this folder's own.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { progress } from "./progress";

const VENV = resolve(".venv");
const REQUIREMENTS = resolve("python/requirements.txt");
const INSTALL = resolve("python/install.py");

/**
 * Makes the environment of requirements.txt the first time, and whenever that has changed, which takes about 30 s and
 * needs a network; standard error shows that it goes on. Several processes may ask at once: one installs, the others
 * wait for it.
 * @throws Error saying what is missing: Python, the network or something else that pip names
 */
export async function installed(): Promise<void> {
  // The programs of an environment hold its path.
  const mark = `${VENV}\n${readFileSync(REQUIREMENTS, "utf8")}`;
  if (!isComplete(mark)) await install(mark);
}

/** The path of a program of requirements.txt (`moto_server`, `aws`, `python`). @throws as `installed` */
export async function tool(name: string): Promise<string> {
  await installed();
  return join(VENV, "bin", name);
}

function isComplete(mark: string): boolean {
  const complete = join(VENV, "complete");
  // The second is a link to the system's Python, which may be gone.
  return existsSync(complete) && readFileSync(complete, "utf8") === mark && existsSync(join(VENV, "bin", "python"));
}

function install(mark: string): Promise<void> {
  const child = spawn("python3", [INSTALL, VENV, REQUIREMENTS, mark], { stdio: ["pipe", "pipe", "pipe"] });
  const line = progress(process.stderr);
  let problem = "";
  createInterface({ input: child.stdout }).on("line", (text) => {
    if (text === "installing") line.show("installing moto and AWS clients from PyPI into e2e/.venv, once");
    else line.show("waiting for another process that installs e2e/.venv");
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    problem += text;
  });
  return new Promise<void>((done, fail) => {
    child.once("error", (error) => fail(new Error(`python3 does not start: ${error.message}; ${NEEDS}`)));
    child.once("close", (code, signal) => {
      if (code === 0) done();
      else
        fail(new Error(`e2e/.venv could not be made (${signal ?? `exit code ${code}`}); ${NEEDS}\n${problem.trim()}`));
    });
  }).finally(() => line.end());
}

const NEEDS =
  "it needs Python 3.10 or newer with venv (Debian: python3-venv) and, the first time, pypi.org or PIP_INDEX_URL";
