import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { NativeMessage, NativeMessages } from "@kontrollrom/contracts/envelope.ts";
import { Aedes } from "aedes";

/** A value as the platform got it. */
export interface Received {
  readonly device: string;
  readonly quantity: string;
  readonly channel: string | undefined;
  readonly time: number;
  readonly value: number | boolean;
}

/** A real MQTT broker that keeps what it acknowledged, and that can go away and come back on its port. */
export interface TestBroker {
  readonly received: Received[];
  readonly topics: Set<string>;
  readonly logins: { username: string | undefined; password: string | undefined }[];
  port(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Publishes that came in, acknowledged or not. */
  offered(): number;
  /** Answers publishes no longer, as a platform whose store is slow. */
  holdBack(held: boolean): void;
  /** The password it wants; none lets anybody in. */
  demand(password: string | undefined): void;
}

export function createTestBroker(): TestBroker {
  const received: Received[] = [];
  const topics = new Set<string>();
  const logins: TestBroker["logins"] = [];
  const sockets = new Set<Socket>();
  let aedes: Aedes | undefined;
  let server: Server | undefined;
  let port = 0;
  let held = false;
  let offered = 0;
  let wanted: string | undefined;

  function keep(topic: string, payload: Buffer): void {
    topics.add(topic);
    const parsed = NativeMessages.parse(JSON.parse(payload.toString("utf8")));
    for (const message of Array.isArray(parsed) ? parsed : [parsed]) {
      const { device, time, values } = NativeMessage.parse(message);
      for (const { quantity, channel, value } of values)
        received.push({ device, quantity, channel, time: Date.parse(time), value });
    }
  }

  return {
    received,
    topics,
    logins,
    port: () => port,
    async start() {
      const broker = await Aedes.createBroker({
        authenticate: (_client, username, password, done) => {
          logins.push({ username, password: password?.toString() });
          const allowed = wanted === undefined || password?.toString() === wanted;
          done(allowed ? null : Object.assign(new Error("not authorized"), { returnCode: 5 }), allowed);
        },
        authorizePublish: (client, packet, done) => {
          if (client === null) return;
          offered += 1;
          if (held) return;
          keep(packet.topic, Buffer.from(packet.payload));
          done(null);
        },
      });
      aedes = broker;
      const listening = createServer((socket) => {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
        broker.handle(socket);
      });
      server = listening;
      await new Promise<void>((resolve) => listening.listen(port, "127.0.0.1", resolve));
      port = (listening.address() as AddressInfo).port;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      const closing = server;
      const closed = aedes;
      server = undefined;
      aedes = undefined;
      if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
      if (closed !== undefined) await new Promise<void>((resolve) => closed.close(() => resolve()));
    },
    offered: () => offered,
    holdBack(on) {
      held = on;
    },
    demand(password) {
      wanted = password;
    },
  };
}
