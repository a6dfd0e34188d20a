import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { until } from "../../test/harness.ts";

interface State {
  readonly health: Readonly<Record<string, { readonly state: string; readonly detail?: string }>>;
  readonly figures: Readonly<Record<string, number>>;
}

/** Starts ingest with one wire in a process of its own, with the devices meter-0, meter-1 …, and waits until the wire reads. */
export async function startConsumer(
  wire: "mqttClient" | "eventHubs",
  variables: Readonly<Record<string, string>>,
  devices = 1,
) {
  const child = fork(join(import.meta.dirname, "consumer.ts"), [String(devices)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...variables },
  });
  const request = async (what: "state" | "stored") => {
    child.send(what);
    const [answer] = await once(child, "message");
    return answer;
  };
  const ask = (): Promise<State> => request("state");
  await until(async () => (await ask()).health[wire]?.state === "ok");
  return {
    ask,
    /** Times of the samples of each device, asked for when nothing more comes. */
    async stored(): Promise<readonly (readonly number[])[]> {
      let seen: number | undefined;
      await until(async () => {
        const before = seen;
        const { figures } = await ask();
        seen = figures.ingest_messages_total;
        return figures.ingest_waiting_messages === 0 && seen === before;
      });
      return request("stored");
    },
    /** Ends it, and gives its exit code. */
    end: (signal: "SIGKILL" | "SIGTERM") => end(child, signal),
  };
}

async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, "exit");
  }
  return child.exitCode;
}
