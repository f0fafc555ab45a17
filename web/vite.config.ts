/// <reference types="vitest/config" />
import { fileURLToPath, URL } from "node:url";
import vueI18n from "@intlify/unplugin-vue-i18n/vite";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.JINXUE_URL ?? "http://127.0.0.1:8720";

// Messages are compiled here: the page runs under a policy that forbids eval.
export default defineConfig({
  base: "/",
  plugins: [
    vue(),
    vueI18n({ include: here("src/words/**/*.json"), runtimeOnly: true, dropMessageCompiler: true, strictMessage: false }),
  ],
  resolve: { alias: { "@": here("src") } },
  server: { proxy: { "/api": { target: server, changeOrigin: false } } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
  test: { include: ["src/**/*.test.ts"] },
});
