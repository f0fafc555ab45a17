import { reactive, watchEffect } from "vue";

export type Language = "zh-CN" | "en";
type Look = { theme: "light" | "dark"; size: "normal" | "large"; language: Language; folded: boolean };

const slot = "jinxue.look";

function remembered(): Look {
  const wishes: Look = {
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    size: "normal",
    language: "zh-CN",
    folded: false,
  };
  try {
    return { ...wishes, ...JSON.parse(localStorage.getItem(slot) ?? "{}") };
  } catch {
    return wishes;
  }
}

/** How this person likes to see the pages; kept in this browser. */
export const look = reactive<Look>(remembered());

watchEffect(() => {
  const root = document.documentElement;
  root.dataset.theme = look.theme;
  root.dataset.size = look.size;
  root.lang = look.language;
  localStorage.setItem(slot, JSON.stringify(look));
});

/** How many screen pixels a length of the normal edition takes in the chosen one. */
export const scaled = (px: number) => (look.size === "large" ? px * 1.25 : px);
