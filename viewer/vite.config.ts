import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { serviceWorker } from "./build/service-worker.ts";

/** The code reader brings its WebAssembly along; by itself it would fetch it from a network that is not ours. */
const codeReader = createRequire(import.meta.url).resolve("barcode-detector");
const readerWasm = createRequire(codeReader).resolve("zxing-wasm/reader/zxing_reader.wasm");

/** Libraries that come only where they are used: a chunk that many pages share must not bring them along. */
const apart =
  /node_modules[\\/](three|@thatopen|maplibre-gl|web-ifc|barcode-detector|zxing-wasm|pdfjs-dist)[\\/]/;

/**
 * A handful of files for the first page instead of one for each module that two pages share: what the entry needs, what most
 * pages need, and the rest of the control room.
 */
const chunkGroups = [
  { name: "entry", tags: ["$initial" as const], priority: 2 },
  { name: "common", minShareCount: 5, test: (id: string) => !apart.test(id), priority: 1 },
  { name: "control-room", test: /[\\/]src[\\/]control-room[\\/]control-room-page\.tsx$/ },
];

const platform = "http://127.0.0.1:8080";

export default defineConfig(({ command }) => {
  // What is built is for production, also when a test run (NODE_ENV=test) is what builds it: else React's development half comes along.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    root: import.meta.dirname,
    plugins: [react(), serviceWorker()],
    resolve: {
      // The fragments library only needs web-ifc to convert drawings, which the server does: 3.5 MB that no browser should fetch.
      alias: [
        { find: /^#zxing-reader\.wasm/, replacement: readerWasm },
        {
          find: /^web-ifc$/,
          replacement: fileURLToPath(new URL("./src/picture/web-ifc-stub.ts", import.meta.url)),
        },
      ],
    },
    build: {
      target: "es2023",
      outDir: "dist",
      emptyOutDir: true,
      // The page's content security policy forbids what is inlined.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1200,
      // The converter inside the fragments library names what the stub leaves out; no page ever calls it.
      rolldownOptions: {
        checks: { importIsUndefined: false },
        output: { codeSplitting: { groups: chunkGroups } },
        treeshake: {
          // The design system does not say that its components stand alone: without this all of them come along, a combobox with it.
          moduleSideEffects: [{ test: /designsystemet-react[\\/]dist/, sideEffects: false }],
        },
      },
    },
    worker: { format: "es" },
    server: {
      port: 5173,
      proxy: { "/api": platform, "/socket.io": { target: platform, ws: true } },
    },
  };
});
