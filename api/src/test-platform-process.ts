import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The platform as a process of its own, on ports that it keeps when it is started again. */
export interface TestPlatform {
  readonly url: string;
  /** The answer's JSON; what is not an answer of success is thrown as an error. */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** SIGTERM. @returns the exit code */
  stop(): Promise<number | null>;
  /** SIGKILL: nothing is finished. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export async function startTestPlatform(environment: NodeJS.ProcessEnv): Promise<TestPlatform> {
  let child: ChildProcess;
  let url = "";

  async function launch(): Promise<void> {
    child = fork(join(import.meta.dirname, "main.ts"), [], {
      env: {
        ...process.env,
        KR_HTTP_PORT: url === "" ? "0" : new URL(url).port,
        KR_MQTT_PORT: "0",
        KR_LOG_LEVEL: "error",
        ...environment,
      },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const [message] = await once(child, "message");
    url = message.url;
  }

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  }

  await launch();
  return {
    get url() {
      return url;
    },
    async call<T>(method: string, path: string, body?: unknown) {
      const init: RequestInit = { method };
      if (body !== undefined)
        Object.assign(init, { headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
      const response = await fetch(`${url}/api/v1${path}`, init);
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    stop: () => end("SIGTERM"),
    async kill() {
      await end("SIGKILL");
    },
    restart: launch,
  };
}
