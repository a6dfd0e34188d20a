import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Ids that are set aside at once: so many can be given before the file is written again. */
const block = 1_000_000;

/**
 * A number on disk that no id given so far is above. Samples reach their server before the frames that carry the same ids are
 * kept here: without it, a crash between the two would let an id be given a second time, to another frame.
 */
export function createIdCeiling(path: string) {
  let ceiling = 0;
  let highest = 0;

  async function save(next: number): Promise<void> {
    const file = await open(`${path}.new`, "w");
    try {
      await file.writeFile(`${next}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    const folder = await open(dirname(path), "r");
    await folder.sync().finally(() => folder.close());
    ceiling = next;
  }

  return {
    /** @throws Error when the file holds something else than a number */
    async load(): Promise<void> {
      await mkdir(dirname(path), { recursive: true });
      const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === "ENOENT") return "0";
        throw cause;
      });
      ceiling = Number(text.trim() || Number.NaN);
      if (!Number.isSafeInteger(ceiling))
        throw new Error(`${path} should hold one whole number: write the highest id that was ever given`);
      highest = ceiling;
    },
    /** Resolves when this id, and all below it, will not be given again. */
    async reserve(id: number): Promise<void> {
      highest = Math.max(highest, id);
      if (id > ceiling) await save(id + block);
    },
    /** Gives back what was set aside and not used; nothing may be reserved afterwards. */
    async release(): Promise<void> {
      if (highest < ceiling) await save(highest);
    },
    highest: () => ceiling,
  };
}
