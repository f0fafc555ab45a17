// A training officer's hour: from the files on the desk to seats with reasons, then every page as others see it.
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, looks, openPage, picture, settled, violations } from "./browser.mjs";
import { people, writeFiles } from "./files.mjs";
import { startServer } from "./server.mjs";
import { rowsOf } from "./workbook.mjs";

let server;
let browser;
let files;
let office;
/** Addresses found on the way, for the tour at the end. */
const found = {};

before(async () => {
  server = await startServer();
  browser = await launch();
  const { fields } = await server.ask("/topics");
  files = writeFiles(fields.flatMap((field) => field.topics).slice(0, 4).map((topic) => topic.name));
  office = await openPage(browser, server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  if (files) rmSync(files.folder, { recursive: true, force: true });
});

const text = (locator) => locator.innerText();

/** Brings a file in and waits for its preview. */
async function preview(path) {
  const { page } = office;
  await page.goto("/imports");
  await settled(page);
  await page.locator("input[type=file]").setInputFiles(path);
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
  await page.getByRole("button", { name: /^导入 [\d,]+ 行$/ }).waitFor();
}

async function commit(rows) {
  const { page } = office;
  await page.getByRole("button", { name: `导入 ${rows} 行` }).click();
  await page.getByText("已导入", { exact: true }).first().waitFor();
}

test("an empty house says what to do first", async () => {
  const { page } = office;
  await page.goto("/");
  await settled(page);
  await page.getByRole("link", { name: "导入文件" }).click();
  await page.waitForURL(/\/imports/);
});

test("units are imported from a preview", async () => {
  await preview(files.units);
  await commit(11);
});

test("a faulty row is mended at the cell, and the roster goes in", async () => {
  const { page } = office;
  await preview(files.roster);
  found.import = new URL(page.url()).pathname;
  await page.getByRole("button", { name: /^有误 1/ }).click();
  const cell = page.getByLabel("改为 出生年月");
  assert.equal(await cell.inputValue(), "1970.13");
  await cell.fill("1970.03");
  await page.getByRole("button", { name: "改好" }).click();
  await page.getByRole("button", { name: "导入 96 行" }).waitFor();
  await commit(96);
});

test("history, gaps and the year plan follow", async () => {
  await preview(files.history);
  await commit(24);
  await preview(files.gaps);
  await commit(192);
  await preview(files.plan);
  await commit(8);
});

test("a person is found by name and shows hours due, their rule, and gaps", async () => {
  const { page } = office;
  const someone = people()[5];
  await page.goto("/people");
  await settled(page);
  await page.getByLabel("姓名、拼音首字母或完整身份证号").fill(someone.name);
  await page.waitForURL(/q=/);
  const row = page.getByRole("row").filter({ hasText: someone.name });
  await row.first().click();
  await page.waitForURL(/\/people\/[0-9a-f-]{36}/);
  await settled(page);
  found.person = new URL(page.url()).pathname;
  const main = await text(page.locator("main"));
  assert.match(main, /学时/);
  assert.match(main, /干部教育培训工作条例/);
  assert.match(main, /知识空白|经验盲区|能力弱项/);
});

test("the grid is walked by keyboard, and its place stands in the address", async () => {
  const { page } = office;
  await page.goto("/people");
  await settled(page);
  await page.getByRole("grid").focus();
  await page.keyboard.press("End");
  await page.waitForURL(/at=96/);
  await page.reload();
  await settled(page);
  await page.getByText("第 96 行，共 96 行").waitFor();
});

test("two people editing one person: both values are shown and nothing is lost", async () => {
  const { page } = office;
  await page.goto(found.person);
  await settled(page);
  await page.getByRole("button", { name: "修改" }).click();
  const times = page.getByLabel("一年最多参加");
  await times.fill("4");
  await page.evaluate(async (id) => {
    const seen = await fetch(`/api/v1/people/${id}`);
    const { version } = await seen.json();
    await fetch(`/api/v1/people/${id}`, { method: "PATCH", headers: { "content-type": "application/json", "if-match": `"${version}"` }, body: JSON.stringify({ max_classes: 3 }) });
  }, found.person.split("/").at(-1));
  await page.getByRole("button", { name: "保存" }).click();
  const row = page.getByRole("row").filter({ hasText: "一年最多参加" });
  await row.first().waitFor();
  assert.deepEqual(await row.getByRole("cell").allInnerTexts(), ["一年最多参加", "4", "3"]);
  await page.getByText(/省委组织部在 .+ 改过/).waitFor();
  await page.getByRole("button", { name: "用我的值覆盖" }).click();
  await page.getByRole("dialog").first().waitFor({ state: "hidden" });
  await page.locator("dd", { hasText: /^4$/ }).first().waitFor();
});

test("a filter says how many it would show, and is kept as a view", async () => {
  const { page } = office;
  await page.goto("/people");
  await settled(page);
  const role = page.getByLabel("班子角色");
  await role.locator("option", { hasText: "正职 (" }).waitFor({ state: "attached" });
  const [, wanted] = /\((\d+)\)/.exec(await role.locator("option", { hasText: "正职 (" }).innerText());
  await role.selectOption("head");
  await page.getByText(`第 1 行，共 ${wanted} 行`).waitFor();
  await page.locator("summary", { hasText: "视图" }).click();
  await page.getByLabel("给现在的筛选起个名字").fill("班子正职");
  await page.getByRole("button", { name: "保存视图" }).click();
  await page.getByRole("button", { name: "班子正职", exact: true }).waitFor();
  await page.goto("/people");
  await settled(page);
  await page.locator("summary", { hasText: "视图" }).click();
  await page.getByRole("button", { name: "班子正职", exact: true }).click();
  await page.waitForURL(/role=head/);
  await page.getByRole("button", { name: "删除视图 班子正职" }).click();
  await page.getByRole("button", { name: "撤销" }).click();
  await page.getByRole("button", { name: "班子正职", exact: true }).waitFor();
});

test("the people of a filter go out as a workbook, and onto paper", async () => {
  const { page } = office;
  await page.goto("/people?role=head");
  await settled(page);
  const button = page.getByRole("button", { name: /^导出 [\d,]+ 人到 Excel$/ });
  const wanted = Number(/[\d,]+/.exec(await text(button))[0]);
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const rows = rowsOf(readFileSync(await download.path()));
  assert.deepEqual(rows[1].slice(0, 3), ["姓名", "单位", "职务"]);
  assert.equal(rows.length, wanted + 2, "a line about the file, the headers, and everybody");
  await page.getByRole("link", { name: "打印", exact: true }).click();
  await page.getByRole("button", { name: `打印 ${wanted} 人` }).waitFor();
  assert.equal(await page.locator("main tbody tr").count(), wanted);
  await page.goto("/people/print");
  await page.getByRole("button", { name: "打印 96 人" }).waitFor();
  const sheets = (await page.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/Type\s*\/Page[^s]/g).length;
  assert.ok(sheets >= 2, `96 people take more than one sheet of A4, not ${sheets}`);
});

test("the palette finds people by their initials", async () => {
  const { page } = office;
  await page.goto("/");
  await settled(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /搜人/ }).fill("wzq");
  await page.getByRole("option").filter({ hasText: "王志强" }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/people\/[0-9a-f-]{36}/);
});

