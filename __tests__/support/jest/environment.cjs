const { readFileSync } = require("node:fs");
const { TestEnvironment } = require("jest-environment-node");

/** What a test file may do to modules or clocks that others would find changed. */
const CHANGES_MODULES = /\bjest\.(\w*[mM]ock\(|isolateModules|resetModules|useFakeTimers)/;

/** The environment that test files of this process share, with the modules that are loaded in it. */
let shared;

/**
 * jest's environment for Node, made once in each process and not for each file. To load what is tested, with cdktf and
 * the provider's bindings, took longer in each file than to test it. A file that mocks or isolates modules has an
 * environment to itself, as every file has where jest watches files or measures coverage.
 */
module.exports = class {
  constructor(config, context) {
    const { watch, watchAll, collectCoverage } = config.globalConfig;
    this.isShared =
      !watch && !watchAll && !collectCoverage && !CHANGES_MODULES.test(readFileSync(context.testPath, "utf8"));
    if (this.isShared) shared ??= new TestEnvironment(config, context);
    this.inner = this.isShared ? shared : new TestEnvironment(config, context);
    this.global = this.inner.global;
    this.moduleMocker = this.inner.moduleMocker;
    this.fakeTimers = this.inner.fakeTimers;
    this.fakeTimersModern = this.inner.fakeTimersModern;
    this.before = { exit: this.global.process.exit, env: { ...this.global.process.env } };
  }

  exportConditions() {
    return this.inner.exportConditions();
  }

  getVmContext() {
    return this.inner.getVmContext();
  }

  async setup() {
    await this.inner.setup();
  }

  async teardown() {
    if (!this.isShared) return this.inner.teardown();
    const { process } = this.global;
    process.exit = this.before.exit; // jest wraps it for each file
    for (const name of Object.keys(process.env)) if (!(name in this.before.env)) delete process.env[name];
    Object.assign(process.env, this.before.env);
    for (const symbol of Object.getOwnPropertySymbols(this.global)) {
      // where jest keeps the tests of a file, which would stay in memory
      if (Object.getOwnPropertyDescriptor(this.global, symbol).configurable) delete this.global[symbol];
    }
  }
};
