import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { folder } from "../support/problems";

export const ACTIONS = join(__dirname, "../../.github/actions");

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a part of the action as a runner does: in `cwd`, with nothing else in the environment than a runner's own variables. */
export function runPart(part: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const program = part.endsWith(".mjs") ? process.execPath : "bash";
  const child = spawn(program, [join(ACTIONS, "prove", part)], {
    cwd,
    env: {
      PATH: process.env.PATH,
      GITHUB_ACTION_PATH: join(ACTIONS, "prove"),
      GITHUB_OUTPUT: join(cwd, "output"),
      GITHUB_STEP_SUMMARY: join(cwd, "summary"),
      RUNNER_TEMP: cwd,
      ...env,
    },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stderr.on("data", (data) => {
    err += data;
  });
  return new Promise((done) => child.on("close", (code) => done({ code, out, err })));
}

/** A folder with a program in it that is this script. */
export function programFolder(name: string, script: string): string {
  const cwd = folder({ [name]: script });
  chmodSync(join(cwd, name), 0o755);
  return cwd;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly authorization: string | undefined;
}

/** A server on this machine that answers by `answer`, for as long as `use` takes; gives the requests that it had. */
export async function served(
  answer: (request: Request) => { readonly status?: number; readonly body: unknown },
  use: (url: string) => Promise<void>,
): Promise<readonly Request[]> {
  const requests: Request[] = [];
  const server = createServer(async (incoming: IncomingMessage, response) => {
    let text = "";
    for await (const part of incoming) text += part;
    const { method = "", url: path = "", headers } = incoming;
    const request = {
      method,
      path,
      body: text === "" ? undefined : JSON.parse(text),
      authorization: headers.authorization,
    };
    requests.push(request);
    const { status = 200, body } = answer(request);
    response.writeHead(status).end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
  return requests;
}

export const sumOf = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

/** Writes an event as GitHub gives it to a run, and says where. */
export function eventFile(cwd: string, event: object): string {
  const path = join(cwd, "event.json");
  writeFileSync(path, JSON.stringify(event));
  return path;
}
