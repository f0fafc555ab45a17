// Passkeys in a real browser, whose own virtual authenticator answers: bound at the first start, used at the door, one
// more, one less, and what is said where none can be used.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, picture, settled, violations } from "./browser.mjs";
import { organiser, startServer, startUnsettled } from "./server.mjs";

const password = "吕梁山下好种田黄河岸边-2";
let browser;

before(async () => (browser = await launch()));
after(async () => browser?.close());

/** The server at the one host of this machine that browsers take passkeys at. */
const atLocalhost = (server) => ({ ...server, url: server.url.replace("127.0.0.1", "localhost") });

/** A device of the page's own that confirms whatever it is asked. */
async function device(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const plugged = async (transport) => {
    const options = { protocol: "ctap2", transport, hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
    return (await cdp.send("WebAuthn.addVirtualAuthenticator", { options })).authenticatorId;
  };
  let authenticatorId = await plugged("internal");
  return {
    keys: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    forget: () => cdp.send("WebAuthn.clearCredentials", { authenticatorId }),
    /** Another device takes its place. */
    exchange: async () => {
      await cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
      authenticatorId = await plugged("usb");
    },
  };
}

test("an administrator enrols by a passkey and comes in with it", async (t) => {
  const server = await startUnsettled();
  const { page, faults, close } = await openPage(browser, atLocalhost(server), "light", { signedIn: false });
  t.after(async () => (await close(), server.stop()));
  const pocket = await device(page);
  await page.goto(server.link.replace("127.0.0.1", "localhost"));
  await page.getByLabel("您的姓名").fill("王工");
  await page.getByLabel("登录名", { exact: true }).fill("wang.gong");
  await page.getByLabel("口令", { exact: true }).fill(password);
  await page.getByLabel("他的姓名").fill("赵安");
  await page.getByLabel("他的登录名").fill("zhao.an");
  await page.getByLabel("名称，如“山西省”").fill("山西省");
  await page.getByRole("button", { name: "设立 2 位管理员" }).click();
  await page.getByRole("button", { name: "绑定我的验证器" }).click();
  await page.getByRole("button", { name: "改用通行密钥" }).click();
  await picture(page, "enrol-passkey-light", { whole: true });
  assert.deepEqual(await violations(page), []);
  await page.getByLabel(/^名称/).fill("王工的笔记本");
  await page.getByRole("button", { name: "添加通行密钥" }).click();
  await page.locator(".codes code").first().waitFor();
  assert.equal((await pocket.keys()).length, 1);
  await page.getByRole("button", { name: "已经保存，继续" }).click();
  await settled(page);

  const enter = async () => {
    await page.context().clearCookies();
    await page.goto("/sign-in");
    await page.getByLabel("登录名").fill("wang.gong");
    await page.getByLabel("口令", { exact: true }).fill(password);
    await page.getByRole("button", { name: "登录", exact: true }).click();
  };
  await enter();
  await page.getByRole("button", { name: "用通行密钥确认" }).waitFor();
  await picture(page, "key-step-light", { whole: true });
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "用通行密钥确认" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await settled(page);
  await page.locator(".account summary", { hasText: "王工" }).waitFor();

  // The last second factor of an administrator stays.
  await page.goto("/me");
  await settled(page);
  await page.getByRole("button", { name: "移除通行密钥王工的笔记本" }).click();
  await page.locator("#proof-password").fill(password);
  await page.getByRole("button", { name: "移除", exact: true }).click();
  await page.getByText(/管理员必须保留一种二次验证/).waitFor();

  // Without the key the page says so, and a code on paper still lets in.
  await pocket.forget();
  await enter();
  await page.getByRole("button", { name: "用通行密钥确认" }).click();
  await page.getByText(/没有收到通行密钥的回答/).waitFor();
  assert.deepEqual(faults, []);
});

test("an organiser adds two passkeys and removes one", async (t) => {
  const server = await startServer();
  const { page, faults, close } = await openPage(browser, atLocalhost(server), "light", { signedIn: false });
  t.after(async () => (await close(), server.stop()));
  const computer = await device(page);
  await page.goto("/sign-in?to=/me");
  await page.getByLabel("登录名").fill(organiser.login);
  await page.getByLabel("口令", { exact: true }).fill(organiser.password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.waitForURL(/\/me$/);
  await settled(page);
  const add = async (name, code) => {
    await page.getByRole("button", { name: "添加通行密钥" }).click();
    await page.locator("#proof-password").fill(organiser.password);
    if (code) await page.locator("#proof-code").fill(code);
    await page.getByRole("button", { name: "继续" }).click();
    await page.getByLabel(/^名称/).fill(name);
    await page.getByRole("button", { name: "添加通行密钥" }).click();
  };
  await add("办公室的电脑");
  await page.locator(".codes code").first().waitFor();
  const papers = await page.locator(".codes code").allInnerTexts();
  await page.getByRole("button", { name: "已经保存，继续" }).click();
  await page.locator("td.subject", { hasText: "办公室的电脑" }).waitFor();
  await add("还是这台", papers[0]);
  await page.getByText("这台设备已经添加过，请换一台。").waitFor();
  await page.getByRole("button", { name: "取消" }).click();
  await computer.exchange();
  await add("家里的安全密钥", papers[1]);
  await page.locator("td.subject", { hasText: "家里的安全密钥" }).waitFor();
  await picture(page, "passkeys-light", { whole: true });
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "移除通行密钥办公室的电脑" }).click();
  await page.locator("#proof-password").fill(organiser.password);
  await page.getByRole("button", { name: "移除", exact: true }).click();
  await page.locator("td.subject", { hasText: "办公室的电脑" }).waitFor({ state: "detached" });
  await page.locator("td.subject", { hasText: "家里的安全密钥" }).waitFor();
  assert.deepEqual(faults, []);
});

test("where none can be used it is said, with the address where they can", async (t) => {
  const server = await startServer();
  const { page, faults, close } = await openPage(browser, server, "light");
  t.after(async () => (await close(), server.stop()));
  await page.goto("/me");
  await settled(page);
  await page.getByText(/通行密钥只能在本系统自己的网址使用/).waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(faults, []);
});
