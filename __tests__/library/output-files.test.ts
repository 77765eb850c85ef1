import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfiguration } from "../../src/library/configuration";
import { withOutput } from "../../src/library/synthesize";
import { synthesize } from "../../stacks";
import { SHIPPED } from "../support/synth";

test("the texts of an output are read when they are asked for, so that those of a large one are not in memory together", async () => {
  const { configuration } = readConfiguration(SHIPPED);
  if (!configuration) throw new Error("the shipped configuration has errors");
  await withOutput(configuration, synthesize, {}, (files, folder) => {
    const review = files().find(({ path }) => path === join("stacks", "account-b", "REVIEW.md"));
    expect(review?.text).toContain("s3-reader-target-role");
    writeFileSync(join(folder, "stacks", "account-b", "REVIEW.md"), "changed");
    expect(review?.text).toBe("changed");
  });
});
