import { spawn } from "node:child_process";
import { once } from "node:events";

/** scripts/moto.mjs from a test, which jest does not run as a module. */
export async function startMoto(options: {
  env?: Record<string, string>;
}): Promise<{ endpoint: string; stop: () => void }> {
  const script = `import { startMoto } from ${JSON.stringify(`${__dirname}/../../scripts/moto.mjs`)};
    const moto = await startMoto({ env: ${JSON.stringify(options.env ?? {})} });
    process.once("SIGTERM", () => { moto.stop(); process.exit(0); });
    process.stdout.write(moto.endpoint);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [endpoint] = await once(child.stdout, "data");
  return { endpoint: `${endpoint}`, stop: () => void child.kill() };
}
