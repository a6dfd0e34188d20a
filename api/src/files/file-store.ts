import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Content-addressed files: a key is the SHA-256 of what is inside, so the same bytes are kept once and never change. */
export interface FileStore {
  start(): Promise<void>;
  /** Durable when it resolves. */
  putStream(body: Readable, signal?: AbortSignal): Promise<{ key: string; bytes: number }>;
  put(content: Uint8Array | string): Promise<string>;
  read(key: string): Promise<Buffer>;
  stream(key: string): Readable;
  size(key: string): Promise<number>;
  path(key: string): string;
}

export function createFileStore(root: string): FileStore {
  const incoming = join(root, "incoming");

  function path(key: string): string {
    if (!/^[0-9a-f]{64}$/.test(key)) throw new Error(`"${key}" is not a file key`);
    return join(root, key.slice(0, 2), key);
  }

  async function keep(temporary: string, key: string): Promise<void> {
    const target = path(key);
    await mkdir(dirname(target), { recursive: true });
    const handle = await open(temporary, "r+");
    await handle.sync();
    await handle.close();
    await rename(temporary, target);
    const folder = await open(dirname(target), "r");
    await folder.sync();
    await folder.close();
  }

  return {
    path,
    async start() {
      await mkdir(incoming, { recursive: true });
      // Uploads that a crash cut off were never acknowledged.
      for (const name of await readdir(incoming)) await rm(join(incoming, name), { force: true });
    },
    async putStream(body, signal) {
      const temporary = join(incoming, randomUUID());
      const hash = createHash("sha256");
      let bytes = 0;
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          bytes += chunk.length;
          done(null, chunk);
        },
      });
      try {
        await pipeline(body, measure, createWriteStream(temporary), signal ? { signal } : {});
        const key = hash.digest("hex");
        await keep(temporary, key);
        return { key, bytes };
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async put(content) {
      const key = createHash("sha256").update(content).digest("hex");
      const temporary = join(incoming, randomUUID());
      const handle = await open(temporary, "wx");
      await handle.writeFile(content);
      await handle.close();
      await keep(temporary, key);
      return key;
    },
    read: (key) => readFile(path(key)),
    stream: (key) => createReadStream(path(key)),
    size: async (key) => (await stat(path(key))).size,
  };
}
