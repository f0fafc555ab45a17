import { onMounted, onUnmounted } from "vue";
import { look } from "@/state/look";

/**
 * What paper needs: every sheet says where it comes from and when, in its foot; and ink is dark on white, whatever
 * the screen shows. The foot is a rule of its own style sheet, which the page's policy allows.
 */
export function usePaper(source: () => string) {
  const foot = new CSSStyleSheet();

  function before() {
    foot.replaceSync(`@page { @bottom-left { content: ${JSON.stringify(source())}; font-size: 9pt; color: #555; } }`);
    document.documentElement.dataset.theme = "light";
  }
  function after() {
    document.documentElement.dataset.theme = look.theme;
  }
  onMounted(() => {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, foot];
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
  });
  onUnmounted(() => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== foot);
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
  });
}
