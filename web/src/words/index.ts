import { createI18n } from "vue-i18n";
import { watchEffect } from "vue";
import { look } from "@/state/look";
import { agreeing } from "./english";

type Messages = Record<string, never>;
const files = import.meta.glob<{ default: Messages }>("./*/*.json", { eager: true });

function messagesOf(language: string): Messages {
  const all: Record<string, unknown> = {};
  for (const [path, file] of Object.entries(files)) {
    const [, folder, name] = /^\.\/([^/]+)\/([^/]+)\.json$/.exec(path) ?? [];
    if (folder === language && name) all[name] = file.default;
  }
  return all as Messages;
}

export const i18n = createI18n({
  legacy: false,
  locale: look.language,
  fallbackLocale: "zh-CN",
  postTranslation: (said) => (typeof said === "string" && look.language === "en" ? agreeing(said) : said),
  messages: { "zh-CN": messagesOf("zh-CN"), en: messagesOf("en") },
});

watchEffect(() => (i18n.global.locale.value = look.language));
