import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Browser, chromium, type Page } from "playwright-core";
import { findBrowser } from "./find";
import { build, open, pageOf } from "./pages";

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
});
