import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, normalize, relative, resolve } from "node:path";
import { UnknownValue } from "../../../unknown/unknown-value";
import { displayPath } from "../../source-location";
import type { Value } from "../../value";
import { SyntaxProblem } from "../ast";
import { type Body, type Call, Failure, knownText, map, notRead, refuse } from "./arguments";
import { utf8 } from "./encodings";
import { fileset } from "./fileset";
import { ALGORITHMS, digest } from "./hashes";

/** Functions of files beside the configuration, and of their names. @see https://developer.hashicorp.com/terraform/language/functions#filesystem-functions */
export const FILES: Readonly<Record<string, Body>> = {
  abspath: ([path], call) => resolve(root(call), knownText(path)),
  basename: ([path]) => basename(knownText(path)) || (knownText(path) === "" ? "." : "/"),
  dirname: ([path]) => normalize(dirname(knownText(path))),
  pathexpand: ([path]) => knownText(path).replace(/^~(?=$|\/)/, home()),
  file: ([path], call) => utf8(bytesAt(knownText(path), call)),
  fileexists: ([path], call) => exists(at(knownText(path), call)),
  fileset: ([path, pattern], call) => fileset(at(knownText(path), call), knownText(pattern)),
  filebase64: ([path], call) => bytesAt(knownText(path), call).toString("base64"),
  filebase64sha256: ([path], call) => digest("sha256", bytesAt(knownText(path), call), "base64"),
  filebase64sha512: ([path], call) => digest("sha512", bytesAt(knownText(path), call), "base64"),
  ...Object.fromEntries(
    ALGORITHMS.map((name): [string, Body] => [
      `file${name}`,
      ([path], call) => digest(name, bytesAt(knownText(path), call), "hex"),
    ]),
  ),
  templatefile: ([path, variables], call) =>
    expanded(utf8(bytesAt(knownText(path), call)), knownText(path), variables ?? null, call),
  templatestring: ([template, variables], call) =>
    expanded(knownText(template), "its template", variables ?? null, call),
};

const home = (): string => process.getBuiltinModule("node:os").homedir();

/** Where names of files begin. @throws Failure where no files lie beside what was read */
function root({ directory }: Call): string {
  return directory ?? notRead("a plan or state does not show the files beside its configuration");
}

const at = (path: string, call: Call): string => resolve(root(call), path.replace(/^~(?=$|\/)/, home()));

function exists(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined || found.isFile() ? found !== undefined : refuse(`${displayPath(path)} is not a file`);
}

const MOST = 20_000_000;

function bytesAt(path: string, call: Call): Buffer {
  const file = at(path, call);
  const shown = displayPath(file);
  try {
    const found = statSync(file);
    if (!found.isFile()) return refuse(`${shown} is not a file`);
    if (found.size > MOST) return notRead(`the file ${shown} is too large to be read`, true);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      new UnknownValue("no-value", `there is no file ${shown}`, {
        advice: `Make ${relative(process.cwd(), join(file)) || shown}, or prove the plan or the state.`,
        isText: true,
      }),
    );
  }
}

function expanded(template: string, name: string, variables: Value, call: Call): Value {
  try {
    return call.template(template, map(variables));
  } catch (error) {
    if (error instanceof SyntaxProblem) return refuse(`in ${name}: ${error.message}`);
    throw error;
  }
}
