// The real binary on a data folder of its own, or a server that runs already (JINXUE_URL).
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
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

/** An empty installation. */
export const startServer = () => start(["serve"], startMsMax);

/** A made-up province, small enough to be there within a minute. */
export const startDemo = () => start(["demo", "--people", "3000", "--no-open"], demoMsMax);

async function start(command, msMax) {
  if (process.env.JINXUE_URL) return { url: process.env.JINXUE_URL, stop: async () => {} };
  const data = mkdtempSync(join(tmpdir(), "jinxue-e2e-"));
  const child = spawn(binary(), [...command, "--data", data, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  child.stderr.on("data", (chunk) => log.push(String(chunk)));
  const url = await new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`the server did not start:\n${log.join("")}`)), msMax);
    child.stdout.on("data", (chunk) => {
      const found = /http:\/\/[\d.]+:\d+/.exec(String(chunk));
      if (!found) return;
      clearTimeout(tooLong);
      resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}:\n${log.join("")}`)));
  });
  return {
    url,
    log: () => log.join(""),
    stop: async () => {
      child.removeAllListeners("exit");
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      rmSync(data, { recursive: true, force: true });
    },
  };
}