test("every class that matches takes a step as one, and comes back as one", async () => {
  const { page } = office;
  // Pages of five stand in for the thousands of a province.
  const pages = /\/classes\?.*limit=100/;
  await page.route(pages, (route) => route.continue({ url: route.request().url().replace("limit=100", "limit=5") }));
  await page.goto("/plan");
  await settled(page);
  await page.getByLabel("选中这一页").check();
  await page.getByRole("button", { name: "选中符合条件的全部 8 个班" }).click();
  await page.getByRole("button", { name: "上报 8 个班" }).click();
  await page.getByText("已上报 8 个班。").waitFor();
  await page.getByRole("button", { name: "撤销 8 个班的办理" }).click();
  await page.getByText("已撤销，8 个班回到原来的状态。").waitFor();
  await page.getByRole("cell", { name: "草稿" }).first().waitFor();
  await page.unroute(pages);
});

const datesOf = async (name) => {
  const { items } = await server.ask("/plans");
  const { items: classes } = await server.ask(`/plans/${items[0].id}/classes`);
  return classes.find((one) => one.name === name).start_date;
};

test("two people setting targets: both are shown, and one chooses", async () => {
  const { page } = office;
  await page.goto("/plan");
  await settled(page);
  await page.getByRole("button", { name: "改目标" }).click();
  await page.locator("#plan-targets input").first().fill("7");
  await page.evaluate(async () => {
    const { items } = await (await fetch("/api/v1/plans")).json();
    const targets = ["province", "city", "county"].map((tier) => ({ tier, classes: 5, person_times: 50 }));
    await fetch(`/api/v1/plans/${items[0].id}/targets`, { method: "PUT", headers: { "content-type": "application/json", "if-match": `"${items[0].version}"` }, body: JSON.stringify({ targets }) });
  });
  await page.getByRole("button", { name: "保存" }).click();
  const row = page.getByRole("dialog").getByRole("row").filter({ hasText: "省级" });
  await row.waitFor();
  assert.deepEqual(await row.getByRole("cell").allInnerTexts(), ["省级", "7 个班，0 人次", "5 个班，50 人次"]);
  await page.getByRole("button", { name: "采用现在的值" }).click();
  await page.getByText(/\/ 5$/).first().waitFor();
});

