import type { Logger } from "pino";
import type { EdgeConfig } from "./config.ts";
import { createMqttForwarder, type ForwarderFigures } from "./forward/mqtt-forwarder.ts";
import { createOutbox, type OutboxFigures } from "./outbox/outbox.ts";
import { createModbusTcpSource } from "./protocols/modbus-tcp.ts";
import { createNewsKeeper } from "./report/keep-news.ts";
import type { Source, SourceHealth } from "./source.ts";

export interface EdgeDeps {
  readonly log: Logger;
  /** Wall clock, ms. */
  now(): number;
  /** 0 ≤ x < 1 */
  random(): number;
}

export interface EdgeHealth {
  readonly sources: readonly SourceHealth[];
  readonly outbox: OutboxFigures;
  readonly forwarder: ForwarderFigures;
  /** Readings that the outbox could not keep; each is tried again with the next poll. */
  readonly unkept: number;
}

export interface Edge {
  /** @throws OutboxError when the outbox cannot be used. Neither a device nor the platform needs to be there. */
  start(): void;
  stop(): Promise<void>;
  health(): EdgeHealth;
}

const statusEveryMs = 300_000;

/** The gateway of a site: polls the sources, keeps what is news on disk, and delivers it to the platform. */
export function createEdge(config: EdgeConfig, deps: EdgeDeps): Edge {
  const { log } = deps;
  const outbox = createOutbox(config.outbox, deps);
  const forwarder = createMqttForwarder(
    {
      url: config.mqttUrl,
      clientId: `kr-edge-${config.site}`,
      password: config.token,
      topic: `kr/v1/edge/${config.site}`,
    },
    { outbox, log, random: deps.random },
  );
  const sources = config.sources.map((source) => createSource(source, deps));
  const news = createNewsKeeper({ append: outbox.append, kept: forwarder.wake, log });
  let status: NodeJS.Timeout | undefined;

  function health(): EdgeHealth {
    return {
      sources: sources.map((source) => source.health()),
      outbox: outbox.figures(),
      forwarder: forwarder.figures(),
      unkept: news.unkept(),
    };
  }

  return {
    start() {
      outbox.open();
      forwarder.start();
      for (const source of sources) source.start(news.take);
      status = setInterval(() => log.info(health(), "status"), statusEveryMs);
    },
    async stop() {
      clearInterval(status);
      await Promise.all(sources.map((source) => source.stop()));
      await forwarder.stop();
      outbox.close();
    },
    health,
  };
}

/** One case a protocol. */
function createSource(source: EdgeConfig["sources"][number], deps: EdgeDeps): Source {
  switch (source.protocol) {
    case "modbus-tcp":
      return createModbusTcpSource(source, deps);
  }
}
