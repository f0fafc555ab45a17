/** What a browser calls itself, in two words a person knows: the browser and the system. */
const browsers: [RegExp, string][] = [
  [/MicroMessenger\//, "微信 WeChat"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/QQBrowser\//, "QQ"],
  [/(360SE|360EE|QIHU)/, "360"],
  [/Firefox\//, "Firefox"],
  [/(HeadlessChrome|Chrome|CriOS)\//, "Chrome"],
  [/Version\/.+Safari\//, "Safari"],
];
const systems: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, "HarmonyOS"],
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/UOS|Kylin/i, "UOS / Kylin"],
  [/Linux/, "Linux"],
];

export function device(agent: string): string {
  const first = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent))?.[1];
  return [first(browsers), first(systems)].filter(Boolean).join(" · ");
}
