// Sign-in by a real provider in a process beside the server: set by an administrator, bound by its owner, used at the door.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, picture, settled, violations } from "./browser.mjs";
import { signInThere, startProvider } from "./provider.mjs";
import { codeOf } from "./totp.mjs";
import { freePort, organiser, startServer } from "./server.mjs";

let browser;

before(async () => (browser = await launch()));
after(async () => browser?.close());

test("an administrator sets the provider, its owner binds an account, and comes in by it", async (t) => {
  const port = await freePort();
  const provider = await startProvider(`http://127.0.0.1:${port}/sign-in/provider`);
  const server = await startServer({ port, provider, role: "system_administrator" });
  const { page, faults, close } = await openPage(browser, server, "light");
  t.after(async () => (await close(), server.stop(), provider.stop()));

  await page.goto("/sign-in?to=/sign-in-rules");
  const secret = await page.locator("code.secret").innerText();
  await page.getByLabel("验证器显示的 6 位数字").fill(codeOf(secret));
  await page.getByRole("button", { name: "绑定验证器" }).click();
  await page.locator(".codes code").first().waitFor();
  const papers = await page.locator(".codes code").allInnerTexts();
  await page.getByRole("button", { name: "已经保存，继续" }).click();
  await page.waitForURL(/\/sign-in-rules$/);
  await settled(page);
  await page.getByLabel("名称，登录页上显示").fill("省统一身份认证");
  await page.getByLabel("签发者地址（issuer）").fill(provider.issuer);
  await page.getByLabel("客户端编号（client_id）").fill("jinxue");
  await page.getByRole("button", { name: "保存认证服务" }).click();
  await page.getByText("已保存，从下一次请求起生效。").waitFor();
  await page.getByLabel("口令最少字符数").fill("14");
  await page.getByRole("button", { name: "保存规则" }).click();
  await page.getByText("已保存，从下一次请求起生效。").nth(1).waitFor();
  await picture(page, "sign-in-rules-light", { whole: true });
  assert.deepEqual(await violations(page), []);

  await page.goto("/me");
  await settled(page);
  await page.getByRole("button", { name: "去绑定" }).click();
  await page.locator("#proof-password").fill(organiser.password);
  await page.locator("#proof-code").fill(papers[0]);
  await page.getByRole("button", { name: "去绑定" }).click();
  await signInThere(page, "li.xiaoyun");
  await page.waitForURL(/\/me$/);
  await settled(page);
  await page.getByRole("button", { name: "解除绑定" }).waitFor();

  // At the door, in the same browser without the session here: the provider still knows who it is.
  await page.context().clearCookies({ name: /^jinxue/ });
  await page.goto("/sign-in?to=/me");
  await page.getByRole("button", { name: "用省统一身份认证登录" }).waitFor();
  await picture(page, "door-provider-light", { whole: true });
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "用省统一身份认证登录" }).click();
  // The provider said nothing of a second factor: an administrator shows the one of this installation.
  await page.getByLabel("验证码或备用码").fill(papers[1]);
  await page.getByRole("button", { name: "继续" }).click();
  await page.waitForURL(/\/me$/);
  await settled(page);
  await page.getByText(/以 省委组织部 的身份登录/).waitFor();
  assert.deepEqual(faults, []);

  // Somebody the provider knows and nobody here does is told whom to ask.
  const other = await openPage(browser, server, "light", { signedIn: false });
  await other.page.goto("/sign-in");
  await other.page.getByRole("button", { name: "用省统一身份认证登录" }).click();
  await signInThere(other.page, "somebody.else");
  await other.page.getByText(/请向账号管理员要一个一次性链接/).waitFor();
  assert.deepEqual(await violations(other.page), []);
  assert.equal(new URL(other.page.url()).search, "", "the code does not stay in the address");
});
