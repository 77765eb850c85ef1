/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  testTimeout: 30_000,
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  globalSetup: "<rootDir>/__tests__/support/setup.mjs",
  globalTeardown: "<rootDir>/__tests__/support/teardown.mjs",
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
};
