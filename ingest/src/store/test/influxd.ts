import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDebianProgram, influxd } from "../../../../scripts/ensure-debian-program.ts";
import { freePort } from "../../wires/test/mosquitto.ts";
import { createServerProcess } from "./server-process.ts";

/**
 * An InfluxDB 1.x of its own with its defaults but for the ports and what it writes about itself.
 * @param options.folder where it keeps its data, one of its own where none is given
 */
export async function startInfluxd(options: { readonly auth?: boolean; readonly folder?: string } = {}) {
  const program = ensureDebianProgram(influxd);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "kr-influxd-")));
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const file = join(folder, "influxdb.conf");
  await writeFile(
    file,
    `reporting-disabled = true
bind-address = "127.0.0.1:${await freePort()}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  auth-enabled = ${options.auth === true}
[ifql]
  enabled = false
`,
  );
  const url = `http://127.0.0.1:${port}`;
  const server = createServerProcess(program, ["-config", file], `${url}/ping`);
  await server.start();
  return {
    url,
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
export type Influxd = Awaited<ReturnType<typeof startInfluxd>>;
