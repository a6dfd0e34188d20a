import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build, type Plugin } from "vite";
import { type BuiltChunk, shellFiles } from "./build-files.ts";

/** Modules that are loaded later and must be there without a network all the same. */
const offlineModules = [
  "/src/offline/start-offline.ts",
  "/src/round/round-page.tsx",
  "/src/round/scan.tsx",
  "/src/i18n/en.ts",
];
/** Scripts of other alphabets come when somebody writes in them. */
const otherScripts = /inter-(cyrillic|greek|vietnamese)/;
/** Kept when it is first used: only browsers that cannot read codes themselves need it. */
const keptWhenUsed = ["/barcode-detector/dist/es/ponyfill.js"];

/** Builds the service worker with the list of what it keeps, and packs every file of the build. */
export function serviceWorker(): Plugin {
  let chunks: BuiltChunk[] = [];
  let written = new Set<string>();
  let outDir = "dist";
  let root = process.cwd();
  return {
    name: "kontrollrom:service-worker",
    apply: "build",
    configResolved(config) {
      root = config.root;
      outDir = resolve(config.root, config.build.outDir);
    },
    generateBundle(_options, bundle) {
      chunks = Object.values(bundle).flatMap((file) =>
        file.type === "chunk"
          ? [
              {
                fileName: file.fileName,
                isEntry: file.isEntry,
                facade: file.facadeModuleId ?? undefined,
                imports: file.imports,
                dynamicImports: file.dynamicImports,
                files: [
                  ...(file.viteMetadata?.importedCss ?? []),
                  ...(file.viteMetadata?.importedAssets ?? []),
                ],
              },
            ]
          : [],
      );
    },
    writeBundle(_options, bundle) {
      written = new Set(Object.keys(bundle));
    },
    async closeBundle() {
      if (chunks.length === 0) return;
      // An entry that only imports is left out: index.html names what it imports.
      const filesOf = (later: readonly string[]) =>
        shellFiles(chunks, later).filter((file) => written.has(file));
      const shell = filesOf(offlineModules);
      const styled = await fontsOf(shell, outDir);
      const all = [...new Set([...shell, ...styled])].filter((file) => !otherScripts.test(file)).sort();
      const assets = all.filter((file) => !file.endsWith(".wasm")).map((file) => `/${file}`);
      const later = filesOf([...offlineModules, ...keptWhenUsed])
        .filter((file) => !all.includes(file))
        .concat(all.filter((file) => file.endsWith(".wasm")))
        .map((file) => `/${file}`);
      const page = await readFile(join(outDir, "index.html"));
      const version = createHash("sha256").update(page).update(assets.join()).digest("hex").slice(0, 12);
      await build({
        configFile: false,
        root,
        logLevel: "error",
        publicDir: false,
        define: { __BUILD__: JSON.stringify({ version, assets, later }) },
        build: {
          target: "es2023",
          outDir,
          emptyOutDir: false,
          copyPublicDir: false,
          rolldownOptions: {
            input: join(root, "src/offline/worker/service-worker.ts"),
            output: { format: "iife", entryFileNames: "service-worker.js" },
          },
        },
      });
      await packAll(outDir);
    },
  };
}

/** Fonts that the styles among these files name. */
async function fontsOf(files: readonly string[], outDir: string): Promise<string[]> {
  const found: string[] = [];
  for (const file of files.filter((name) => name.endsWith(".css"))) {
    const css = await readFile(join(outDir, file), "utf8");
    for (const [, name] of css.matchAll(/url\(\/?(assets\/[^)"']+\.woff2)\)/g)) if (name) found.push(name);
  }
  return found;
}

const packed = /\.(js|mjs|css|html|svg|wasm|webmanifest)$/;
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Packs once what would else be packed for each visitor; the platform serves the packed file beside the plain one. */
async function packAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !packed.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    if (bytes.length < 1024) continue;
    const [br, gz] = await Promise.all([
      brotli(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }),
      zip(bytes, { level: 9 }),
    ]);
    await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
  }
}
