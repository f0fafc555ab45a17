// Who finds what: the six identities of the demonstration in their own rooms, and the way from an empty installation to
// its first organiser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, picture, settled, violations } from "./browser.mjs";
import { organiser, startDemo, startUnsettled } from "./server.mjs";
import { codeOf } from "./totp.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser?.close());

const rooms = {
  province: ["总览", "短板总览", "需求调研", "年度计划", "学员匹配", "人员与短板", "导入", "规则", "权限"],
  city: ["总览", "短板总览", "需求调研", "年度计划", "学员匹配", "人员与短板", "导入", "规则", "权限"],
  school: ["总览", "短板总览", "年度计划", "人员与短板", "规则"],
  liaison: ["总览", "短板总览", "需求调研", "年度计划", "人员与短板", "导入", "规则"],
  lecturer: ["年度计划", "规则"],
  trainee: ["我的学习"],
};

test("each identity of the demonstration finds its own rooms, and nothing refuses it there", { timeout: 600_000 }, async (t) => {
  const server = await startDemo();
  t.after(() => server.stop());
  const all = (await server.ask("/people?limit=1")).total;
  for (const [identity, expected] of Object.entries(rooms)) {
    await server.ask("/switch", { identity });
    const { page, faults, close } = await openPage(browser, server, identity === "trainee" ? "phone" : "light");
    const refused = [];
    page.on("response", (answer) => answer.status() === 403 && refused.push(answer.url()));
    await page.goto("/");
    await settled(page);
    const links = page.locator("#navigation nav a");
    const names = (await links.allTextContents()).map((text) => text.trim().replace(/[\d,，]+$|待.*$|\d.*行.*$/u, "").trim());
    assert.deepEqual(names, expected, identity);
    for (const [at, address] of (await links.evaluateAll((found) => found.map((link) => link.getAttribute("href")))).entries()) {
      await page.goto(address);
      await settled(page);
      await picture(page, `role-${identity}-${at}`);
      assert.deepEqual(await violations(page), [], `${identity} ${address}`);
      assert.equal(await page.locator("main .problem").count(), 0, `${identity} ${address}`);
    }
    assert.deepEqual([faults, refused], [[], []], identity);
    await close();
  }
  await server.ask("/switch", { identity: "city" });
  const own = (await server.ask("/people?limit=1")).total;
  assert.ok(own > 0 && own < all / 2, `${own} of ${all}`);

  // The city's organiser passes a role on, sees who can see somebody, and shows a number after saying what for.
  const { page, faults, close } = await openPage(browser, server, "light");
  await page.goto("/grants");
  await settled(page);
  await page.getByLabel("登录名").fill("demo-liaison");
  await page.getByRole("button", { name: "授权", exact: true }).click();
  await page.getByRole("cell", { name: /联络员/ }).first().waitFor();
  const somebody = (await server.ask("/people?limit=1")).items[0];
  await page.goto(`/people/${somebody.id}`);
  await settled(page);
  await page.getByText("谁能看到这一页").click();
  await page.getByText(/太原市委组织部/).last().waitFor();
  await page.getByRole("button", { name: "显示完整号码" }).click();
  await page.getByPlaceholder("查看事由（留审计）").fill("核对参训名单");
  await page.getByRole("button", { name: "显示", exact: true }).click();
  await page.getByText(/\d{17}[\dX]/).waitFor();
  await picture(page, "person-revealed", { whole: true });
  assert.deepEqual(faults, []);
  await close();

  // The province sees as the city: its people, and no way to change them.
  await server.ask("/switch", { identity: "province" });
  const province = await openPage(browser, server, "light");
  const refused = [];
  province.page.on("response", (answer) => answer.status() === 403 && refused.push(answer.request().method()));
  const city = (await server.ask("/units")).items.find((unit) => unit.name === "太原市");
  await province.page.goto(`/grants?unit=${city.id}`);
  await province.page.getByRole("row", { name: /太原市委组织部.*市级组织者/ }).getByRole("button", { name: "以其身份查看" }).click();
  const banner = province.page.getByRole("complementary", { name: "以他人身份查看" });
  await banner.getByText("正在以“太原市委组织部”的身份查看").waitFor();
  await province.page.goto("/people");
  await settled(province.page);
  await province.page.locator("main").getByText(own.toLocaleString("en-US"), { exact: false }).first().waitFor();
  await picture(province.page, "seeing-as");
  assert.deepEqual(await violations(province.page), []);
  await province.page.goto(`/people/${somebody.id}`);
  await province.page.getByRole("button", { name: "显示完整号码" }).click();
  await province.page.getByPlaceholder("查看事由（留审计）").fill("只是看看");
  await province.page.getByRole("button", { name: "显示", exact: true }).click();
  await province.page.getByText("以他人身份查看时只能看").waitFor();
  assert.deepEqual(refused, ["POST"]);
  await banner.getByRole("button", { name: "结束查看" }).click();
  await province.page.getByRole("navigation").getByText("权限").first().waitFor();
  assert.equal(await banner.count(), 0);
  await province.close();
});

