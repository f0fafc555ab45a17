// A picture of every page in every look, for people to look at: `npm run pictures -- [look…] [scene…]`.
// It runs on a demonstration of its own, or on a server that runs already (JINXUE_URL).
import { launch, looks, openPage, picture, settled } from "./browser.mjs";
import { startDemo } from "./server.mjs";

const words = process.argv.slice(2);
const wantedLooks = Object.keys(looks).filter((name) => !words.some((word) => looks[word]) || words.includes(name));
const server = await startDemo();
const browser = await launch();

const ask = server.ask;
const send = (path, body) => server.ask(path, body ?? null);
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Addresses of what is worth a picture; a second run is made when there is nothing to compare with. */
async function subjects() {
  const [plan] = (await ask("/plans")).items;
  const warned = (await ask(`/plans/${plan.id}/warnings?limit=1`)).items[0];
  const one = (await ask(`/plans/${plan.id}/classes?limit=1&state=published`)).items[0] ?? (await ask(`/plans/${plan.id}/classes?limit=1`)).items[0];
  let runs = (await ask(`/runs?plan=${plan.id}`)).items.filter((run) => run.state === "done" || run.state === "stopped");
  if (runs.length < 2) {
    const made = await send(`/plans/${plan.id}/runs`, { name: "方案 B", seconds: 3, gap_percent: 0, seed: 7, with_drafts: true, stay_on_run: null });
    for (let n = 0; n < 90 && !["done", "stopped", "failed"].includes((await ask(`/runs/${made.id}`)).state); n += 1) await rest(1_000);
    runs = (await ask(`/runs?plan=${plan.id}`)).items.filter((run) => run.state === "done" || run.state === "stopped");
  }
  const [left, right] = runs;
  if (!runs.some((run) => run.accepted_at)) await send(`/runs/${left.id}/accept`);
  const person = (await ask(`/runs/${left.id}/people?limit=1`)).items[0];
  const short = (await ask("/people?due=short&limit=1")).items[0] ?? person;
  const faulty = (await ask("/imports")).items.find((one) => one.rows_faulty > 0);
  const published = (await ask(`/plans/${plan.id}/classes?limit=200&state=published`)).items;
  const seated = published.find((one) => one.seats_taken > 0);
  const met = await meeting(plan);
  await carriedAway(left, seated, faulty);
  await setRules();
  return { plan, one, warned, left, right, person, short, faulty, seated, met };
}

/** A class that meets others for the same people and can still be moved. */
async function meeting(plan) {
  const met = (await ask(`/plans/${plan.id}/ribbon`)).items.filter((one) => one.conflicts && !["held", "cancelled"].includes(one.state));
  for (const { id } of met.slice(0, 20)) if ((await ask(`/classes/${id}/repairs`)).items.length) return id;
  return undefined;
}

/** One file of every kind, the last of them still being written or just written. */
async function carriedAway(run, seated, faulty) {
  const asked = [[`/runs/${run.id}/exports`], seated && [`/classes/${seated.id}/exports`], faulty && [`/imports/${faulty.id}/exports`], ["/people/exports", { role: "head", due: "short" }]];
  for (const [path, body] of asked.filter(Boolean)) await send(path, body);
  for (let n = 0; n < 60 && (await ask("/exports")).items.some((one) => one.state === "making"); n += 1) await rest(500);
}

/** A rule with three versions, the last of them not begun. */
async function setRules() {
  const unit_id = (await ask("/units")).items[0].id;
  const set = (hours, source, valid_from) => server.send("/rules/hours.section_and_below.yearly/override", { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ unit_id, value: { hours }, source, valid_from }) });
  const year = new Date().getFullYear();
  await set(95, "省委组织部通知（第一号）", `${year}-01-01`);
  await set(100, "省委组织部通知（第二号）", `${year}-03-01`);
  await set(110, "省委组织部通知（第三号）", `${year + 1}-01-01`);
}

const on = await subjects();

