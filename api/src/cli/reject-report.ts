import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { CliError } from "./cli-error.ts";
import type { Reject } from "./sample-check.ts";

const shown = 20;

/** Keeps the first rejects and counts the others; all go to a file where one is named. */
export async function createRejectReport(path: string | undefined) {
  const byReason = new Map<string, number>();
  const first: Reject[] = [];
  let total = 0;
  const file = path === undefined ? undefined : await openFile(path);
  file?.write("line,reason,detail\n");

  return {
    async add(reject: Reject): Promise<void> {
      total++;
      byReason.set(reject.reason, (byReason.get(reject.reason) ?? 0) + 1);
      if (first.length < shown) first.push(reject);
      const { line, reason, detail } = reject;
      if (file?.write(`${line},${reason},${quoted(detail)}\n`) === false) await once(file, "drain");
    },
    total: () => total,
    async close(): Promise<void> {
      if (file === undefined) return;
      file.end();
      await finished(file);
    },
    /** The report, line by line. */
    lines(): string[] {
      const counts = [...byReason].sort(([, a], [, b]) => b - a);
      const told = first.map(({ line, reason, detail }) => `  line ${line}: ${reason}: ${detail}`);
      if (total > first.length)
        told.push(
          path === undefined
            ? `  … and ${total - first.length} more: --rejects FILE keeps them all`
            : `  … all ${total} are in ${path}`,
        );
      return [...counts.map(([reason, count]) => `  ${count.toLocaleString("en")} × ${reason}`), ...told];
    },
  };
}

async function openFile(path: string): Promise<WriteStream> {
  const file = createWriteStream(path);
  try {
    await once(file, "open");
  } catch (error) {
    throw new CliError(`--rejects ${path} cannot be written: ${(error as Error).message}`);
  }
  return file;
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
