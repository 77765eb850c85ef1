#!/usr/bin/env node
// dist/cli.js: runs program.js beside it, as require does. The code that V8 has compiled of it is kept by the build, since
// compiling takes as long as proving a small world; another version of Node leaves it aside and compiles anew.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const filename = join(__dirname, "program.js");
const kept = () => {
  try {
    return readFileSync(join(__dirname, "program.cache"));
  } catch {
    return undefined;
  }
};
const script = new Script(
  `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, "utf8")}\n})`,
  {
    filename,
    cachedData: kept(),
  },
);
// the other bundles require program.js for what it has too: they are to find this one
const program = new module.constructor(filename, module);
program.filename = filename;
program.loaded = true;
require.cache[filename] = program;
script.runInThisContext().call(program.exports, program.exports, require, program, filename, __dirname);
program.exports.start();

// for scripts/compile.cjs, which keeps what a run has compiled
module.exports = script;
