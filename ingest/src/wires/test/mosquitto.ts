import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDebianProgram, mosquitto } from "../../../../scripts/ensure-debian-program.ts";

/** A mosquitto of its own for a test, on a free port; it keeps its sessions and queues over a restart. */
export async function startMosquitto(options: { readonly lines?: readonly string[] } = {}) {
  const program = ensureDebianProgram(mosquitto);
  const folder = await mkdtemp(join(tmpdir(), "kr-mosquitto-"));
  const port = await freePort();
  const file = join(folder, "mosquitto.conf");
  const lines = [
    "per_listener_settings false",
    // The default of 1000 loses what is queued beyond it.
    "max_queued_messages 0",
    "max_inflight_messages 0",
    `log_dest file ${join(folder, "log")}`,
    "log_type all",
    "persistence true",
    `persistence_location ${folder}/`,
    ...(process.getuid?.() === 0 ? ["user root"] : []),
    `listener ${port} 127.0.0.1`,
    ...(options.lines ?? ["allow_anonymous true"]),
  ];
  await writeFile(file, `${lines.join("\n")}\n`);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(program, ["-c", file], { stdio: "ignore" });
    await answering(port);
  }
  async function stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  }

  await start();
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    folder,
    start,
    /** How many PUBACKs it got from its clients. */
    async pubacks(): Promise<number> {
      const log = await readFile(join(folder, "log"), "utf8");
      return log.match(/Received PUBACK from /g)?.length ?? 0;
    },
    /** SIGTERM saves sessions and queues, SIGKILL does not. */
    stop,
    async dispose() {
      await stop("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type Mosquitto = Awaited<ReturnType<typeof startMosquitto>>;

/** A TCP port on the loopback that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const socket = connect(port, "127.0.0.1");
    const answered = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`mosquitto does not answer on port ${port}`);
}
