// Proves an example with dist/cli.js, and keeps the code that V8 has compiled by the end of it.
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
process.argv = [
  process.execPath,
  join(root, "dist/cli.js"),
  "prove",
  join(root, "examples/article-pod-identity/golden"),
];
const script = require("../dist/cli.js");
process.on("exit", () => writeFileSync(join(root, "dist/program.cache"), script.createCachedData()));
