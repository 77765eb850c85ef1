/** @type {import("jest").Config} */
module.exports = {
  globalSetup: "<rootDir>/__tests__/support/jest/global-setup.cjs",
  testEnvironment: "<rootDir>/__tests__/support/jest/environment.cjs",
  runtime: "<rootDir>/__tests__/support/jest/runtime.cjs",
  testTimeout: 30_000,
  maxWorkers: "100%", // by default jest leaves one core alone, of two
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/__tests__/slow/"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdktf.out/"],
};