test("from nothing to the first organiser: three people, each with their own part", { timeout: 240_000 }, async (t) => {
  const server = await startUnsettled();
  t.after(() => server.stop());
  const passwords = { system: "吕梁山下好种田黄河岸边-2", security: "晋祠泉水清又清难老泉边-3" };
  const system = await openPage(browser, server, "light", { signedIn: false });
  await system.page.goto(server.link);
  await system.page.getByLabel("您的姓名").fill("王工");
  await system.page.getByLabel("登录名", { exact: true }).fill("wang.gong");
  await system.page.getByLabel("口令", { exact: true }).fill(passwords.system);
  await system.page.getByLabel("他的姓名").fill("赵安");
  await system.page.getByLabel("他的登录名").fill("zhao.an");
  await system.page.getByLabel("名称，如“山西省”").fill("山西省");
  await system.page.getByRole("button", { name: "设立 2 位管理员" }).click();
  const handed = await system.page.locator("#link-made").inputValue();
  await system.page.getByRole("button", { name: "绑定我的验证器" }).click();
  await bind(system.page);
  // The system administrator has accounts to make and the rules of signing in, and nothing else.
  await system.page.waitForURL(/\/accounts$/);
  assert.deepEqual(await system.page.locator("#navigation nav a").allTextContents(), ["账号", "登录规则"]);
  await system.page.getByLabel("姓名或岗位").fill(organiser.name);
  await system.page.getByLabel("登录名").fill(organiser.login);
  await system.page.getByRole("button", { name: "新建并生成链接" }).click();
  const link = await system.page.locator("#link-made").inputValue();
  await system.page.getByRole("cell", { name: organiser.login }).waitFor();
  await picture(system.page, "accounts-light", { whole: true });
  assert.deepEqual(await violations(system.page), []);
  await system.page.getByRole("button", { name: "为赵安生成一次性链接" }).click();
  await system.page.getByText(/三员账号的恢复链接须由运维人员/).waitFor();

  // The organiser comes in, binds a second factor as everybody does, and may do nothing yet.
  const desk = await openPage(browser, server, "light", { signedIn: false });
  await setPassword(desk.page, link, organiser.password);
  await signIn(desk.page, organiser.login, organiser.password);
  await desk.page.getByRole("heading", { name: "绑定验证器" }).waitFor();
  await bind(desk.page);
  await desk.page.waitForURL(/\/me$/);
  await desk.page.getByText("还没有角色").waitFor();

  // The security administrator gives the role, and sees no person.
  const security = await openPage(browser, server, "light", { signedIn: false });
  await setPassword(security.page, handed, passwords.security);
  await signIn(security.page, "zhao.an", passwords.security);
  await security.page.getByRole("heading", { name: "绑定验证器" }).waitFor();
  await bind(security.page);
  await security.page.waitForURL(/\/grants/);
  await security.page.getByLabel("登录名").fill(organiser.login);
  await security.page.getByLabel("角色").selectOption("province_organiser");
  await security.page.getByRole("button", { name: "授权", exact: true }).click();
  await security.page.getByRole("cell", { name: organiser.name }).first().waitFor();
  await picture(security.page, "security-grants", { whole: true });
  await security.page.getByLabel("登录名").fill(organiser.login);
  await security.page.getByLabel("角色").selectOption("auditor");
  await security.page.getByRole("button", { name: "授权", exact: true }).click();
  await security.page.getByText(/三员须分设/).waitFor();

  await desk.page.goto("/");
  await settled(desk.page);
  assert.deepEqual((await desk.page.locator("#navigation nav a").allTextContents()).map((text) => text.trim()), rooms.province);
  for (const one of [system, desk, security]) {
    assert.deepEqual(one.faults, []);
    await one.close();
  }
});

/** Binds the authenticator whose secret the page shows, and keeps its codes. */
async function bind(page) {
  const secret = await page.locator("code.secret").innerText();
  await page.getByLabel("验证器显示的 6 位数字").fill(codeOf(secret));
  await page.getByRole("button", { name: "绑定验证器" }).click();
  await page.getByRole("button", { name: "已经保存，继续" }).click();
  await settled(page);
}

async function setPassword(page, link, password) {
  await page.goto(link);
  await page.getByLabel("新口令").fill(password);
  await page.getByRole("button", { name: "设置口令" }).click();
  await page.getByRole("link", { name: "登录" }).click();
}

async function signIn(page, login, password) {
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("口令", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}
