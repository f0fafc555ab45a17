// A thousand sign-ins within a minute, evenly spread, while one organiser goes on reading: node bench/sign_in/storm.mjs
// [sign-ins] [seconds]. It starts a demonstration of its own (JINXUE_BIN, else the release build) and ends it.
//
// It is part of the load it measures, so it tells what the processors did: how much of them the server had, how much this
// client, how much everybody else, and how late its own clock was. Where others had more than a tenth, measure again.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

const signIns = Number(process.argv[2] ?? 1_000);
const seconds = Number(process.argv[3] ?? 60);
const people = process.env.PEOPLE ?? "20000";
const bin = process.env.JINXUE_BIN ?? fileURLToPath(new URL("../../target/release/jinxue", import.meta.url));
const accounts = 20;
const readEveryMs = 50;
const password = "汾河水暖鸭先知春江晚景-1";

const data = mkdtempSync(join(tmpdir(), "jinxue-storm-"));
const server = spawn(bin, ["demo", "--people", people, "--no-open", "--data", data, "--port", "0"], { stdio: ["ignore", "pipe", "ignore"] });
const url = await new Promise((resolve, reject) => {
  server.stdout.on("data", (chunk) => {
    const found = /http:\/\/[\d.]+:\d+/.exec(String(chunk));
    if (found) resolve(found[0]);
  });
  server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
});
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const send = (path, body, cookie) => fetch(`${url}/api/v1${path}`, { method: body ? "POST" : "GET", headers: { ...(body ? { "content-type": "application/json" } : {}), ...(cookie ? { cookie } : {}) }, body: body && JSON.stringify(body) });
const cookieOf = (answer) => answer.headers.get("set-cookie").split(";")[0];

/** Milliseconds of one request, its body read; its status. */
async function timed(ask) {
  const begun = performance.now();
  const answer = await ask();
  await answer.arrayBuffer();
  return { ms: performance.now() - begun, status: answer.status };
}

const reader = cookieOf(await send("/switch", { identity: "province" }));
const reads = ["/people?limit=50", "/units", "/overview"];

/** Reads, one every so often whether or not the last has been answered, until told to stop. */
function reading() {
  const under = [];
  let at = 0;
  const ticker = setInterval(() => under.push(timed(() => send(reads[at++ % reads.length], undefined, reader))), readEveryMs);
  return async () => {
    clearInterval(ticker);
    return Promise.all(under);
  };
}

/** Seconds of processor time used until now: by the server, by this client, by the whole machine. Ticks are 10 ms. */
function used() {
  const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1].split(" ");
  const { user, system } = process.cpuUsage();
  const [, userTicks, nice, systemTicks, , , irq, softirq, steal] = readFileSync("/proc/stat", "utf8").split("\n")[0].split(/\s+/).map(Number);
  return { at: performance.now() / 1_000, server: (Number(fields[11]) + Number(fields[12])) / 100, client: (user + system) / 1e6, machine: (userTicks + nice + systemTicks + irq + softirq + steal) / 100 };
}

/** Watches the processors until told to stop; then says who had them, in cores. */
function watching(name) {
  const before = used();
  const late = monitorEventLoopDelay({ resolution: 5 });
  late.enable();
  return () => {
    late.disable();
    const now = used();
    const cores = (what) => (now[what] - before[what]) / (now.at - before.at);
    const others = cores("machine") - cores("server") - cores("client");
    console.log(`${name}: cores had by the server ${cores("server").toFixed(2)}, by this client ${cores("client").toFixed(2)}, by others ${others.toFixed(2)}; the client's clock was late by ${((late.percentile(95) / 1e6) - 5).toFixed(1)} ms (p95)`);
    if (others > cpus().length / 10) console.log(`${name}: others were at work, measure again on an idle machine`);
  };
}

const part = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
function told(name, all) {
  const ms = all.map((one) => one.ms).sort((a, b) => a - b);
  const failed = all.filter((one) => one.status !== 200);
  const statuses = [...new Set(failed.map((one) => one.status))].join(", ");
  console.log(`${name}: ${all.length} requests, ${failed.length} not answered by 200${statuses && ` but by ${statuses}`}, p50 ${part(ms, 0.5).toFixed(1)} ms, p95 ${part(ms, 0.95).toFixed(1)} ms, p99 ${part(ms, 0.99).toFixed(1)} ms`);
  return part(ms, 0.95);
}

try {
  for (let n = 0; n < accounts; n += 1) {
    const said = execFileSync(bin, ["account", "--data", data, "add", `storm-${n}`, "--name", `登录者${n}`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const answer = await send("/set-up/recovery", { link: said.trim().split("#").at(-1), password });
    if (answer.status !== 204) throw new Error(`account ${n}: ${answer.status} ${await answer.text()}`);
  }
  console.log(`${cpus().length} CPUs, ${people} people, ${signIns} sign-ins in ${seconds} s by ${accounts} accounts, a read every ${readEveryMs} ms`);
  await rest(3_000);
  const idleWatch = watching("processors, idle");
  const idleReads = reading();
  await rest(20_000);
  const idle = told("reads, idle     ", await idleReads());
  idleWatch();
  const stormWatch = watching("processors, storm");
  const stormReads = reading();
  const coming = [];
  const begun = performance.now();
  for (let n = 0; n < signIns; n += 1) {
    coming.push(timed(() => send("/sign-in", { login: `storm-${n % accounts}`, password })));
    await rest(Math.max(0, ((n + 1) * seconds * 1_000) / signIns - (performance.now() - begun)));
  }
  const storm = told("reads, in storm ", await stormReads());
  told("sign-ins        ", await Promise.all(coming));
  stormWatch();
  console.log(`p95 of reads in the storm is ${(storm / idle).toFixed(2)} × idle`);
} finally {
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  await once(server, "exit");
  rmSync(data, { recursive: true, force: true });
}
