import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The client id of this installation, made once and kept beside its data: the broker keeps a session, and what waits in it, for
 * each id. A host name would not do, since containers get a new one each time. 23 characters, which every broker takes
 * [MQTT-3.1.3-5].
 */
export async function keptClientId(dataDir: string): Promise<string> {
  const path = join(dataDir, "mqtt-client-id");
  const kept = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return "";
    throw new Error(`cannot read ${path}: ${cause.message}`, { cause });
  });
  const known = kept.trim();
  if (known !== "") return known;
  const id = `kontrollrom-${randomBytes(6).toString("hex").slice(0, 11)}`;
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${id}\n`);
  return id;
}
