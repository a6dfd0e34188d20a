import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { ModbusTCPServer } from "jsmodbus";

/** A real Modbus TCP server whose registers the test sets, and that can go away and come back on its port. */
export interface TestModbusServer {
  readonly holding: Buffer;
  readonly input: Buffer;
  readonly coils: Buffer;
  readonly discrete: Buffer;
  port(): number;
  /** Connections that were made so far. */
  connections(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Called before holding registers are read: a device that lives. */
  onRead(change: (start: number) => void): void;
}

export function createTestModbusServer(): TestModbusServer {
  const holding = Buffer.alloc(20_000);
  const input = Buffer.alloc(2000);
  const coils = Buffer.alloc(100);
  const discrete = Buffer.alloc(100);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;
  let connections = 0;
  let change = (_start: number): void => undefined;

  return {
    holding,
    input,
    coils,
    discrete,
    port: () => port,
    connections: () => connections,
    async start() {
      const listening = createServer((socket) => {
        connections += 1;
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
        socket.on("error", () => undefined);
      });
      const modbus = new ModbusTCPServer(listening, { holding, input, coils, discrete });
      modbus.on("preReadHoldingRegisters", ({ body }) =>
        change((body as unknown as { start: number }).start),
      );
      server = listening;
      await new Promise<void>((resolve) => listening.listen(port, "127.0.0.1", resolve));
      port = (listening.address() as AddressInfo).port;
    },
    async stop() {
      const closing = server;
      server = undefined;
      for (const socket of sockets) socket.destroy();
      if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
    },
    onRead(to) {
      change = to;
    },
  };
}
