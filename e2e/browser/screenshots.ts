// Writes docs/images: what pages look like, for the README and the documentation. `npm --prefix e2e run screenshots`
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { findBrowser } from "./find";
import { writeLarge } from "./large";
import { build, cli, cliIn, folder, open, pageOf, ROOT } from "./pages";
import { withPalette } from "./palette";

const IMAGES = join(ROOT, "docs", "images");
/** Of a file, in bytes: pages that show them have to load. */
const LARGEST = 150_000;

async function main(): Promise<void> {
  const { path, says } = findBrowser(process.env);
  console.log(says);
  if (!path) {
    process.exitCode = 1;
    return;
  }
  build();
  mkdirSync(IMAGES, { recursive: true });
  const synthesized = join(folder, "cdktf.out");
  cli("synth", "--config", "__tests__/fixtures/shipped.yaml", "--out", synthesized);
  const large = join(folder, "large");
  writeLarge(large, { accounts: 5, namespaces: 10, pods: 20 });
  cliIn(folder, "report", "--out", "default.html");
  const shots = [
    { name: "default", file: join(folder, "default.html"), width: 1440, height: 780, edge: 3 },
    { name: "refuted", file: pageOf("refuted", "--example"), width: 1440, height: 1150 },
    {
      name: "estate",
      file: pageOf("estate", "examples/estate/golden", "examples/estate/handover"),
      width: 1440,
      height: 1540,
    },
    { name: "large", file: pageOf("large", large), width: 1700, height: 1080 },
  ];
  const browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
  for (const { name, file, width, height, edge } of shots) {
    const { page, close } = await open(browser, file, "", { viewport: { width, height } });
    if (edge !== undefined) await page.locator(".label").nth(edge).click();
    await page.evaluate(() => scrollTo(0, 0)); // a click brings what it shows into view
    await page.mouse.move(0, 0);
    const blank = await browser.newPage();
    const image = await withPalette(await page.screenshot(), blank);
    const size = image.length;
    console.log(`${name}.png: ${Math.round(size / 1000)} KB`);
    writeFileSync(join(IMAGES, `${name}.png`), image);
    await blank.close();
    if (size > LARGEST) throw new Error(`${name}.png has ${size} bytes, expected at most ${LARGEST}`);
    await close();
  }
  await browser.close();
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
