import { expect, it } from "vitest";
import { figureWords, isChanged } from "./value";

const words = (zh: string, en = zh) => ({ zh, en });
const zh = (both: { zh: string }) => both.zh;
const hours = { name: "hours", label: words("每年"), unit: words("学时", "hours"), shipped: 90, now: 100, least: 0, most: 400, choices: [] };
const forms = { name: "forms", label: words("计入"), unit: words(""), shipped: "all", now: "all", least: null, most: null, choices: [{ word: "all", label: words("全部形式") }] };

it("shows a number with its unit and a word by its label", () => expect([figureWords(hours, 100, zh), figureWords(forms, "all", zh)]).toEqual(["100 学时", "全部形式"]));
it("knows a local figure from a shipped one", () => expect([isChanged(hours), isChanged(forms)]).toEqual([true, false]));
