// An S3 server for tests and for trying things: moto.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { tool } from "./python.mjs";

/** A port that is free now. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/**
 * Starts moto on 127.0.0.1 and waits until it answers. `stop` ends the process that was started.
 * @param {{ port?: number, env?: Record<string, string> }} options port: a free one by default
 * @returns {Promise<{ endpoint: string, stop: () => void }>}
 */
export async function startMoto({ port, env = {} } = {}) {
  const server = tool("moto_server");
  const at = port ?? (await freePort());
  const child = spawn(server, ["-H", "127.0.0.1", "-p", `${at}`], {
    stdio: "ignore",
    env: { ...process.env, ...env },
  });
  const endpoint = `http://127.0.0.1:${at}`;
  for (let waited = 0; waited < 30_000; waited += 100) {
    if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode}`);
    const answered = await fetch(`${endpoint}/moto-api/`).then(
      () => true,
      () => false,
    );
    if (answered) return { endpoint, stop: () => child.kill() };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error("moto did not answer within 30 s");
}
