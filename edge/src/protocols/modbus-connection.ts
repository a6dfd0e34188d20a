import { Socket } from "node:net";
import { ModbusTCPClient } from "jsmodbus";
import { answerBytes, type Block } from "./modbus-registers.ts";

export type ModbusFailure = "connect-failed" | "timeout" | "exception" | "disconnected" | "bad-answer";

export class ModbusError extends Error {
  readonly code: ModbusFailure;
  constructor(code: ModbusFailure, message: string) {
    super(message);
    this.code = code;
  }
  /** The device refused this one request; the connection is in order. */
  get isRefusal(): boolean {
    return this.code === "exception";
  }
}

export interface ModbusConnection {
  /** @throws ModbusError; after any but a refusal the connection is of no use: close it. */
  read(block: Block): Promise<Buffer>;
  close(): void;
}

/**
 * Connects to a Modbus TCP server.
 * @throws ModbusError `connect-failed`
 */
export async function openModbus(
  target: {
    readonly host: string;
    readonly port: number;
    readonly unitId: number;
    readonly timeoutMs: number;
  },
  signal: AbortSignal,
): Promise<ModbusConnection> {
  const socket = new Socket();
  // It listens for `connect` to know that it is online, so it is made before.
  const client = new ModbusTCPClient(socket, target.unitId, target.timeoutMs);
  // Without a listener a reset would end the process; the request under way is rejected by `close`.
  socket.on("error", () => undefined);
  await connect(socket, target, signal);
  return {
    async read(block) {
      const answer = await request(client, block);
      const expected = answerBytes(block);
      if (answer.length !== expected)
        throw new ModbusError(
          "bad-answer",
          `answered ${answer.length} bytes where ${expected} were asked for`,
        );
      return answer;
    },
    close: () => socket.destroy(),
  };
}

function connect(
  socket: Socket,
  { host, port, timeoutMs }: { readonly host: string; readonly port: number; readonly timeoutMs: number },
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      reject(new ModbusError("connect-failed", `cannot connect to ${host}:${port}: ${why}`));
    };
    const onAbort = (): void => fail("stopping");
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    signal.addEventListener("abort", onAbort);
    const onError = (error: NodeJS.ErrnoException): void => fail(error.code ?? error.message);
    socket.once("error", onError);
    socket.setNoDelay(true).setKeepAlive(true, 30_000);
    socket.connect({ host, port }, () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      socket.off("error", onError);
      resolve();
    });
    if (signal.aborted) onAbort();
  });
}

async function request(client: ModbusTCPClient, { table, start, count }: Block): Promise<Buffer> {
  try {
    switch (table) {
      case "holding":
        return (await client.readHoldingRegisters(start, count)).response.body.valuesAsBuffer;
      case "input":
        return (await client.readInputRegisters(start, count)).response.body.valuesAsBuffer;
      case "coil":
        return (await client.readCoils(start, count)).response.body.valuesAsBuffer;
      case "discrete":
        return (await client.readDiscreteInputs(start, count)).response.body.valuesAsBuffer;
    }
  } catch (cause) {
    throw asModbusError(cause);
  }
}

/** jsmodbus rejects with `{err, message}`, which is no Error. */
function asModbusError(cause: unknown): ModbusError {
  const { err, message } = cause as { readonly err?: string; readonly message?: string };
  switch (err) {
    case "ModbusException":
      return new ModbusError("exception", message ?? "the device refused the request");
    case "Timeout":
      return new ModbusError("timeout", "no answer in time");
    case "Offline":
      return new ModbusError("disconnected", "the device closed the connection");
    default:
      return new ModbusError("bad-answer", message ?? String(cause));
  }
}
