import { readFile } from "node:fs/promises";

/** Compiles QuickJS, which comes with its package. Threads can share what it gives. */
export async function compileEngine(): Promise<WebAssembly.Module> {
  const path = new URL(import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"));
  return WebAssembly.compile(await readFile(path));
}
