// A plan's targets handed down: the province divides among cities, a city among counties, and each level sees what agrees.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, picture, settled, violations } from "./browser.mjs";
import { startDemo } from "./server.mjs";

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await startDemo();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("the province divides its targets among cities, and a city its own among counties", { timeout: 240_000 }, async () => {
  const { page, faults, close } = await openPage(browser, server, "light");
  await page.goto("/plan");
  await settled(page);
  await page.getByRole("link", { name: "任务分解" }).click();
  await page.waitForURL(/\/targets/);
  await settled(page);
  assert.match(await page.locator("main .sentence").innerText(), /^山西省承担/);
  await page.getByRole("button", { name: "分解任务" }).click();
  await page.getByRole("button", { name: "按人数建议" }).click();
  const difference = page.getByRole("row", { name: /^差额/ });
  await difference.getByRole("cell", { name: "0", exact: true }).first().waitFor();
  // One class more for a city than there is: said at once, and kept as a disagreement if it is wanted so.
  const field = page.getByLabel("太原市：县级班次");
  const proposed = Number(await field.inputValue());
  await field.fill(String(proposed + 1));
  await difference.getByRole("cell", { name: "+1" }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: /^向 \d+ 个单位下达/ }).click();
  await page.getByText("山西省：县级任务班次多分 1 个").waitFor();
  await picture(page, "targets");
  assert.deepEqual(await violations(page), []);

  // The city, as its organiser sees it: its own part, and nobody else's.
  await server.ask("/switch", { identity: "city" });
  const city = await openPage(browser, server, "light");
  await city.page.goto("/targets");
  await settled(city.page);
  assert.match(await city.page.locator("main .sentence").innerText(), /^太原市承担/);
  assert.ok(await city.page.getByText("由山西省下达").count());
  assert.equal(await city.page.locator("main").getByText("大同市").count(), 0);
  await city.page.getByRole("button", { name: "分解任务" }).click();
  await city.page.getByRole("button", { name: "按已报班次建议" }).click();
  await city.page.getByRole("row", { name: /^差额/ }).getByRole("cell", { name: "0", exact: true }).nth(1).waitFor();
  await city.page.getByRole("button", { name: /^向 \d+ 个单位下达/ }).click();
  await city.page.getByText("各级任务上下相符").waitFor();
  assert.deepEqual([...faults, ...city.faults], []);
  await city.close();
  await close();
});
