// A needs survey from both sides: an organiser makes and opens it, a trainee answers on a phone, the organiser sees what was found.
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

test("an organiser asks, a trainee answers on a phone, and the organiser sees it counted", { timeout: 240_000 }, async () => {
  await server.ask("/switch", { identity: "trainee" });
  const own = (await server.ask("/me")).person_id;
  const unit = (await server.ask(`/people/${own}`)).unit_id;
  await server.ask("/switch", { identity: "province" });
  const { page, faults, close } = await openPage(browser, server, "light");
  await page.goto(`/surveys?unit=${unit}`);
  await settled(page);
  assert.deepEqual(await violations(page), []);
  await picture(page, "surveys");
  await page.getByRole("button", { name: "新建调研" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("调研名称").fill("业务能力提升需求");
  await dialog.getByText("专题（不选为全部").waitFor();
  await dialog.locator("summary").first().click();
  await dialog.getByLabel("整个领域").first().check();
  await dialog.getByLabel("每人至多选几个专题").fill("2");
  await dialog.getByLabel("开放题").fill("还想学什么？");
  await dialog.getByLabel("最后一天").fill("2000-01-01");
  assert.deepEqual(await violations(page), []);
  await picture(page, "survey-editor");
  await dialog.getByRole("button", { name: "保存草稿" }).click();
  await dialog.locator(".problem").waitFor();
  await dialog.getByLabel("最后一天").fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
  await dialog.getByRole("button", { name: "保存草稿" }).click();
  await page.waitForURL(/\/surveys\/[0-9a-f-]{36}/);
  await settled(page);
  const survey = /surveys\/([0-9a-f-]{36})/.exec(page.url())[1];
  await page.getByRole("button", { name: /^向 \d+ 人发起$/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^向 \d+ 人发起$/ }).click();
  await page.getByRole("button", { name: /^提醒未答的/ }).click();
  await page.getByText(/提醒.+未答的 \d+ 人/).first().waitFor();
  assert.deepEqual(await violations(page), []);

  await server.ask("/switch", { identity: "trainee" });
  const phone = await openPage(browser, server, "phone", { touch: true });
  await phone.page.goto(`/people/${own}`);
  await settled(phone.page);
  await picture(phone.page, "survey-own-phone");
  assert.deepEqual(await violations(phone.page), []);
  await phone.page.getByRole("link", { name: /业务能力提升需求/ }).tap();
  await settled(phone.page);
  const topics = phone.page.locator("button.topic");
  await topics.nth(0).tap();
  await phone.page.getByRole("button", { name: "迫切", exact: true }).tap();
  await topics.nth(1).tap();
  assert.ok(await topics.nth(2).isDisabled(), "no more than two");
  assert.deepEqual(await violations(phone.page), []);
  await picture(phone.page, "survey-answer-phone");
  await phone.page.getByRole("button", { name: "提交 2 个专题" }).tap();
  await phone.page.getByText("已提交。").waitFor();
  // Changed as long as it is open; the later counts.
  await topics.nth(1).tap();
  await phone.page.getByRole("button", { name: "提交 1 个专题" }).tap();
  await phone.page.getByText("已提交。").waitFor();
  assert.deepEqual(phone.faults, []);
  await phone.close();

  await server.ask("/switch", { identity: "province" });
  const after = await openPage(browser, server, "light");
  for (let n = 0; n < 60 && !(await server.ask(`/surveys/${survey}/results`)).answered; n += 1) await new Promise((resolve) => setTimeout(resolve, 500));
  await after.page.goto(`/surveys/${survey}`);
  await settled(after.page);
  assert.match(await after.page.locator("main .sentence").innerText(), /已有 1 人作答/);
  assert.equal(await after.page.locator("table").first().locator("tbody tr").first().locator("td").nth(6).innerText(), "1", "one finds it urgent");
  await after.page.getByRole("button", { name: /^未答的/ }).click();
  await after.page.getByRole("dialog").locator("li").first().waitFor();
  assert.deepEqual(await violations(after.page), []);
  await after.page.keyboard.press("Escape");
  await after.page.getByRole("button", { name: "结束调研" }).click();
  await after.page.getByText("已结束", { exact: true }).first().waitFor();
  assert.deepEqual([faults, after.faults], [[], []]);
  await after.close();
  await close();
});

test("what a closed survey has found is ranked by three needs, in every look, and carried away", { timeout: 240_000 }, async () => {
  await server.ask("/switch", { identity: "province" });
  const closed = (await server.ask("/surveys")).items.find((one) => one.state === "closed" && one.draft.title.includes("领导班子"));
  for (const look of ["light", "dark", "english", "phone"]) {
    const { page, faults, close } = await openPage(browser, server, look);
    await page.goto(`/surveys/${closed.id}`);
    await settled(page);
    await picture(page, `survey-${look}`, { whole: true });
    assert.deepEqual(await violations(page), [], look);
    if (look === "light") {
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: "导出需求汇总" }).click();
      assert.match((await saved).suggestedFilename(), /^需求调研-.*\.xlsx$/);
      await page.getByRole("button", { name: "太原市" }).click();
      await page.waitForURL(/of=/);
      await settled(page);
      await page.getByRole("heading", { name: "太原市的培训需求" }).waitFor();
    }
    assert.deepEqual(faults, [], look);
    await close();
  }
});
