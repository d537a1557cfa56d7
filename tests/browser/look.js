// Opens a page in chromium as a reader does, and prints what was seen, as JSON, for test_browser.py to judge.
"use strict";
const fs = require("fs");
const { chromium } = require("playwright-core");

const [, , executable, file] = process.argv;
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const url = "file://" + file;
const LONG = 120_000; // the machine may be busy
const seen = { requests: [], errors: [], axe: [] };

const open = async (browser, where, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(LONG);
  page.on("request", (one) => { if (!one.url().startsWith(url)) seen.requests.push(one.url()); });
  page.on("console", (one) => { if (["error", "warning"].includes(one.type())) seen.errors.push(one.text()); });
  page.on("pageerror", (one) => seen.errors.push(one.message));
  await page.addInitScript(() => {
    window.alert = () => { window.alerted = true; };
    Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text; } } });
  });
  await page.goto(url + where);
  if (where.includes("#")) await page.waitForSelector("#pair[data-ready]");
  return page;
};
const shown = (page, what) => page.locator(what).isVisible();
const violations = async (page, name) => {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  for (const one of found.violations)
    if (["serious", "critical"].includes(one.impact))
      seen.axe.push(`${name}: ${one.id} at ${one.nodes.map((node) => node.target).slice(0, 3).join(" | ")}`);
};

const list = async (browser) => {
  const page = await open(browser, "");
  const names = () => page.locator("#pairs tbody tr:visible a").evaluateAll((all) => all.map((one) => one.hash));
  seen.all = await names();
  await page.keyboard.press("/");
  await page.keyboard.type("whenall second");
  seen.searched = [await names(), await page.locator("#count").textContent()];
  await page.fill("#q", "nothing speaks of this");
  seen.nothing = await shown(page, "#none");
  await page.click("#all");
  await page.focus("thead button");
  await page.keyboard.press("Enter");
  seen.sorted = [await names()];
  await page.keyboard.press("Enter");
  seen.sorted.push(await names());
  await page.selectOption("#state", "fails");
  seen.failing = await names();
};

const pair = async (browser) => {
  const page = await open(browser, "#a-pair");
  seen.folded = !(await shown(page, ".answers"));
  const answer = async () => {
    for (const button of await page.locator(".ask:visible").last().locator("p[role=group] button:first-of-type").all()) await button.click();
  };
  await answer();
  seen.unfolded = [await shown(page, ".answers")];
  await page.click(".next");
  await answer();
  seen.unfolded.push(await shown(page, ".answers"));
  seen.said = await page.locator(".said").allTextContents();
  const bar = () => page.locator("svg.who rect[data-c]").first().getAttribute("x");
  seen.places = [await bar()];
  for (const axis of ["clock", "order"]) {
    await page.click(`[data-axis=${axis}] >> visible=true`);
    seen.places.push(await bar());
  }
  await page.locator(".events:visible summary").first().click();
  const hit = () => page.locator(".panel:visible .hit").evaluateAll((all) => all.map((one) => one.tagName.toLowerCase()));
  await page.locator("svg.who:visible rect.b").first().hover();
  seen.hovered = await hit();
  seen.tip = await page.locator("svg.who:visible rect.b title").first().textContent();
  await page.mouse.move(0, 0);
  await page.locator(".events:visible tbody tr").first().focus();
  seen.pointed = await hit();
  const times = () => page.locator(".events:visible table").first().locator("tbody tr").evaluateAll((all) => all.map((one) => one.dataset.e));
  seen.times = [await times()];
  await page.locator(".events:visible thead button").first().click();
  seen.times.push(await times());
  seen.copied = [];
  for (const button of await page.locator(".copy").all()) {
    await button.click();
    seen.copied.push(await page.evaluate(() => window.copied));
  }
  await page.locator("#pair h1").click();
  await page.keyboard.press("p");
  const stage = () => page.locator(".stage.now h1, .stage.now h2").first().textContent();
  seen.stages = [await stage()];
  await page.keyboard.press("Space");
  seen.stages.push(await stage());
  seen.large = await page.locator(".stage.now h3, .stage.now p:visible").evaluateAll((all) =>
    all.map((one) => parseFloat(getComputedStyle(one).fontSize)));
  await page.keyboard.press("Escape");
  seen.presenting = await page.evaluate(() => document.documentElement.classList.contains("present"));
  await page.keyboard.press("Escape");
  await page.waitForSelector("#list:not([hidden])");
  seen.focused = await page.evaluate(() => document.activeElement.hash);
};

const room = async (browser) => {
  const page = await open(browser, "#a-pair");
  await page.keyboard.press("p");
  const done = () => page.locator(".ask [aria-pressed=true]").count();
  await page.keyboard.press("9"); // no choice has that number
  seen.votes = [await done()];
  for (const key of ["1", "2"]) {
    await page.keyboard.press(key);
    seen.votes.push(await done());
  }
  seen.voted = await page.locator(".ask [aria-pressed=true]").evaluateAll((all) => all.map((one) => [...one.parentElement.querySelectorAll("button")].indexOf(one)));
  await page.keyboard.press("n");
  seen.asked = await page.locator(".ask:visible").count();
};

const links = async (browser) => {
  let page = await open(browser, "#b-pair/plain/default");
  seen.deep = [await shown(page, ".answers"), await page.locator(".panel:visible").getAttribute("data-k")];
  seen.alerted = await page.evaluate(() => Boolean(window.alerted));
  await page.emulateMedia({ media: "print" });
  seen.sides = (await page.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/Type ?\/Page\b/g).length;
  seen.printed = [await shown(page, "svg.who >> nth=0"), await shown(page, "nav")];
  page = await open(browser, "");
  await page.emulateMedia({ media: "print" });
  seen.paper = [await page.locator("#pairs thead button:visible").count(), await page.locator("#filters button:visible").count()];
  page = await open(browser, "?answers=hidden#a-pair/plain/default");
  seen.hidden = !(await shown(page, ".answers"));
};

const access = async (browser) => {
  for (const colorScheme of ["light", "dark"])
    for (const where of ["", "#a-pair/plain/default"]) {
      const page = await open(browser, where, { colorScheme });
      await violations(page, `${colorScheme} ${where || "list"}`);
    }
  const phone = { viewport: { width: 390, height: 844 } };
  seen.wide = [];
  for (const where of ["", "#a-pair/plain/default"])
    seen.wide.push(await (await open(browser, where, phone)).evaluate(() => document.documentElement.scrollWidth));
  const small = await open(browser, "#a-pair/plain/default", phone);
  seen.whole = await small.locator("svg.who:visible, table.gave:visible").evaluateAll((all) =>
    all.map((one) => one.getBoundingClientRect().right));
};

(async () => {
  const browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox"], timeout: LONG });
  try {
    for (const part of [list, pair, room, links, access]) await part(browser);
  } finally {
    await browser.close();
  }
  process.stdout.write(JSON.stringify(seen));
})().catch((error) => {
  process.stderr.write(String(error.stack || error));
  process.exit(1);
});
