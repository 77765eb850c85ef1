import { execFileSync } from "node:child_process";
import { startMoto } from "../../scripts/moto.mjs";

/** Bundles the service, which the tests run as a process, and starts the S3 server that they share. */
export default async function setup() {
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  const moto = await startMoto();
  process.env.S3_ENDPOINT = moto.endpoint;
  globalThis.stopMoto = moto.stop;
}
