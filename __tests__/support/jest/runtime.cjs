const { AsyncLocalStorage } = require("node:async_hooks");
const { dirname, join, resolve, sep } = require("node:path");
const { default: Runtime } = require("jest-runtime");

const TESTS = join(__dirname, "../..") + sep;

/** Of this process, in the environment that its test files share: everything but the tests is loaded by it. */
let shared;

/** The loader of one test file's modules: in the shared environment it loads only what is below `__tests__`. */
module.exports = class extends Runtime {
  constructor(config, environment, ...rest) {
    super(config, environment, ...rest);
    if (!environment.isShared) return;
    shared ??= new Runtime(config, environment, ...rest);
    this.shared = shared;
  }

  requireModuleOrMock(from, name) {
    const isOfTests = name.startsWith(".") && resolve(dirname(from), name).startsWith(TESTS);
    const isOfFile = isOfTests || name === "@jest/globals";
    return this.shared && !isOfFile
      ? this.shared.requireModuleOrMock(from, name)
      : super.requireModuleOrMock(from, name);
  }

  /** jest's own modules: but for the list of a file's tests they are no more of the file than what it tests. */
  requireInternalModule(from, name) {
    if (!this.shared || !name) return super.requireInternalModule(from, name);
    return name === "node:async_hooks" ? ONE_STORAGE : this.shared.requireInternalModule(from, name);
  }

  getSourceMaps() {
    const own = super.getSourceMaps();
    const others = this.shared?.getSourceMaps() ?? new Map();
    return {
      get: (path) => own.get(path) ?? others.get(path),
      *[Symbol.iterator]() {
        yield* others;
        yield* own;
      },
    };
  }
};

/** jest makes a storage for each file that it never disables, and Node visits all of them at each promise. */
const storage = new AsyncLocalStorage();
const ONE_STORAGE = {
  AsyncLocalStorage: class {
    constructor() {
      // biome-ignore lint/correctness/noConstructorReturn: stands for Node's class, which is called with `new`
      return storage;
    }
  },
};
