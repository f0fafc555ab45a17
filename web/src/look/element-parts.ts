/** The parts of Element Plus in use; the rest stays out of the bundle. */
import { ElDialog, ElDrawer, ElPopover, ElTooltip } from "element-plus";
import type { App } from "vue";
import "element-plus/theme-chalk/base.css";
import "element-plus/theme-chalk/el-overlay.css";
import "element-plus/theme-chalk/el-dialog.css";
import "element-plus/theme-chalk/el-drawer.css";
import "element-plus/theme-chalk/el-popper.css";
import "element-plus/theme-chalk/el-popover.css";
import "element-plus/theme-chalk/el-tooltip.css";
import "element-plus/theme-chalk/el-message.css";

const parts = [ElDialog, ElDrawer, ElPopover, ElTooltip];

export const elementParts = {
  install(app: App) {
    for (const part of parts) app.component(part.name!, part);
  },
};
