// The real binary on a data folder of its own, or a server that runs already (JINXUE_URL).
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const startMsMax = 30_000;
const demoMsMax = 300_000;

function binary() {
  const given = process.env.JINXUE_BIN;
  const here = (path) => fileURLToPath(new URL(path, import.meta.url));
  const found = [given, here("../target/release/jinxue"), here("../target/debug/jinxue")].find((path) => path && existsSync(path));
  if (!found) throw new Error("no jinxue binary: build it (cargo build -p jinxue) or name it in JINXUE_BIN");
  return found;
}

/** Who works in an installation that has nobody yet: made at the command line, signed in by name and password. */
export const organiser = { login: "organiser", name: "省委组织部", password: "汾河水暖鸭先知春江晚景-1" };

/** A port that nobody listens on. */
export async function freePort() {
  const listener = createServer();
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address();
  listener.close();
  return port;
}

/** An installation with its topmost unit only, in which the province's organiser is signed in, perhaps with another role,
 *  at a given port, and with a provider of sign-in that it may reach. */
export async function startServer({ port = 0, provider, role = "province_organiser" } = {}) {
  const data = folder();
  const top = join(data, "top.csv");
  writeFileSync(top, "单位名称,层级,单位性质\n山西省,省级,地区\n");
  const run = (...words) => execFileSync(binary(), words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  run("import", "--data", data, "units", top);
  const said = run("account", "--data", data, "add", organiser.login, "--name", organiser.name, "--role", role, "--unit", "山西省");
  run("account", "--data", data, "second-factor", "administrators");
  const outward = provider ? ["--allow-outgoing", provider.host, "--provider-secret", secretFile(data, provider.secret)] : [];
  const server = await start(["serve", ...outward], startMsMax, data, port);
  const link = said.trim().split("#").at(-1);
  await server.ask("/set-up/recovery", { link, password: organiser.password });
  await server.ask("/sign-in", { login: organiser.login, password: organiser.password });
  return server;
}

/** An installation that nobody has an account of; `link` is the address it prints for its first start. */
export async function startUnsettled() {
  const server = await start(["serve"], startMsMax, folder());
  for (let n = 0; n < 50 && !server.printed().includes("/set-up#"); n += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  return { ...server, link: /http\S+\/set-up#\S+/.exec(server.printed())[0] };
}

/** A made-up province, small enough to be there within a minute, in which the province's organiser is signed in. */
export async function startDemo() {
  const server = await start(["demo", "--people", "3000", "--no-open"], demoMsMax, folder());
  await server.ask("/switch", { identity: "province" });
  return server;
}

const folder = () => mkdtempSync(join(tmpdir(), "jinxue-e2e-"));

/** A server whose requests carry the session they are given. */
function withSession(url, rest) {
  let cookie = "";
  const send = (path, init = {}) => fetch(`${url}/api/v1${path}`, { ...init, headers: { ...init.headers, ...(cookie ? { cookie } : {}) } });
  const json = (body) => ({ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  return {
    url,
    /** Asks within the session; with a body it is a POST. */
    async ask(path, body) {
      const answer = await send(path, body === undefined ? {} : json(body));
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
      return answer.status === 204 ? undefined : answer.json();
    },
    send,
    /** The session as a browser keeps it. */
    cookies: () => (cookie ? [{ name: cookie.split("=")[0], value: cookie.slice(cookie.indexOf("=") + 1), url, httpOnly: true, sameSite: "Lax" }] : []),
    ...rest,
  };
}

function secretFile(data, secret) {
  const path = join(data, "provider-secret");
  writeFileSync(path, secret, { mode: 0o600 });
  return path;
}

async function start(command, msMax, data, port = 0) {
  if (process.env.JINXUE_URL) return withSession(process.env.JINXUE_URL, { stop: async () => rmSync(data, { recursive: true, force: true }) });
  const child = spawn(binary(), [...command, "--data", data, "--port", String(port)], { stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  const out = [];
  child.stderr.on("data", (chunk) => log.push(String(chunk)));
  const url = await new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`the server did not start:\n${log.join("")}`)), msMax);
    child.stdout.on("data", (chunk) => {
      out.push(String(chunk));
      const found = /http:\/\/[\d.]+:\d+/.exec(String(chunk));
      if (!found) return;
      clearTimeout(tooLong);
      resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}:\n${log.join("")}`)));
  });
  return withSession(url, {
    log: () => log.join(""),
    printed: () => out.join(""),
    stop: async () => {
      child.removeAllListeners("exit");
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      rmSync(data, { recursive: true, force: true });
    },
  });
}
