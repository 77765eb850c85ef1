import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Stub } from "./support/s3-stub";
import { startAt } from "./support/service";

const HERE = join(__dirname, "..");
const DIST = join(HERE, "dist");
const dockerfile = readFileSync(join(HERE, "Dockerfile"), "utf8");

/** What is in the image beside Node.js, at a place where no package can be found. */
const folder = mkdtempSync(join(tmpdir(), "image-"));
cpSync(DIST, folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

test("the bundle starts by itself and serves an object", async () => {
  const stub = await S3Stub.start((_, response) => response.end("x"));
  const service = await startAt(stub.endpoint, {}, join(folder, "main.js"));
  expect((await service.get("/s3/x")).body.toString()).toBe("x");
  expect(await service.stop()).toBe(0);
  await stub.stop();
});

test("the bundle is few files, of less than 4 MiB together", () => {
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  expect(sizes.length).toBeLessThan(4);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4 * 1024 * 1024);
});

test("the image has only the bundle, and its bases are named by digest", () => {
  const lines = dockerfile.split("\n");
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
  expect(last.filter((line) => /^(COPY|ADD|RUN) /.test(line))).toEqual([
    "COPY --from=build --chown=root:root /app/dist ./",
  ]);
  const bases = lines.filter((line) => /^ARG \w+_IMAGE=/.test(line));
  expect(bases).toHaveLength(2);
  for (const base of bases) expect(base).toMatch(/^ARG \w+_IMAGE=\S+:\S+@sha256:[0-9a-f]{64}$/);
  for (const from of lines.filter((line) => line.startsWith("FROM ")))
    expect(from).toMatch(/ \$\{(BUILD|RUNTIME)_IMAGE\}/);
});

test("the image runs as a user other than root, by number", () => {
  expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
});
