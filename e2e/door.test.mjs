// The door: the first start, coming in by password and code, being led to the door and back, the demonstration's switch.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, looks, openPage, picture, settled, violations } from "./browser.mjs";
import { organiser, startDemo, startServer, startUnsettled } from "./server.mjs";
import { codeOf } from "./totp.mjs";

const password = "吕梁山下好种田黄河岸边-2";
let browser;

before(async () => (browser = await launch()));
after(async () => browser?.close());

test("the first start: a printed link makes two administrators, and a telephone is bound", async (t) => {
  const server = await startUnsettled();
  const { page, faults, close } = await openPage(browser, server, "light", { signedIn: false });
  t.after(async () => (await close(), server.stop()));
  await page.goto("/");
  await page.getByRole("heading", { name: "尚未设置" }).waitFor();
  await page.goto(server.link);
  await page.getByRole("heading", { name: "首次设置" }).waitFor();
  assert.equal(new URL(page.url()).hash, "", "the secret does not stay in the address");
  await picture(page, "set-up-light", { whole: true });
  assert.deepEqual(await violations(page), []);
  await page.getByLabel("您的姓名").fill("王工");
  await page.getByLabel("登录名", { exact: true }).fill("wang.gong");
  await page.getByLabel("口令", { exact: true }).fill("password123456");
  await page.getByLabel("他的姓名").fill("赵安");
  await page.getByLabel("他的登录名").fill("zhao.an");
  await page.getByLabel("名称，如“山西省”").fill("山西省");
  await page.getByRole("button", { name: "设立 2 位管理员" }).click();
  await page.getByRole("link", { name: /口令太常见/ }).click();
  await page.getByLabel("口令", { exact: true }).fill(password);
  await page.getByRole("button", { name: "设立 2 位管理员" }).click();
  const handed = await page.locator("#link-made").inputValue();
  await page.getByRole("button", { name: "绑定我的验证器" }).click();

  const secret = await page.locator("code.secret").innerText();
  await picture(page, "enrol-light", { whole: true });
  assert.deepEqual(await violations(page), []);
  await page.getByLabel("验证器显示的 6 位数字").fill(codeOf(secret));
  await page.getByRole("button", { name: "绑定验证器" }).click();
  const paper = await page.locator(".codes code").first().innerText();
  await picture(page, "codes-light", { whole: true });
  await page.getByRole("button", { name: "已经保存，继续" }).click();
  await settled(page);
  await page.locator(".account summary", { hasText: "王工" }).waitFor();

  await page.goto(server.link);
  await page.getByText(/链接已经用过/).waitFor();
  await page.goto("/me");
  await settled(page);
  await page.getByText(/共在 1 处登录/).waitFor();
  await page.locator(".account summary").click();
  await page.getByRole("button", { name: "退出", exact: true }).click();
  await page.getByRole("heading", { name: "登录", exact: true }).waitFor();
  await page.getByLabel("登录名").fill("wang.gong");
  await page.getByLabel("口令", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByLabel("验证码或备用码").fill(paper);
  await page.getByRole("button", { name: "继续" }).click();
  await settled(page);
  await page.locator(".account summary", { hasText: "王工" }).waitFor();

  const other = await openPage(browser, server, "light", { signedIn: false });
  await other.page.goto(handed);
  await other.page.getByRole("heading", { name: "赵安，请设置口令" }).waitFor();
  await picture(other.page, "recovery-light", { whole: true });
  assert.deepEqual(await violations(other.page), []);
  await other.page.getByLabel("新口令").fill("晋祠泉水清又清难老泉边-3");
  await other.page.getByRole("button", { name: "设置口令" }).click();
  await other.page.getByRole("link", { name: "登录" }).click();
  await other.page.getByLabel("登录名").fill("zhao.an");
  await other.page.getByLabel("口令", { exact: true }).fill("晋祠泉水清又清难老泉边-3");
  await other.page.getByRole("button", { name: "登录", exact: true }).click();
  await other.page.getByRole("heading", { name: "绑定验证器" }).waitFor();
  await other.close();
  assert.deepEqual(faults, []);
});

test("a stranger is led to the door and back to where they were; a wrong password says so", async (t) => {
  const server = await startServer();
  const { page, faults, close } = await openPage(browser, server, "light", { signedIn: false });
  t.after(async () => (await close(), server.stop()));
  await page.goto("/rules?unit=nowhere");
  await page.waitForURL(/\/sign-in\?to=/);
  await page.getByLabel("登录名").fill(organiser.login);
  await page.getByLabel("口令", { exact: true }).fill("不是这一个");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByText(/登录名或口令不正确/).waitFor();
  assert.equal(await page.getByLabel("登录名").inputValue(), organiser.login, "what was typed is kept");
  await page.getByLabel("口令", { exact: true }).fill(organiser.password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.waitForURL(/\/rules\?unit=nowhere/);
  await settled(page);

  await page.goto("/me");
  await settled(page);
  await page.getByLabel("当前口令").first().fill(organiser.password);
  await page.getByLabel("新口令").fill(password);
  await page.getByRole("button", { name: "更换口令" }).click();
  await page.getByText("口令已更换，其他地方的登录已退出。").waitFor();

  // The session ends elsewhere: the next request leads to the door, and the door back.
  await page.context().clearCookies();
  await page.getByRole("link", { name: "规则", exact: true }).click();
  await page.waitForURL(/\/sign-in\?to=/);
  await page.getByLabel("登录名").fill(organiser.login);
  await page.getByLabel("口令", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await settled(page);
  await page.goto(`/sign-in?to=${encodeURIComponent("//evil.example/")}`);
  await page.waitForURL((url) => url.pathname === "/");
  assert.equal(new URL(page.url()).origin, server.url);
  assert.deepEqual(faults, []);
});

test("the demonstration opens with six identities, and one click is inside", { timeout: 400_000 }, async (t) => {
  const server = await startDemo();
  t.after(() => server.stop());
  const { page, faults, close } = await openPage(browser, server, "light", { signedIn: false });
  await page.goto("/");
  await page.getByRole("heading", { name: "选一个身份进入" }).waitFor();
  await page.locator(".identity").nth(5).waitFor();
  assert.equal(await page.locator(".identity").count(), 6);
  await page.locator(".identity").first().click();
  await settled(page);
  await page.locator(".account summary", { hasText: "山西省委组织部" }).waitFor();
  await page.locator(".account summary").click();
  await page.getByRole("button", { name: "换一个身份" }).click();
  await page.locator(".identity").nth(1).click();
  await settled(page);
  await page.locator(".account summary", { hasText: "太原市委组织部" }).waitFor();
  assert.deepEqual(faults, []);
  await close();

  for (const name of Object.keys(looks)) {
    const look = await openPage(browser, server, name, { signedIn: false });
    const bad = [];
    for (const [title, address] of [["switch", "/switch"], ["sign-in", "/sign-in"], ["link", "/set-up"]]) {
      await look.page.goto(address);
      await settled(look.page);
      await picture(look.page, `${title}-${name}`, { whole: true });
      for (const one of await violations(look.page)) bad.push(`${title} ${name}: ${one}`);
    }
    assert.deepEqual(bad, []);
    assert.deepEqual(look.faults, []);
    await look.close();
  }
});
