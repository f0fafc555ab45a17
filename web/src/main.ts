import "./look/tokens.css";
import { createApp } from "vue";
import AppShell from "./shell/AppShell.vue";
import { elementParts } from "./look/element-parts";
import "./look/element.css";
import "./look/base.css";
import "./look/print.css";
import { router } from "./routes";
import { i18n } from "./words";

createApp(AppShell).use(i18n).use(router).use(elementParts).mount("#app");
