const { spawnSync } = require("node:child_process");
const { mkdtempSync, rmSync, statfsSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const IN_MEMORY = "/dev/shm";
const ENOUGH = 256 * 1024 * 1024;

/** Thousands of small folders are made and removed: where there is one, in a file system that is in memory. */
module.exports = () => {
  if (isUsable()) process.env.TMPDIR = IN_MEMORY;
};

/** Containers often have a small one, from which nothing may be executed; some tests do. */
function isUsable() {
  let folder;
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    folder = mkdtempSync(join(IN_MEMORY, "jest-"));
    writeFileSync(join(folder, "run"), "#!/bin/sh\n", { mode: 0o755 });
    return bavail * bsize > ENOUGH && spawnSync(join(folder, "run")).status === 0;
  } catch {
    return false;
  } finally {
    if (folder) rmSync(folder, { recursive: true });
  }
}
