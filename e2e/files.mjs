// Files as an office has them, with made-up units, people and classes. Small enough to read, rich enough for every page.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const surnames = [..."王李张刘陈杨黄赵吴周徐孙马朱胡"];
const given = ["伟", "芳", "敏", "静", "志强", "建国", "晓明", "丽华", "海燕", "文博"];
const posts = [
  ["局长", "县处级正职", "一级调研员", "正职"],
  ["副局长", "县处级副职", "三级调研员", "副职"],
  ["科长", "乡科级正职", "一级主任科员", "成员"],
  ["副科长", "乡科级副职", "三级主任科员", "成员"],
  ["科员", "", "一级科员", "成员"],
];
const cities = [
  ["1401", "太原市", "140100"],
  ["1402", "大同市", "140200"],
];
const offices = ["发展改革委", "财政局", "教育局", "应急管理局"];
/** Two digits. */
const two = (n) => String(n).padStart(2, "0");

function units() {
  const rows = [["14", "山西省", "", "省级", "地区", "140000"]];
  for (const [code, name, division] of cities) {
    rows.push([code, name, "14", "市级", "地区", division]);
    offices.forEach((office, index) => rows.push([`${code}${two(index + 1)}`, `${name}${office}`, code, "市级", "部门", division]));
  }
  return { header: ["单位代码", "单位名称", "上级代码", "层级", "单位性质", "行政区划代码"], rows };
}

/** Everybody has a name of their own, so that a name finds one person. */
// Next year's classes can always still be filled, whatever day the journey is made.
const planYear = new Date().getFullYear() + 1;

export function people() {
  const all = [];
  for (const [city] of cities.map((one, index) => [index])) {
    for (let office = 0; office < offices.length; office += 1) {
      for (let n = 0; n < 12; n += 1) {
        const index = all.length;
        const [post, level, rank, role] = posts[n < 2 ? n : 2 + (n % 3)];
        all.push({
          name: surnames[index % surnames.length] + given[Math.floor(index / surnames.length) % given.length],
          sex: index % 2 ? "女" : "男",
          born: `${1968 + (index % 30)}.${two(1 + (index % 12))}`,
          unit: `${cities[city][1]}${offices[office]}`,
          ...{ post, level, rank, role },
        });
      }
    }
  }
  return all;
}

const roster = () => ({
  header: ["姓名", "性别", "出生年月", "单位名称", "职务", "领导职务层次", "职级", "班子角色"],
  // The third row's month cannot be: it is mended on the page.
  rows: people().map((one, index) => [one.name, one.sex, index === 2 ? "1970.13" : one.born, one.unit, one.post, one.level, one.rank, one.role]),
});

const history = () => ({
  header: ["姓名", "出生年月", "单位名称", "班次名称", "开始时间", "结束时间", "学时", "主办单位"],
  rows: people()
    .filter((_, index) => index % 4 === 1)
    .map((one) => [one.name, one.born, one.unit, "公文写作培训班", "2026.3.2", "2026.3.6", "38", "山西省"]),
});

const gaps = (topics) => ({
  header: ["姓名", "出生年月", "单位名称", "专题", "缺口类别", "严重程度", "证据来源", "记录日期"],
  rows: people().flatMap((one, index) =>
    [topics[index % topics.length], topics[(index + 1) % topics.length]].map((topic, at) => [one.name, one.born, one.unit, topic, ["知识空白", "经验盲区", "能力弱项"][index % 3], String(40 + ((index * 7 + at * 11) % 60)), ["本人自评", "组织评价", "测评结果"][(index + at) % 3], "2026-02-10"]),
  ),
});

const plan = (topics) => ({
  header: ["班次编号", "班次名称", "主办单位", "主办层级", "班次类别", "主专题", "开始日期", "结束日期", "最少人数", "最多人数", "学时", "调训范围", "对象最高级别", "对象最低级别", "培训费类别", "预算（元）"],
  rows: Array.from({ length: 8 }, (_, index) => {
    const month = 3 + index;
    return [`${planYear}-${two(index + 1)}`, `第${index + 1}期专题培训班`, "山西省", "省级", "专题培训", topics[index % topics.length], `${planYear}.${month}.9`, `${planYear}.${month}.13`, "3", "12", "38", "山西省", "县处级正职", "一级科员", "三类", "30000"];
  }),
});

const csv = ({ header, rows }) => [header, ...rows].map((row) => row.join(",")).join("\r\n");

/** Writes the five files; topics are codes or names the server knows. */
export function writeFiles(topics) {
  const folder = mkdtempSync(join(tmpdir(), "jinxue-files-"));
  const write = (name, table) => {
    writeFileSync(join(folder, name), `\uFEFF${csv(table)}\r\n`);
    return join(folder, name);
  };
  return {
    folder,
    units: write("单位表.csv", units()),
    roster: write("公务员名册.csv", roster()),
    history: write("培训记录.csv", history()),
    gaps: write("短板台账.csv", gaps(topics)),
    plan: write("2026年度培训计划.csv", plan(topics)),
  };
}
