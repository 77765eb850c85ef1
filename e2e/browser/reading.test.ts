import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Browser, chromium, type Page } from "playwright-core";
import { findBrowser } from "./find";
import { writeLarge } from "./large";
import { build, cli, folder, open, pageOf } from "./pages";

const { path, says } = findBrowser(process.env);
const textOf = (page: Page, selector: string) => page.locator(selector).innerText();

describe("a reader of the page", { skip: path ? false : says }, () => {
  let browser: Browser;
  before(async () => {
    build();
    browser = await chromium.launch({ executablePath: path ?? "", args: ["--no-sandbox"] });
  });
  after(() => browser?.close());

  test("is told of a caller that was accepted, in grey and never in green", async () => {
    const { page, close } = await open(browser, pageOf("accepted", "--example", "--allow-intruders", "other-account"));
    assert.match(await textOf(page, ".accepted-callers"), /other-account/);
    await page.locator(".few a", { hasText: "archive" }).click();
    const word = page.locator("#details .sign-word", { hasText: "accepted" }).first();
    assert.match((await word.getAttribute("class")) ?? "", /\blisted\b/);
    await close();
  });

  test("sees the statements of chains that the filter leaves, and of no other", async () => {
    const { page, close } = await open(browser, pageOf("refuted", "--example"));
    assert.match(await textOf(page, "#evidence"), /target-trust denied/);
    await page.locator(".totals [data-verdict=proved]").click();
    assert.match(await textOf(page, "#evidence"), /Choose a line/);
    // a line that the chains that are left share with others
    const shared = page.locator(".label:not(.dim)", { hasText: "+" }).first();
    if ((await shared.count()) > 0) await shared.click();
    assert.doesNotMatch(await textOf(page, "#evidence"), /analytics|archive/);
    // no line is seen through a text that is dim, and the keyboard passes it over
    const dim = page.locator(".label.dim").first();
    assert.equal(await dim.getAttribute("tabindex"), null);
    const seen = await dim.evaluate((one) => [
      getComputedStyle(one).opacity,
      getComputedStyle(one.querySelector("rect") ?? one).fillOpacity,
    ]);
    assert.deepEqual(seen, ["1", "1"]);
    await close();
  });

  test("of a thousand chains sees the worst at once, and the groups that were opened", async () => {
    const world = join(folder, "reading-large");
    writeLarge(world, { accounts: 2, namespaces: 4, pods: 20 });
    const { page, close } = await open(browser, pageOf("reading-large", world));
    const sees = async (title: RegExp, evidence: RegExp) => {
      await page.waitForTimeout(50); // what the insertion of a list would set off comes later
      assert.match(await textOf(page, "#title"), title);
      assert.match(await textOf(page, "#evidence"), evidence);
    };
    await sees(/^billing in 1{12}/, /denied/);
    await page.locator(".totals [data-verdict=refuted]").click();
    await sees(/^billing in 1{12}/, /denied/);
    const of = (name: string) => page.locator(".list details", { hasText: name }).first().locator("summary");
    await page.getByRole("searchbox").fill("worker-20");
    await page.locator("select[name=verdict]").selectOption("");
    await sees(/in 1{12}/, /Choose a line/);
    assert.equal(await page.locator("#pages [aria-pressed=true]").innerText(), "3");
    await page.getByRole("button", { name: "Clear" }).click();
    await of("search").click();
    await sees(/^search in 1{12}/, /./);
    await close();
  });

  test("keeps the focus on what was chosen", async () => {
    const { page, close } = await open(browser, pageOf("refuted", "--example"));
    const focused = (name: string) => page.evaluate((key) => document.activeElement?.getAttribute(key), name);
    await page.locator(".few a").nth(1).focus();
    const href = await focused("href");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#details table");
    assert.equal(await focused("href"), href);
    await page.getByRole("link", { name: "← all chains" }).click();
    await page.waitForFunction(() => document.querySelector("#details table") === null);
    assert.equal(await focused("id"), "picture");
    await page.locator(".label", { hasText: "+1" }).first().click();
    await page.locator("#evidence [data-item='1']").click();
    assert.equal(await focused("data-item"), "1");
    await close();
  });

  test("sees what a click on a line shows, also in a low window", async () => {
    const { page, close } = await open(browser, pageOf("refuted", "--example"), "", {
      viewport: { width: 1280, height: 360 },
    });
    const isSeen = () =>
      page.evaluate(() => {
        const { top = Number.POSITIVE_INFINITY } =
          document.querySelector("#evidence .evidence-head")?.getBoundingClientRect() ?? {};
        return top >= 0 && top < innerHeight;
      });
    const label = page.locator(".label:not(.denied)").first();
    await label.focus();
    await label.evaluate((one) => one.scrollIntoView({ block: "end" }));
    assert.equal(await isSeen(), false);
    await label.click();
    assert.equal(await isSeen(), true);
    await close();
  });

  test("tells chains of one pod apart, and has no button that does nothing", async () => {
    const both = pageOf("both", "examples/irsa-to-pod-identity/golden");
    const { page, close } = await open(browser, both);
    const names = await page.locator(".few .chain-name").allInnerTexts();
    assert.equal(new Set(names).size, names.length, names.join(", "));
    assert.ok(
      names.some((name) => name.endsWith("(IRSA)")),
      names.join(", "),
    );
    const titles = await page
      .locator("svg.picture > *")
      .evaluateAll((all) => all.map((one) => one.getAttribute("class")));
    assert.ok(
      titles.findLastIndex((name) => name?.startsWith("line")) <
        titles.findIndex((name) => name?.startsWith("frame-title")),
    );
    await close();
    const one = await open(browser, pageOf("one", "examples/article-irsa/golden"));
    assert.equal(await one.page.locator(".totals button").count(), 0);
    assert.match(await textOf(one.page, ".totals"), /1\s+chain/);
    await one.close();
  });

  test("sees expectations that failed above what decides, and words of tables whole", async () => {
    const expected = join(folder, "expected.yaml");
    writeFileSync(
      expected,
      '- { pod: shop/billing/invoices, cannot: "s3:GetObject", on: "arn:aws:s3:::shop-invoices-data/*" }\n',
    );
    const file = pageOf("expected", "--example", "--expect", expected);
    const { page, close } = await open(browser, file, "#chain=shop/billing/invoices");
    assert.match(await textOf(page, "#failed"), /✘ expected cannot s3:GetObject on arn:aws:s3:::shop-invoices-data/);
    const isAbove = await page.evaluate(() => {
      const [failed, evidence] = ["failed", "evidence"].map((id) =>
        document.getElementById(id)?.getBoundingClientRect(),
      );
      return failed !== undefined && evidence !== undefined && failed.bottom <= evidence.top;
    });
    assert.ok(isAbove);
    const cell = page.locator("#details td code", { hasText: "s3:GetObject" }).first();
    assert.equal(await cell.evaluate((one) => getComputedStyle(one).overflowWrap), "normal");
    assert.equal(await cell.innerText(), "s3:GetObject");
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ media: "print" });
    const most = await page.locator("#picture svg").evaluate((one) => getComputedStyle(one).maxHeight);
    assert.ok(Number.parseFloat(most) < 500, most);
    await close();
  });

  test("of the default sees all of the picture in a window of 1280, and the whole name of its cluster", async () => {
    const world = join(folder, "reading-default");
    cli("synth", "--config", "__tests__/fixtures/shipped.yaml", "--out", world);
    const { page, close } = await open(browser, pageOf("reading-default", world), "", {
      viewport: { width: 1280, height: 800 },
    });
    const [wide = 1, room = 0] = await page.locator("#picture").evaluate((one) => [one.scrollWidth, one.clientWidth]);
    assert.ok(wide <= room, `${wide} in ${room}`);
    // a scroll bar takes 15 pixels where it is not laid over the page
    assert.ok((await page.locator("svg.picture").evaluate((one) => one.getBoundingClientRect().right)) < 1265);
    assert.match((await page.locator(".of-cluster").first().textContent()) ?? "", /^Cluster my-eks-cluster/);
    await close();
  });
});
