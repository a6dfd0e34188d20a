import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type Koa from "koa";

/** The built viewer. */
export interface StaticFiles {
  /** Reads which files there are. */
  start(): Promise<void>;
  /** Answers a GET or HEAD; false when nothing fits. */
  answer(context: Koa.Context): Promise<boolean>;
}

interface Found {
  readonly file: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

const encodings = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;
const indexPath = "/index.html";
/** Vite writes a hash of the content into the names of what it builds. */
const hashedName = /^\/assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9.]+$/;

/**
 * Serves the files that lie under `root`, and its index.html for every page address (a path without a file ending). Requests
 * are looked up in the list of files that was read, so no request can name a file outside of it.
 */
export function createStaticFiles(root: string): StaticFiles {
  let files = new Map<string, Found>();
  let builtAt: number | undefined;

  const start = async () => {
    files = await filesUnder(root);
    builtAt = files.get(indexPath)?.modifiedMs;
  };

  /** A new build replaces index.html and the names of all that it loads. */
  async function refresh(): Promise<void> {
    const index = await stat(path.join(root, "index.html")).catch(() => undefined);
    if (index?.mtimeMs !== builtAt) await start();
  }

  return {
    start,
    async answer(context) {
      const wanted = decode(context.path);
      if (wanted === undefined) return false;
      const isPage = !path.posix.basename(wanted).includes(".");
      const name = isPage ? indexPath : wanted;
      if (isPage || !files.has(name)) await refresh();
      const plain = files.get(name);
      if (!plain) return false;

      const chosen = choose(context, files, name, plain);
      context.status = 200;
      context.type = path.extname(name) || "application/octet-stream";
      context.set("ETag", `W/"${plain.bytes.toString(36)}-${Math.trunc(plain.modifiedMs).toString(36)}"`);
      context.set(
        "Cache-Control",
        hashedName.test(name) ? "public, max-age=31536000, immutable" : "no-cache",
      );
      if (context.fresh) {
        context.status = 304;
        return true;
      }
      context.length = chosen.bytes;
      if (context.method === "HEAD") return true;
      context.body = createReadStream(chosen.file);
      return true;
    },
  };
}

function choose(context: Koa.Context, files: Map<string, Found>, name: string, plain: Found): Found {
  const packed = encodings.filter(([, ending]) => files.has(name + ending));
  if (packed.length === 0) return plain;
  context.vary("Accept-Encoding");
  const best = context.acceptsEncodings(...packed.map(([encoding]) => encoding), "identity");
  const ending = packed.find(([encoding]) => encoding === best)?.[1];
  const found = ending && files.get(name + ending);
  if (!found || typeof best !== "string") return plain;
  context.set("Content-Encoding", best);
  return found;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

async function filesUnder(root: string): Promise<Map<string, Found>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name);
        const { size, mtimeMs } = await stat(file);
        const name = `/${path.relative(root, file).split(path.sep).join("/")}`;
        return [name, { file, bytes: size, modifiedMs: mtimeMs }] as const;
      }),
  );
  return new Map(found);
}
