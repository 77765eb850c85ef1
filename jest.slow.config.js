/** What needs the cdktf CLI, the built program or Terraform: `npm run test:slow`. */
module.exports = {
  ...require("./jest.config.js"),
  globalSetup: undefined, // what is installed and packed here is too much for a file system in memory
  testEnvironment: "node",
  testMatch: ["<rootDir>/__tests__/slow/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 180_000,
};
