import "./look/tokens.css";
import { createApp } from "vue";
import WholePage from "./shell/WholePage.vue";
import { elementParts } from "./look/element-parts";
import "./look/element.css";
import "./look/base.css";
import "./look/print.css";
import { router } from "./routes";
import { i18n } from "./words";

const app = createApp(WholePage).use(i18n).use(router).use(elementParts);
// Nothing is shown before it is known whether somebody is signed in.
void router.isReady().then(() => app.mount("#app"));
