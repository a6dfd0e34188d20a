import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDebianProgram, victoriaMetrics } from "../../../../scripts/ensure-debian-program.ts";
import { freePort } from "../../wires/test/mosquitto.ts";
import { createServerProcess } from "./server-process.ts";

/** A VictoriaMetrics of its own in a folder of its own, with the flags that `docs/stores.md` asks for. */
export async function startVictoria(flags: readonly string[] = []) {
  const program = ensureDebianProgram(victoriaMetrics);
  const folder = await mkdtemp(join(tmpdir(), "kr-victoria-"));
  const address = `127.0.0.1:${await freePort()}`;
  const server = createServerProcess(
    program,
    [
      `-storageDataPath=${folder}`,
      `-httpListenAddr=${address}`,
      "-retentionPeriod=100y",
      "-dedup.minScrapeInterval=1ms",
      "-loggerLevel=WARN",
      ...flags,
    ],
    `http://${address}/health`,
  );
  await server.start();
  return {
    url: `http://${address}`,
    start: server.start,
    stop: server.stop,
    pid: server.pid,
    async dispose(): Promise<void> {
      await server.stop("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type Victoria = Awaited<ReturnType<typeof startVictoria>>;
