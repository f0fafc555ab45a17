// Both languages say the same things: every key in both, with the same places
// to fill, and every key a page asks for exists. A fault fails the build.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const source = fileURLToPath(new URL("../src/", import.meta.url));

export function flatten(value, prefix = "", into = new Map()) {
  for (const [key, inner] of Object.entries(value)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof inner === "string") into.set(path, inner);
    else flatten(inner, path, into);
  }
  return into;
}

function language(name) {
  const all = new Map();
  const folder = join(source, "words", name);
  for (const file of readdirSync(folder)) flatten(JSON.parse(readFileSync(join(folder, file), "utf8")), file.replace(/\.json$/, ""), all);
  return all;
}

const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort().join(",");

function* filesUnder(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesUnder(path);
    else if (/\.(vue|ts)$/.test(name) && !/\.test\.ts$/.test(name)) yield path;
  }
}

/** The keys a text asks for: whole ones, and beginnings that a value completes (`grade.${n}`). */
export function keysAsked(text) {
  const whole = new Set();
  const begun = new Set();
  for (const [, key] of text.matchAll(/(?:\bt|\bte|\btm)\(\s*["'`]([a-zA-Z][\w.]*\.[\w.]*?)["'`]/g)) whole.add(key);
  for (const [, key] of text.matchAll(/keypath="([\w.]+)"/g)) whole.add(key);
  for (const [, key] of text.matchAll(/(?:\bt)\(\s*`([a-zA-Z][\w.]*\.)\$\{/g)) begun.add(key);
  for (const [, key] of text.matchAll(/words: "([\w.]+)"/g)) whole.add(key);
  return { whole, begun };
}

export function faults(zh, en, texts) {
  const found = [];
  for (const key of zh.keys()) if (!en.has(key)) found.push(`${key}: missing in English`);
  for (const [key, text] of en) {
    if (!zh.has(key)) found.push(`${key}: missing in Chinese`);
    else if (places(text) !== places(zh.get(key))) found.push(`${key}: the places to fill differ`);
    if (/[\u4e00-\u9fff]/.test(text)) found.push(`${key}: Chinese in the English text`);
  }
  for (const [path, text] of texts) {
    const { whole, begun } = keysAsked(text);
    for (const key of whole) if (!zh.has(key)) found.push(`${path}: asks for ${key}, which no language has`);
    for (const start of begun) if (![...zh.keys()].some((key) => key.startsWith(start))) found.push(`${path}: asks for ${start}…, which no language has`);
  }
  return found;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const texts = [...filesUnder(source)].map((path) => [path.slice(source.length), readFileSync(path, "utf8")]);
  const zh = language("zh-CN");
  const found = faults(zh, language("en"), texts);
  for (const fault of found) console.error(fault);
  if (found.length) process.exit(1);
  console.log(`words: ${zh.size} keys in both languages`);
}