test("a class is moved along the year by keys, and put back", async () => {
  const { page } = office;
  await page.goto("/plan");
  await settled(page);
  const before = await datesOf("第1期专题培训班");
  const ribbon = page.getByRole("group", { name: /^年带/ });
  await ribbon.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("m");
  await page.locator(".ground").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByText(/《第1期专题培训班》→ .+可以/).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await datesOf("第1期专题培训班"), before, "Escape puts it back");
  await page.keyboard.press("m");
  await page.locator(".ground").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByText(/已把《第1期专题培训班》从/).waitFor();
  assert.notEqual(await datesOf("第1期专题培训班"), before);
  await page.getByRole("button", { name: "撤销，移回去" }).click();
  await page.getByText(/已把《第1期专题培训班》从/).waitFor({ state: "hidden" });
  assert.equal(await datesOf("第1期专题培训班"), before);
});

test("a class is dragged to other days", async () => {
  const { page } = office;
  await page.goto("/plan");
  await settled(page);
  const before = await datesOf("第2期专题培训班");
  const bar = page.locator("svg .bar").nth(1);
  const { x, y, width, height } = await bar.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + 20, y + height / 2, { steps: 4 });
  await page.locator(".ground").waitFor();
  await page.mouse.move(x + width / 2 + 45, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await page.getByText(/已把《第2期专题培训班》从/).waitFor();
  const after = await datesOf("第2期专题培训班");
  assert.ok(after > before, `${before} → ${after}`);
});

