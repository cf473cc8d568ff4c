// The description of the REST API, as a person reads it: BANTER_URL is the stack's address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { chromium } from "playwright-core";

const url = process.env.BANTER_URL;
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

test("the API can be read and tried at /docs", async () => {
  assert.ok(url, "BANTER_URL is not set");
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
    await page.goto(`${url}/docs`);
    await page.locator(".info .title", { hasText: "Banter" }).waitFor();
    await page.locator("#operations-config-getConfig").click();
    await page.getByRole("button", { name: "Try it out" }).click();
    await page.getByRole("button", { name: "Execute" }).click();
    await page.locator(".live-responses-table", { hasText: "webSocketUrl" }).waitFor();
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
  }
});
