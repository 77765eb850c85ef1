// `npm run lint:image`: hadolint on the Dockerfile.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { tool } from "./python.mjs";

const dockerfile = join(import.meta.dirname, "..", "Dockerfile");
process.exit(spawnSync(tool("hadolint"), [dockerfile], { stdio: "inherit" }).status ?? 1);