test("a class is moved by a finger, a week and a day at a time, and put down or left", async () => {
  const { page, faults, close } = await openPage(browser, server, "phone", { touch: true });
  await page.goto("/plan");
  await settled(page);
  const hand = (name) => page.locator(".ribbon").getByRole("button", { name, exact: true });
  const marked = /《第3期专题培训班》/;
  const bar = await page.locator("svg .bar").nth(2).boundingBox();
  const touch = () => page.touchscreen.tap(bar.x + bar.width / 2, bar.y + bar.height / 2 + 6);
  await page.locator("svg .bar").nth(2).scrollIntoViewIfNeeded();
  await touch();
  await page.locator(".saying").filter({ hasText: "第3期专题培训班" }).waitFor();
  const before = await datesOf("第3期专题培训班");
  await hand("改期").tap();
  await page.locator(".ground").waitFor();
  assert.ok(await hand("放在这里").isDisabled(), "where it stands already it is not put down");
  await hand("晚一周").tap();
  await hand("晚一天").tap();
  await hand("早一天").tap();
  await page.locator(".saying").filter({ hasText: marked }).waitFor();
  await hand("取消").tap();
  assert.equal(await datesOf("第3期专题培训班"), before, "left where it was");
  await hand("改期").tap();
  await hand("晚一周").tap();
  for (let n = 0; n < 30 && (await hand("放在这里").isDisabled()); n += 1) await hand("晚一天").tap();
  await hand("放在这里").tap();
  await page.getByText(/已把《第3期专题培训班》从/).waitFor();
  const after = await datesOf("第3期专题培训班");
  assert.ok(after > before, `${before} → ${after}`);
  await page.getByRole("button", { name: "撤销，移回去" }).tap();
  await page.getByText(/已把《第3期专题培训班》从/).waitFor({ state: "hidden" });
  assert.equal(await datesOf("第3期专题培训班"), before);
  const again = await page.locator("svg .bar").nth(2).boundingBox();
  await page.touchscreen.tap(again.x + again.width / 2, again.y + again.height / 2);
  await hand("打开这个班").tap();
  await page.waitForURL(/\/classes\//);
  assert.deepEqual(faults, []);
  await close();
});

test("a class put onto another for the same people is offered a way out", async () => {
  const { page } = office;
  const open = async (name) => {
    await page.goto("/plan");
    await page.locator("#classes").getByRole("link", { name, exact: true }).click();
    await settled(page);
  };
  const datesIn = async () => [await page.getByLabel("开始", { exact: true }).inputValue(), await page.getByLabel("结束", { exact: true }).inputValue()];
  await open("第1期专题培训班");
  await page.getByRole("button", { name: "修改", exact: true }).click();
  const [start, end] = await datesIn();
  await page.keyboard.press("Escape");
  await open("第2期专题培训班");
  await page.getByRole("button", { name: "修改", exact: true }).click();
  const before = await datesIn();
  await page.getByLabel("开始", { exact: true }).fill(start);
  await page.getByLabel("结束", { exact: true }).fill(end);
  await page.getByRole("button", { name: "保存修改" }).click();
  await page.getByText(/与 \d+ 个班的调训对象在同一时间重合/).waitFor();
  const offers = page.locator(".repairs .button");
  assert.ok((await offers.count()) >= 1 && (await offers.count()) <= 3);
  assert.match(await offers.first().innerText(), /(推迟|提前) \d+ 天，改在 .+ · 已排学员 0 人/);
  await offers.first().click();
  await page.locator(".repairs").waitFor({ state: "hidden" });
  assert.notDeepEqual(before, [start, end]);
});

test("faults of a form are named together, each leading to its field", async () => {
  const { page } = office;
  await page.goto("/plan?new=1");
  await settled(page);
  const form = page.getByRole("dialog");
  await form.getByLabel("编号", { exact: true }).fill("X-1");
  await form.getByLabel("名称", { exact: true }).fill("试办班");
  await form.getByLabel("最少人数").fill("60");
  await form.getByLabel("学时", { exact: true }).fill("999");
  await form.getByLabel("专题", { exact: true }).selectOption({ index: 1 });
  await form.getByRole("button", { name: "新建班次" }).click();
  const alert = form.getByRole("alert");
  await alert.waitFor();
  assert.match(await text(alert), /请报编号 \w{8}/);
  assert.equal(await form.locator("[aria-invalid=true]").count(), 2);
  await alert.getByRole("link").last().click();
  assert.ok(await page.evaluate(() => document.activeElement?.getAttribute("aria-invalid")), "the focus stands in the field");
  assert.equal(await form.getByLabel("名称", { exact: true }).inputValue(), "试办班", "everything typed is kept");
  await page.keyboard.press("Escape");
});

test("the plan's classes are submitted, approved and published in bulk", async () => {
  const { page } = office;
  await page.goto("/plan");
  await settled(page);
  for (const step of ["上报", "批准", "发布"]) {
    await page.getByLabel("选中这一页").check();
    const button = page.getByRole("button", { name: new RegExp(`^${step} 8 个班$`) });
    if (!(await button.isVisible().catch(() => false))) continue;
    await button.click();
    await page.getByText("办理 8 个班").waitFor();
    await settled(page);
  }
  await page.getByRole("cell", { name: "已发布" }).first().waitFor();
  await page.getByRole("link", { name: "第3期专题培训班" }).first().click();
  await page.waitForURL(/\/classes\//);
  await settled(page);
  found.class = new URL(page.url()).pathname;
});

test("quotas are given out on the class's page; a fault names the unit", async () => {
  const { page } = office;
  await page.goto(found.class);
  await settled(page);
  await page.getByRole("button", { name: "分配名额" }).click();
  await page.getByLabel("至少").fill("99");
  await page.getByRole("button", { name: "保存 1 个单位的名额" }).click();
  const alert = page.locator("#quotas").getByRole("alert");
  assert.match(await text(alert), /山西省 99/);
  await page.getByLabel("至少").fill("0");
  await page.getByLabel("至多").fill("11");
  await page.getByRole("button", { name: "保存 1 个单位的名额" }).click();
  await page.locator("#quotas").getByText("0–11 人").waitFor();
});

test("a matching runs, explains itself, and is accepted", async () => {
  const { page } = office;
  await page.goto("/matching");
  await settled(page);
  await page.getByLabel("名称").fill("方案 A");
  await page.getByLabel("最长时间（秒）").fill("3");
  await page.getByRole("button", { name: /^匹配 / }).click();
  await page.waitForURL(/\/matching\/[0-9a-f-]{36}/);
  found.run = new URL(page.url()).pathname;
  await page.getByRole("button", { name: /^接受并占座/ }).waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "按人员" }).click();
  await page.getByRole("row").nth(1).click();
  const drawer = page.getByRole("dialog");
  await drawer.locator("li").first().waitFor();
  assert.ok((await drawer.locator("li p").first().innerText()).length > 5, "an answer is said in words");
  found.answers = `${new URL(page.url()).pathname}${new URL(page.url()).search}`;
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^接受并占座/ }).click();
  await page.getByText("已占座").waitFor();
});

