import mqtt, { type MqttClient } from "mqtt";
import type { Logger } from "pino";
import { backoffMs } from "../backoff.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { joinMessages } from "./native-messages.ts";

export interface ForwarderConfig {
  /** `mqtt://host:port` or `mqtts://…`, without credentials. */
  readonly url: string;
  readonly clientId: string;
  readonly password: string | undefined;
  readonly topic: string;
  readonly retry?: { readonly minMs: number; readonly maxMs: number };
}

export interface ForwarderDeps {
  readonly outbox: Outbox;
  readonly log: Logger;
  random(): number;
}

export interface Forwarder {
  start(): void;
  /** Something new is in the outbox. */
  wake(): void;
  /** Waits a moment for what is under way to be acknowledged. */
  stop(): Promise<void>;
  figures(): ForwarderFigures;
}

export interface ForwarderFigures {
  readonly connected: boolean;
  /** Why it is not connected. */
  readonly detail: string | undefined;
  /** Messages acknowledged since the process started. */
  readonly delivered: number;
}

/** Publishes under way: enough to fill a long line, few enough to be sent again after a break. */
const windowSize = 16;
const batchCount = 200;
const batchBytes = 64 * 1024;
/** Messages acknowledged before they are removed from disk, where more are still under way. */
const removeEvery = 1000;
const stopWaitMs = 500;
/** A connection that lasted so long was a good one: the next attempt comes at once. */
const provenMs = 10_000;
const defaultRetry = { minMs: 1000, maxMs: 30_000 };

interface Batch {
  readonly upTo: number;
  readonly count: number;
  acknowledged: boolean;
}

/**
 * Sends what lies in the outbox, oldest first, by MQTT QoS 1. A message leaves the outbox only when the platform has acknowledged
 * it and all before it [MQTT-4.3.2-1]; each new connection starts again with the oldest that is left.
 */
export function createMqttForwarder(config: ForwarderConfig, deps: ForwarderDeps): Forwarder {
  const { outbox, log } = deps;
  const retry = config.retry ?? defaultRetry;
  let client: MqttClient | undefined;
  let connectedAt: number | undefined;
  let batches: Batch[] = [];
  /** Sent up to, removable up to, removed up to: `seq` of the outbox. */
  let sentUpTo = 0;
  let removable = 0;
  let removableCount = 0;
  let delivered = 0;
  let failures = 0;
  let detail: string | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let onDrained: (() => void) | undefined;

  function connect(): void {
    const opened = mqtt.connect(config.url, {
      clientId: config.clientId,
      ...(config.password === undefined ? {} : { username: config.clientId, password: config.password }),
      protocolVersion: 4,
      clean: true,
      keepalive: 30,
      connectTimeout: 10_000,
      // Each connection is a new client, so that nothing is sent but what the outbox holds.
      reconnectPeriod: 0,
      queueQoSZero: false,
    });
    client = opened;
    let why: string | undefined;
    opened.on("connect", () => {
      if (client !== opened) return;
      connectedAt = performance.now();
      detail = undefined;
      log.info({ url: config.url, waiting: outbox.figures().waiting }, "connected to the platform");
      pump();
    });
    opened.on("error", (error) => {
      why = explain(error);
      lose(opened, why);
    });
    opened.on("close", () => lose(opened, why ?? "the platform closed the connection"));
  }

  /** The connection is gone: what was under way lies in the outbox still. */
  function lose(lost: MqttClient, why: string): void {
    if (client !== lost) return;
    client = undefined;
    lost.end(true);
    if (connectedAt !== undefined && performance.now() - connectedAt > provenMs) failures = 0;
    connectedAt = undefined;
    batches = [];
    sentUpTo = removable;
    settleRemovals();
    onDrained?.();
    if (stopped) return;
    failures += 1;
    if (why !== detail) log.warn({ url: config.url, why }, "not connected to the platform");
    detail = why;
    timer = setTimeout(connect, backoffMs(failures, retry, deps.random()));
  }

  function pump(): void {
    const to = client;
    if (to === undefined || connectedAt === undefined || stopped) return;
    try {
      while (batches.length < windowSize) {
        const entries = outbox.read(sentUpTo, { count: batchCount, bytes: batchBytes });
        const last = entries.at(-1);
        if (last === undefined) return;
        const batch: Batch = { upTo: last.seq, count: entries.length, acknowledged: false };
        batches.push(batch);
        sentUpTo = last.seq;
        const payload = joinMessages(entries.map((entry) => entry.payload));
        to.publish(config.topic, payload, { qos: 1 }, (error) => {
          if (client !== to) return;
          if (error) lose(to, explain(error));
          else acknowledge(batch);
        });
      }
    } catch (error) {
      log.error({ err: error }, "the outbox cannot be read");
      lose(to, "the outbox cannot be read");
    }
  }

  function acknowledge(batch: Batch): void {
    batch.acknowledged = true;
    failures = 0;
    for (let first = batches[0]; first?.acknowledged === true; first = batches[0]) {
      batches.shift();
      removable = first.upTo;
      removableCount += first.count;
      delivered += first.count;
    }
    if (batches.length === 0 || removableCount >= removeEvery) settleRemovals();
    pump();
    if (batches.length === 0) onDrained?.();
  }

  function settleRemovals(): void {
    if (removableCount === 0) return;
    try {
      outbox.removeUpTo(removable);
      removableCount = 0;
    } catch (error) {
      // They stay and may be sent again after a restart, which changes nothing.
      log.error({ err: error }, "delivered messages cannot be removed from the outbox");
    }
  }

  return {
    start: connect,
    wake: pump,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      if (batches.length > 0)
        await atMost(stopWaitMs, (resolve) => {
          onDrained = resolve;
        });
      const open = client;
      const idle = connectedAt !== undefined && batches.length === 0;
      client = undefined;
      settleRemovals();
      if (open === undefined) return;
      if (idle) await atMost(stopWaitMs, (resolve) => open.end(false, {}, resolve));
      open.end(true);
    },
    figures: () => ({ connected: connectedAt !== undefined, detail, delivered }),
  };
}

/** In words for whoever runs the gateway; the token never gets into it. */
function explain(error: Error): string {
  const { code } = error as { code?: unknown };
  // CONNACK return codes [MQTT-3.2.2.3].
  if (code === 4 || code === 5)
    return "the platform refuses the gateway's key: set KR_EDGE_TOKEN to one that may send readings";
  // Several addresses were tried, each with its own error: the message is empty, the code says it.
  return error.message === "" ? String(code ?? error.name) : error.message;
}

/** Waits until told, but no longer than so. */
function atMost(ms: number, wait: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    wait(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
