import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A server that a test starts, ends, kills and starts again. */
export function createServerProcess(program: string, parameters: readonly string[], readyUrl: string) {
  let child: ChildProcess | undefined;
  let said = "";

  const ended = () => child === undefined || child.exitCode !== null || child.signalCode !== null;

  async function answers(): Promise<boolean> {
    try {
      const response = await fetch(readyUrl);
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  return {
    /** Resolves when it answers. */
    async start(): Promise<void> {
      child = spawn(program, parameters, { stdio: ["ignore", "pipe", "pipe"] });
      said = "";
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (data) => {
          said = (said + data).slice(-4000);
        });
      while (!(await answers())) {
        if (ended()) throw new Error(`${program} ended:\n${said}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
      if (child === undefined || ended()) return;
      const exit = once(child, "exit");
      child.kill(signal);
      await exit;
    },
    pid: () => child?.pid ?? 0,
  };
}
export type ServerProcess = ReturnType<typeof createServerProcess>;
