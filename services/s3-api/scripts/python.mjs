// Tools from PyPI, in a virtual environment of this folder's own.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const VENV = join(import.meta.dirname, "..", ".venv");
const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");
const INSTALLED = join(VENV, "installed.txt");

/** The path of a tool of requirements.txt, installed unless it is there. Needs python3 and, the first time, a network. */
export function tool(name) {
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (!existsSync(INSTALLED) || readFileSync(INSTALLED, "utf8") !== wanted) {
    process.stderr.write("installing tools from PyPI (once)\n");
    rmSync(VENV, { recursive: true, force: true });
    const output = { stdio: ["ignore", "ignore", "inherit"] };
    execFileSync("python3", ["-m", "venv", VENV], output);
    const options = ["--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS];
    execFileSync(join(VENV, "bin", "pip"), ["install", ...options], output);
    writeFileSync(INSTALLED, wanted);
  }
  return join(VENV, "bin", name);
}