test("the seats can be carried away as a workbook", async () => {
  const { page } = office;
  await page.goto(found.run);
  await settled(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /^导出 [\d,]+ 个席位$/ }).click()]);
  assert.match(rowsOf(readFileSync(await download.path()))[0][0], /匹配方案“.+”，\d{4}-\d\d-\d\d 由.+导出/);
  await page.goto("/exports");
  await page.getByText(/^匹配方案“.+”的席位与理由$/).waitFor();
});

test("accepted seats stand on the class, and its roster has boxes to sign", async () => {
  const { page } = office;
  await page.goto(found.class);
  await settled(page);
  await page.getByText(/^(拟调训|已通知)$/).first().waitFor();
  await page.getByRole("link", { name: /^打印 \d+ 人花名册$/ }).click();
  await page.getByRole("columnheader", { name: /月\d+日/ }).first().waitFor();
  assert.equal(await page.getByRole("columnheader", { name: /月\d+日/ }).count(), 5, "a box for every day");
  found.roster = new URL(page.url()).pathname;
  await page.goto(`${found.run}/print`);
  await page.getByText("批准", { exact: true }).waitFor();
  assert.deepEqual(office.faults, []);
});

test("a local value set again is a new version, and the old one stays readable", async () => {
  const { page } = office;
  await page.goto("/rules");
  await settled(page);
  const row = page.getByRole("row").filter({ hasText: "fee.lecture" });
  const set = async (yuan, source) => {
    await row.getByRole("button", { name: /^(另作规定|修改)/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^副高级/).fill(String(yuan));
    await dialog.getByLabel(/^依据/).fill(source);
    await dialog.getByRole("button", { name: /执行$/ }).click();
    await row.getByText(source, { exact: true }).waitFor();
  };
  await set(450, "省财政厅通知一");
  await set(480, "省财政厅通知二");
  await row.getByRole("button", { name: /^版本 \d+/ }).click();
  const versions = page.getByRole("dialog").locator("li");
  await versions.nth(1).waitFor();
  const told = await versions.allInnerTexts();
  assert.match(told[0], /第 2 版\s*现行[^]*480[^]*省财政厅通知二/);
  assert.match(told[1], /第 1 版\s*未曾执行[^]*450[^]*省财政厅通知一/, "the same day: the second took its place");
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await row.getByRole("button", { name: "取消" }).click();
  await row.getByText("本地规定", { exact: true }).waitFor({ state: "hidden" });
  await row.getByRole("button", { name: /^版本 \d+/ }).click();
  await versions.first().getByText(/起取消本地规定/).waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual(office.faults, []);
});

for (const name of Object.keys(looks)) {
  test(`every page has no accessibility fault: ${name}`, { timeout: 300_000 }, async () => {
    const { page, faults, close } = await openPage(browser, server, name);
    const tour = { overview: "/", people: "/people", person: found.person, imports: "/imports", import: found.import, plan: "/plan", class: found.class, matching: "/matching", run: found.run, answers: found.answers, rules: "/rules", grants: "/grants", exports: "/exports", me: "/me", missing: "/nowhere", people_print: "/people/print", roster: found.roster, run_print: `${found.run}/print`, new_class: "/plan?new=1" };
    const bad = [];
    for (const [title, address] of Object.entries(tour)) {
      if (!address) continue;
      await page.goto(address);
      await settled(page);
      await picture(page, `${title}-${name}`);
      for (const one of await violations(page)) bad.push(`${title}: ${one}`);
    }
    assert.deepEqual(bad, []);
    assert.deepEqual(faults, []);
    await close();
  });
}
