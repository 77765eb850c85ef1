import { execFileSync } from "node:child_process";
import { flagsFor } from "../../src/cli/engine";

test("this version of Node knows the flags that it is given", () => {
  const known = execFileSync(process.execPath, ["--v8-options"], { encoding: "utf8" });
  for (const flag of flagsFor(10_000)) expect(known).toContain(`\n  ${flag.split("=")[0]} (`);
});