/** What is pictured: an address, and what is done there before the picture is taken. */
const scenes = {
  overview: ["/"],
  people: ["/people"],
  needs: ["/needs"],
  targets: ["/targets"],
  profiles: ["/profiles"],
  "profile-edit": ["/profiles", (page) => page.getByRole("button", { name: /^(修改画像|Edit the profile)/ }).first().click()],
  "needs-grade": ["/needs?by=grade"],
  "people-filtered": ["/people?due=short&role=deputy"],
  "people-none": ["/people?q=没有这个人"],
  person: [`/people/${on.short.id ?? on.short.person_id}`],
  "person-edit": [`/people/${on.short.id ?? on.short.person_id}`, (page) => page.getByRole("button", { name: /^(修改|Edit)/ }).first().click()],
  imports: ["/imports"],
  import: [on.faulty ? `/imports/${on.faulty.id}` : undefined],
  "import-faulty": [on.faulty ? `/imports/${on.faulty.id}?verdict=faulty` : undefined],
  plan: ["/plan"],
  "plan-empty": ["/plan?year=2031"],
  "plan-new": ["/plan?new=1", () => {}],
  class: [`/classes/${on.one.id}`],
  "class-warned": [on.warned ? `/classes/${on.warned.class_id}` : undefined],
  "class-edit": [`/classes/${on.one.id}`, (page) => page.getByRole("button", { name: /^(修改班次|修改|Edit)/ }).first().click()],
  matching: ["/matching"],
  run: [`/matching/${on.left.id}`],
  "run-people": [`/matching/${on.left.id}?tab=people`],
  answers: [`/matching/${on.left.id}?tab=people&person=${on.person.person_id}`, () => {}],
  "class-quotas": [`/classes/${on.one.id}`, async (page) => {
    await page.getByRole("button", { name: /^(改名额|分配名额|Edit quotas|Give out quotas)$/ }).click();
    await page.locator("#quotas").scrollIntoViewIfNeeded();
  }],
  roster: [`/classes/${on.one.id}/roster`],
  "people-print": ["/people/print?due=short"],
  "plan-bulk": ["/plan", async (page) => {
    await page.locator("main thead input[type=checkbox]").check();
    await page.locator(".bulk button").first().click();
    await page.locator(".bulk").scrollIntoViewIfNeeded();
  }],
  "plan-moving": ["/plan", async (page) => {
    const ribbon = page.locator("svg[role=group]").first();
    await ribbon.focus();
    for (let n = 0; n < 40; n += 1) {
      await page.keyboard.press(n % 8 === 7 ? "ArrowDown" : "ArrowRight");
      await page.keyboard.press("m");
      await rest(50);
      if (await page.locator(".saying.moving").isVisible()) break;
    }
    await rest(700);
    await page.keyboard.press("ArrowRight");
  }],
  compare: [on.right ? `/matching/${on.left.id}/compare/${on.right.id}` : undefined],
  rules: ["/rules"],
  grants: ["/grants"],
  exports: ["/exports"],
  attendance: [on.seated ? `/classes/${on.seated.id}` : undefined, async (page) => {
    const marks = page.locator("#seats").getByRole("button", { name: /^(登记缺席|Mark away)/ });
    await marks.first().click();
    await page.locator("#seats form").scrollIntoViewIfNeeded();
  }],
  repairs: [on.met ? `/classes/${on.met}` : undefined, (page) => page.locator(".repairs").scrollIntoViewIfNeeded()],
  "rule-versions": ["/rules", (page) => page.getByRole("button", { name: /^(版本 \d|Versions: )/ }).first().click()],
  me: ["/me"],
  override: ["/rules", (page) => page.locator("main table button").first().click()],
  palette: ["/", async (page) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /搜人|people/i }).fill("wang");
    await rest(500);
  }],
  keys: ["/", (page) => page.keyboard.press("?")],
  jobs: ["/", async (page) => {
    const menu = page.getByRole("button", { name: /^(菜单|Menu)$/ });
    if (await menu.isVisible()) await menu.click();
    await page.locator(".bell").click();
  }],
  scope: ["/people", (page) => page.locator("nav button[aria-haspopup=dialog]").first().click()],
  me: ["/me"],
  switch: ["/switch"],
  "account-menu": ["/", (page) => page.locator(".account summary").click()],
  missing: ["/nowhere"],
  fault: ["/people/00000000-0000-7000-8000-000000000000"],
};
const picked = words.filter((word) => word in scenes || word === "run-live");
const isWanted = (name) => !picked.length || picked.includes(name);
const wantedScenes = Object.entries(scenes).filter(([name]) => isWanted(name));

for (const look of wantedLooks) {
  const { page, faults, close } = await openPage(browser, server, look);
  for (const [name, [address, act]] of wantedScenes) {
    if (!address) continue;
    await page.goto(address);
    await settled(page);
    if (act) {
      await Promise.resolve(act(page)).catch((fault) => faults.push(`${name}: ${fault.message}`));
      await rest(500);
    }
    await picture(page, `${name}-${look}`, { whole: !act });
  }
  if (isWanted("run-live")) {
    const live = await send(`/plans/${on.plan.id}/runs`, { name: "方案 C", seconds: 20, gap_percent: 0, seed: 3, with_drafts: true, stay_on_run: null });
    await page.goto(`/matching/${live.id}`);
    await settled(page);
    await page.locator("svg path.objective").first().waitFor({ timeout: 15_000 }).catch(() => {});
    await rest(2_000);
    await picture(page, `run-live-${look}`, { whole: true });
    await server.send(`/runs/${live.id}/stop`, { method: "POST" });
  }
  for (const fault of faults) console.log(`${look}: ${fault}`);
  await close();
}
await browser.close();
await server.stop();
