import { type AddressInfo, createServer, type Server } from "node:net";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Reading, Source } from "../source.ts";
import { createTestModbusServer, type TestModbusServer } from "../test/modbus-server.ts";
import { until } from "../test/until.ts";
import { ModbusTcpConfig } from "./modbus-config.ts";
import { createModbusTcpSource } from "./modbus-tcp.ts";

const log = pino({ level: "silent" });
let device: TestModbusServer;
let emitted: Reading[];
let sources: Source[];
const extra: Server[] = [];

beforeEach(async () => {
  device = createTestModbusServer();
  await device.start();
  emitted = [];
  sources = [];
});
afterEach(async () => {
  await Promise.all(sources.map((source) => source.stop()));
  await device.stop();
  for (const server of extra.splice(0)) server.close();
});

function poll(part: object, port = device.port()): Source {
  const config = ModbusTcpConfig.parse({
    protocol: "modbus-tcp",
    host: "127.0.0.1",
    port,
    device: "ahu-1",
    pollMs: 100,
    timeoutMs: 300,
    ...part,
  });
  const deps = { log, now: Date.now, random: () => 0 };
  const source = createModbusTcpSource(config, deps, { minMs: 20, maxMs: 100 });
  source.start((readings) => emitted.push(...readings));
  sources.push(source);
  return source;
}

async function listen(server: Server): Promise<number> {
  extra.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function latest(quantity: string): number | boolean | undefined {
  return emitted.findLast(({ point }) => point.quantity === quantity)?.value;
}

const temperature = { address: 0, table: "holding", type: "float32", quantity: "temperature" };

describe("a device that answers", () => {
  test("gives values of every table and type, with the time they were read", async () => {
    device.holding.writeFloatBE(21.5, 0);
    device.input.writeUInt16BE(0x0002, 20);
    device.input.writeUInt16BE(0x0001, 22);
    device.coils[0] = 0b0000_0100;
    device.discrete[1] = 0b0000_0001;
    const before = Date.now();
    const source = poll({
      registers: [
        temperature,
        { address: 10, table: "input", type: "uint32", wordOrder: "little", quantity: "energy", scale: 0.1 },
        { address: 2, table: "coil", type: "bool", quantity: "fan-running" },
        { address: 8, table: "discrete", type: "bool", quantity: "filter-alarm" },
      ],
    });
    await until("a whole poll", () => source.health().state === "ok");
    const first = emitted.slice(0, 4);
    expect(first.map(({ point, value }) => [point.quantity, value])).toEqual([
      ["temperature", 21.5],
      ["energy", 6553.8],
      ["fan-running", true],
      ["filter-alarm", true],
    ]);
    for (const { time, point } of first) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(Date.now());
      expect(point.device).toBe("ahu-1");
    }
    device.holding.writeFloatBE(22, 0);
    await until("the new value", () => latest("temperature") === 22);
    expect(device.connections()).toBe(1);
  });
});

describe("a device that does not", () => {
  test("is found again after it was away, and nothing is made up meanwhile", async () => {
    device.holding.writeFloatBE(20, 0);
    const source = poll({ registers: [temperature] });
    await until("a value", () => latest("temperature") === 20);
    await device.stop();
    await until("it is missed", () => source.health().state === "down");
    const { failures } = source.health();
    const count = emitted.length;
    await until("further attempts fail", () => source.health().failures >= failures + 2);
    expect(source.health().detail).toMatch(/ECONNREFUSED|closed the connection/);
    expect(emitted).toHaveLength(count);
    device.holding.writeFloatBE(23, 0);
    await device.start();
    await until("it answers again", () => latest("temperature") === 23);
    expect(source.health().state).toBe("ok");
  });

  test("refusing one address costs that block alone", async () => {
    let connections = 0;
    // Knows registers 0 and 1; anything else is exception 2, illegal data address.
    const strict = createServer((socket) => {
      connections += 1;
      socket.on("error", () => undefined);
      socket.on("data", (request) => {
        const known = request.readUInt16BE(8) === 0;
        const body = known ? [0, 7, request[6]!, 3, 4, 0x41, 0xac, 0, 0] : [0, 3, request[6]!, 0x83, 2];
        socket.write(Buffer.from([...request.subarray(0, 4), ...body]));
      });
    });
    const missing = { address: 400, table: "holding", type: "int16", quantity: "humidity" };
    const source = poll({ registers: [missing, temperature] }, await listen(strict));
    await until("several polls", () => emitted.length > 2);
    expect(source.health()).toMatchObject({ state: "degraded" });
    expect(source.health().detail).toMatch(/^holding 400\+1: ModbusException: /);
    expect(source.health().failures).toBeGreaterThanOrEqual(2);
    expect(emitted.every(({ point, value }) => point.quantity === "temperature" && value === 21.5)).toBe(
      true,
    );
    expect(connections).toBe(1);
  });

  test("answering late is cut off: the answer is not taken for that of the next request", async () => {
    let answers = 0;
    // A device that answers every request after 500 ms, with the number of the answer as value.
    const slow = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (request) => {
        answers += 1;
        const answer = Buffer.from([...request.subarray(0, 4), 0, 5, request[6]!, 3, 2, 0, answers]);
        setTimeout(() => socket.write(answer), 500);
      });
    });
    const port = await listen(slow);
    const source = poll({ registers: [{ ...temperature, type: "int16" }] }, port);
    await until("several attempts", () => answers >= 3);
    expect(source.health()).toMatchObject({ state: "down", detail: "no answer in time", readings: 0 });
    expect(emitted).toEqual([]);
  });

  test.each<[string, (request: Buffer) => Buffer]>([
    ["too few registers", (r) => Buffer.from([...r.subarray(0, 4), 0, 5, r[6]!, 3, 2, 0, 7])],
    ["another function", (r) => Buffer.from([...r.subarray(0, 4), 0, 7, r[6]!, 4, 4, 0, 7, 0, 7])],
    ["another transaction", (r) => Buffer.from([0xff, 0xfe, 0, 0, 0, 7, r[6]!, 3, 4, 0, 7, 0, 7])],
    ["noise", () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ])("answering with %s gives no value and a new connection", async (_name, answer) => {
    let connections = 0;
    const odd = createServer((socket) => {
      connections += 1;
      socket.on("error", () => undefined);
      socket.on("data", (request) => socket.write(answer(request)));
    });
    const source = poll({ registers: [temperature] }, await listen(odd));
    await until("it is tried again", () => connections >= 2);
    expect(source.health().state).toBe("down");
    expect(emitted).toEqual([]);
  });

  test("stopping does not wait for it", async () => {
    let asked = false;
    const silent = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", () => {
        asked = true;
      });
    });
    const source = poll({ registers: [temperature], timeoutMs: 60_000 }, await listen(silent));
    await until("it is asked", () => asked);
    await source.stop();
    expect(emitted).toEqual([]);
  });
});
