// What people lack: the matrix, the people behind a cell, the file, and why a gap stands as it does.
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

const number = (text) => Number(/[\d,]+/.exec(text)[0].replaceAll(",", ""));

test("a cell of the matrix opens the people it counts, and a region its own matrix", { timeout: 240_000 }, async () => {
  const { page, faults, close } = await openPage(browser, server, "light");
  await page.goto("/needs");
  await settled(page);
  await picture(page, "needs");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("link", { name: "太原市" }).click();
  await page.waitForURL(/\/needs\?.*unit=/);
  await settled(page);
  assert.ok(await page.getByRole("columnheader", { name: "小店区" }).count());
  await page.goBack();
  await settled(page);
  const cell = page.locator("main table a.cell").first();
  const expected = number(await cell.locator("strong").innerText());
  await cell.click();
  await page.waitForURL(/\/people\?.*topic=/);
  await settled(page);
  assert.match(await page.locator("main .sentence").innerText(), new RegExp(`\\D${expected.toLocaleString("en-US")}\\D`));
  await page.goto("/needs?by=grade&field=F03");
  await settled(page);
  assert.deepEqual(await page.locator("main thead th").allInnerTexts().then((heads) => heads.slice(2, 6)), ["厅局级以上", "县处级", "乡科级", "科员及以下"]);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出短板总览" }).click();
  assert.match((await saved).suggestedFilename(), /^短板总览-.*\.xlsx$/);
  assert.deepEqual(faults, []);
  await close();
});

test("an organiser sets what a post asks for, and reads profiles from a workbook", { timeout: 240_000 }, async () => {
  const { page, faults, close } = await openPage(browser, server, "light");
  await page.goto("/needs");
  await settled(page);
  await page.getByRole("link", { name: "目标画像" }).click();
  await page.waitForURL(/\/profiles/);
  await settled(page);
  assert.deepEqual(await violations(page), []);
  await picture(page, "profiles");
  await page.getByRole("button", { name: "新建画像" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("画像名称").fill("年轻干部");
  await dialog.getByLabel("最高层次").selectOption("9");
  await dialog.getByLabel("最低层次").selectOption("8");
  await dialog.getByLabel("专题", { exact: true }).selectOption("T1202");
  await dialog.getByRole("button", { name: "保存画像" }).click();
  await dialog.locator(".problem").waitFor();
  await dialog.getByLabel("最低层次").selectOption("12");
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "保存画像" }).click();
  const row = page.getByRole("row", { name: /年轻干部/ });
  await row.waitFor();
  await row.getByRole("button", { name: /^修改画像/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "保存为第 2 版" }).click();
  await page.getByRole("row", { name: /年轻干部.*第 2 版/ }).waitFor();

  await page.getByRole("button", { name: "读入 Excel" }).click();
  const sheet = "画像名称,最高层次,最低层次,班子角色,条线,无证据时,专题,目标水平\n审批窗口人员,,,,,,营商环境优化,80\n审批窗口人员,,,,,,没有的专题,80\n";
  await page.getByLabel("工作簿").setInputFiles({ name: "画像.csv", mimeType: "text/csv", buffer: Buffer.from(sheet) });
  await page.getByText("第 3 行“专题”").waitFor();
  await picture(page, "profiles-read");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "保存 1 个画像" }).click();
  await page.getByRole("row", { name: /审批窗口人员/ }).waitFor();
  await page.getByRole("button", { name: /^停用画像“审批窗口人员”/ }).click();
  await page.getByRole("row", { name: /审批窗口人员/ }).waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
  await close();
});

test("a person's page says why a gap stands as it does", { timeout: 120_000 }, async () => {
  const found = await server.ask("/people?topic=T0402&limit=1");
  const { page, faults, close } = await openPage(browser, server, "phone");
  await page.goto(`/people/${found.items[0].id}`);
  await settled(page);
  const why = page.locator(".ledger").first();
  await why.locator("summary").click();
  assert.match(await why.innerText(), /新增|补齐|变化/);
  assert.deepEqual(await violations(page), []);
  await picture(page, "needs-person-phone");
  assert.deepEqual(faults, []);
  await close();
});
