// The real binary on a data folder of its own, or a server that runs already (JINXUE_URL).
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const startMsMax = 30_000;

function binary() {
  const given = process.env.JINXUE_BIN;
  const here = (path) => fileURLToPath(new URL(path, import.meta.url));
  const found = [given, here("../target/release/jinxue"), here("../target/debug/jinxue")].find((path) => path && existsSync(path));
  if (!found) throw new Error("no jinxue binary: build it (cargo build -p jinxue) or name it in JINXUE_BIN");
  return found;
}

export async function startServer() {
  if (process.env.JINXUE_URL) return { url: process.env.JINXUE_URL, stop: async () => {} };
  const data = mkdtempSync(join(tmpdir(), "jinxue-e2e-"));
  const child = spawn(binary(), ["serve", "--data", data, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  child.stderr.on("data", (chunk) => log.push(String(chunk)));
  const url = await new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`the server did not start:\n${log.join("")}`)), startMsMax);
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
