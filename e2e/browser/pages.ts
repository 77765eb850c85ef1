// Pages as the command writes them, and a browser that notes all that a page should not do.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export const ROOT = resolve("..");
const CLI = join(ROOT, "dist", "cli.js");

/** Builds what is tested, unless it is built. */
export function build(): void {
  const { status } = spawnSync(process.execPath, [join(ROOT, "scripts", "build.mjs"), "--if-stale"], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("the build failed");
}

export const folder = mkdtempSync(join(tmpdir(), "page-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

/** What the command line prints. */
export const cli = (...args: readonly string[]): string => cliIn(ROOT, ...args);

export function cliIn(cwd: string, ...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  if (status === 2) throw new Error(stderr);
  return stdout;
}

/** The page of a world, as a file. */
export function pageOf(name: string, ...args: readonly string[]): string {
  const file = join(folder, `${name}.html`);
  cli("report", ...args, "--out", file);
  return file;
}

export interface Opened {
  readonly page: Page;
  /** Messages of the console, errors, and requests for anything but the page. */
  readonly noise: readonly string[];
  /** Until the picture is there, in milliseconds. */
  readonly took: number;
  /** How long the browser's process for the page has worked for that, in milliseconds. */
  readonly busy: number;
  close(): Promise<void>;
}

export async function open(
  browser: Browser,
  file: string,
  hash = "",
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  const page = await context.newPage();
  const noise: string[] = [];
  const url = pathToFileURL(file).href;
  page.on("console", (message) => noise.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => noise.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url && !request.url().startsWith("data:"))
      noise.push(`request: ${request.url()}`);
  });
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  const started = performance.now();
  await page.goto(url + hash);
  await page.waitForSelector("svg.picture");
  const took = performance.now() - started;
  const { metrics } = await session.send("Performance.getMetrics");
  const busy = 1000 * (metrics.find(({ name }) => name === "ProcessTime")?.value ?? Number.POSITIVE_INFINITY);
  return { page, noise, took, busy, close: () => context.close() };
}

/** What a page carries as JSON. */
export const carried = (file: string, id: string): unknown =>
  JSON.parse(new RegExp(`id="${id}">([^<]*)<`).exec(readFileSync(file, "utf8"))?.[1] ?? "");
