import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, files, project } from "../support/cli";

test("a hand-over writes one file, or a folder of all, and the same bytes each time", async () => {
  const cwd = project();
  await cli(cwd, ["handover", "account-b", "--format", "html", "--out", "b.html"]);
  await cli(cwd, ["handover", "account-b", "--out", "b/"]);
  const first = files(join(cwd, "b"));
  expect(first["index.html"]).toBe(readFileSync(join(cwd, "b.html"), "utf8"));
  expect(Object.keys(first).sort()).toEqual([
    "README.md",
    "apply.sh",
    "documents/SHA256SUMS",
    "documents/s3-read-only-for-target-role.permissions.json",
    "documents/s3-reader-target-role.trust.json",
    "handover.json",
    "index.html",
    "revoke.sh",
    "simulate.sh",
    "terraform-json/main.tf.json",
    "terraform/main.tf",
    "verify.sh",
  ]);
  await cli(cwd, ["handover", "222222222222", "--out", "b"]);
  expect(files(join(cwd, "b"))).toEqual(first);
});

test("a hand-over fails for a folder with a file of somebody else in its way, which stays as it was", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "README.md"), "mine\n");
  const before = files(cwd);
  const { code, err } = await cli(cwd, ["handover", "account-b", "--out", "./"]);
  expect([code, err]).toEqual([2, expect.stringContaining("found README.md, which handover has not written")]);
  expect(files(cwd)).toEqual(before);
  // nor does a hand-over that lies there make it its own: not as one file, and not where it wrote no such file
  await cli(cwd, ["handover", "account-b", "--format", "json", "--out", "handover.json"]);
  expect((await cli(cwd, ["handover", "account-b", "--out", "./"])).code).toBe(2);
  await cli(cwd, ["handover", "account-b", "--out", "h/"]);
  writeFileSync(join(cwd, "h/apply-2.sh"), "mine\n");
  const { err: second } = await cli(cwd, ["handover", "account-a", "--out", "h/"]);
  expect(second).toContain("found h/apply-2.sh, which handover has not written");
  expect(readFileSync(join(cwd, "README.md"), "utf8")).toBe("mine\n");
});

test("a hand-over removes nothing outside of its folder, whatever the hand-over that lies there names", async () => {
  const cwd = project();
  await cli(cwd, ["handover", "account-b", "--out", "h/"]);
  const saved = JSON.parse(readFileSync(join(cwd, "h/handover.json"), "utf8"));
  saved.steps[0].documents.push({ file: "../../mine", sha256: createHash("sha256").update("mine").digest("hex") });
  writeFileSync(join(cwd, "mine"), "mine");
  writeFileSync(join(cwd, "h/handover.json"), JSON.stringify(saved));
  await cli(cwd, ["handover", "account-b", "--out", "h/"]);
  expect(readFileSync(join(cwd, "mine"), "utf8")).toBe("mine");
});

test("a hand-over leaves nothing of an earlier hand-over in its folder but what was changed there, and nothing of the user's is touched", async () => {
  const cwd = project();
  await cli(cwd, ["handover", "account-b", "--out", "other/"]);
  await cli(cwd, ["handover", "account-b", "--out", "h/"]);
  writeFileSync(join(cwd, "h/notes.txt"), "mine");
  writeFileSync(join(cwd, "h/documents/mine.json"), "{}");
  const { out: other } = await cli(cwd, ["handover", "account-a", "--out", "h/"]);
  const after = Object.keys(files(join(cwd, "h")));
  expect(after).toEqual(expect.arrayContaining(["notes.txt", "documents/mine.json", "apply-1.sh", "apply-2.sh"]));
  expect(
    after.filter((path) => /^(apply|verify|revoke)\.sh$|^terraform(-json)?\/|target-role\.trust\.json$/.test(path)),
  ).toEqual([]);
  // the other way round, with a script that was changed meanwhile
  writeFileSync(join(cwd, "h/apply-2.sh"), "mine");
  const { err } = await cli(cwd, ["handover", "account-b", "--out", "h/"]);
  expect(err).toContain("h/apply-2.sh: left, since it was changed");
  expect(readFileSync(join(cwd, "h/apply-2.sh"), "utf8")).toBe("mine");
  const kept = ["apply-2.sh", "documents/mine.json", "notes.txt"];
  const back = Object.fromEntries(Object.entries(files(join(cwd, "h"))).filter(([path]) => !kept.includes(path)));
  expect(back).toEqual(files(join(cwd, "other")));
  expect(other).toBe("");
});
