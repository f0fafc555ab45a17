// Chromium as it stands on the machine, a page that remembers what went wrong on it, and axe.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const axeSource = createRequire(import.meta.url)("axe-core").source;
const pictures = fileURLToPath(new URL("./pictures/", import.meta.url));

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** Ways to look at a page. */
export const looks = {
  light: { theme: "light", size: "normal", language: "zh-CN", width: 1440, height: 1000 },
  dark: { theme: "dark", size: "normal", language: "zh-CN", width: 1440, height: 1000 },
  english: { theme: "light", size: "normal", language: "en", width: 1440, height: 1000 },
  large: { theme: "light", size: "large", language: "zh-CN", width: 1440, height: 1000 },
  phone: { theme: "light", size: "normal", language: "zh-CN", width: 390, height: 844 },
};

/** A page of a server, in the session that the server's own requests are in; `signedIn: false` opens it as a stranger,
 *  `touch: true` under a finger. */
export async function openPage(browser, server, name = "light", { signedIn = true, touch = false } = {}) {
  const { theme, size, language, width, height } = looks[name];
  const context = await browser.newContext({ baseURL: server.url, viewport: { width, height }, acceptDownloads: true, locale: language, hasTouch: touch, isMobile: touch });
  if (signedIn) await context.addCookies(server.cookies());
  await context.addInitScript((look) => {
    if (!localStorage.getItem("jinxue.look")) localStorage.setItem("jinxue.look", JSON.stringify(look));
  }, { theme, size, language });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) faults.push(`policy: ${message.text()}`);
    else if (message.type() === "error" && !/Failed to load resource/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on("response", (answer) => answer.status() >= 500 && faults.push(`${answer.status()} ${answer.url()}`));
  return { page, faults, close: () => context.close() };
}

/** Waits until the page stands: its opening sentence (or what takes its place) and nothing still loading. */
export async function settled(page) {
  await page.locator("main :is(.sentence, .empty, .problem, .sheet h1)").first().waitFor();
  await page.waitForFunction(() => !/正在读取…|Loading…/.test(document.querySelector("main")?.textContent ?? ""));
  await page.waitForTimeout(500);
}

/** Waits until nothing moves or fades any more, but for what does so for ever. */
async function still(page) {
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const ending = document.getAnimations().filter((one) => Number.isFinite(Number(one.effect?.getComputedTiming().endTime)));
    await Promise.allSettled(ending.map((one) => one.finished));
  });
}

/** The violations of WCAG A and AA, in words; colours are judged when they have come to rest. */
export async function violations(page) {
  await still(page);
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  return result.violations.flatMap((one) => one.nodes.map((node) => `${one.id} at ${node.target.join(" ")}: ${node.failureSummary}`));
}

/** Very long pages are pictured to this height; the rest is more of the same. */
const heightMax = 2_600;

export async function picture(page, name, { whole = false } = {}) {
  mkdirSync(pictures, { recursive: true });
  const { width, height } = page.viewportSize();
  const tall = whole ? await page.evaluate(() => document.documentElement.scrollHeight) : height;
  await page.screenshot({ path: `${pictures}${name}.png`, ...(tall > height ? { fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(tall, heightMax) } } : {}) });
}
