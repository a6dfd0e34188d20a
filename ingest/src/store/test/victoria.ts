import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDebianProgram, victoriaMetrics } from "../../../../scripts/ensure-debian-program.ts";
import { freePort } from "../../wires/test/mosquitto.ts";
import { createServerProcess } from "./server-process.ts";

/**
 * A VictoriaMetrics of its own with the flags that `docs/stores.md` asks for.
 * @param options.folder where it keeps its data, one of its own where none is given
 */
export async function startVictoria(
  options: {
    readonly flags?: readonly string[];
    readonly folder?: string;
    readonly retention?: boolean;
  } = {},
) {
  const program = ensureDebianProgram(victoriaMetrics);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "kr-victoria-")));
  await mkdir(folder, { recursive: true });
  const address = `127.0.0.1:${await freePort()}`;
  const server = createServerProcess(
    program,
    [
      `-storageDataPath=${folder}`,
      `-httpListenAddr=${address}`,
      ...(options.retention === false ? [] : ["-retentionPeriod=100y"]),
      "-dedup.minScrapeInterval=1ms",
      "-loggerLevel=WARN",
      ...(options.flags ?? []),
    ],
    `http://${address}/health`,
  );
  await server.start();
  return {
    url: `http://${address}`,
    folder,
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
