import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { tool } from "../../python/tool";
import { KEEP_AWS_POLICIES } from "./aws-policies";
import { CHOOSE_IDS } from "./chosen-ids";

/** A server that this process started. */
export interface MotoServer {
  /** http://127.0.0.1:PORT */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Moto's server as `moto_server` makes it, on a port that the system chooses and that it prints. It ends also when its
 * standard input does: the system closes that however this process ends. HTTP/1.1 keeps connections. The
 * enforcement layer validates trust policies: moto refuses actions in another case, and version 2008-10-17.
 */
const PROGRAM = `
import logging, os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
${KEEP_AWS_POLICIES}
${CHOOSE_IDS}
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.iam.policy_validation import IAMTrustPolicyDocumentValidator
from werkzeug.serving import make_server
logging.getLogger("werkzeug").setLevel(logging.ERROR)
MotoRequestHandler.protocol_version = "HTTP/1.1"
IAMTrustPolicyDocumentValidator.validate = lambda self: None
app = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
os.environ["MOTO_PORT"] = str(server.port)
print(server.port, flush=True)
server.serve_forever()
`;

const PATIENCE_MS = 60_000;

/** Starts moto and waits until it listens. @throws Error with what it said, where it ends or is silent for a minute */
export async function startMoto(): Promise<MotoServer> {
  const child = spawn(await tool("python"), ["-c", PROGRAM], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  let late: NodeJS.Timeout | undefined;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2000);
  });
  try {
    const port = await new Promise<string>((done, fail) => {
      late = setTimeout(() => fail(new Error(`moto did not listen within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
      child.once("error", fail);
      child.once("close", (code, signal) => fail(new Error(`moto ended (${signal ?? code})\n${said}`)));
      createInterface({ input: child.stdout }).once("line", done);
    });
    return { endpoint: `http://127.0.0.1:${port}`, stop: () => end(child) };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  } finally {
    clearTimeout(late);
  }
}

/** Empties moto. Moto then creates AWS's managed policies again. */
export async function resetMoto(endpoint: string): Promise<void> {
  const { status } = await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
  if (status !== 200) throw new Error(`moto does not reset: ${status}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  // It has nothing to save.
  child.kill("SIGKILL");
  await ended;
}
