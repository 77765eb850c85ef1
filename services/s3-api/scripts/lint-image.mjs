// `npm run lint:image [-- DOCKERFILE...]`: hadolint on the Dockerfile, and on others.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { tool } from "./python.mjs";

const dockerfiles = [join(import.meta.dirname, "..", "Dockerfile"), ...process.argv.slice(2)];
process.exit(spawnSync(tool("hadolint"), dockerfiles, { stdio: "inherit" }).status ?? 1);
