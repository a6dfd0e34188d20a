import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Builds the viewer when its sources are not those of the last build, so that the second start is quick. */
export async function ensureViewer(root: string): Promise<void> {
  const stampFile = join(root, "viewer/dist/.built-from");
  const sources = await fingerprint(root, [
    "viewer/src",
    "viewer/index.html",
    "viewer/public",
    "viewer/vite.config.ts",
    "viewer/build",
    "contracts/src",
    "package-lock.json",
  ]);
  const built = await readFile(stampFile, "utf8").catch(() => undefined);
  if (built === sources) return;
  process.stdout.write("Building the viewer …\n");
  const { build } = await import("vite");
  await build({ root: join(root, "viewer"), logLevel: "warn" });
  await writeFile(stampFile, sources);
}

/** Names, sizes and times of all files: quick, and changes with every edit and checkout. */
async function fingerprint(root: string, paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  const visit = async (path: string): Promise<void> => {
    const info = await stat(join(root, path)).catch(() => undefined);
    if (!info) return;
    if (info.isDirectory()) {
      for (const name of (await readdir(join(root, path))).sort()) await visit(join(path, name));
      return;
    }
    hash.update(`${path}:${info.size}:${info.mtimeMs}\n`);
  };
  for (const path of paths) await visit(path);
  return hash.digest("hex");
}
