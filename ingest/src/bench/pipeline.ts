import { mkdtemp, rm, stat } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { Envelope } from "@kontrollrom/contracts/envelope.ts";
import pino from "pino";
import { createIngest } from "../app.ts";
import { noCodecs } from "../codecs/codec-index.ts";
import { readIngestConfig } from "../config.ts";
import { processEnvelope } from "../pipeline/pipeline.ts";
import { createMemoryPointIndex } from "../test/memory-point-index.ts";
import { chirpstackUp, elsysFrame, native } from "../test/messages.ts";

export interface BenchOptions {
  readonly json: boolean;
  write(line: string): void;
  /** First: how many messages, 60,000 by default. */
  readonly arguments: readonly string[];
}

const devices = 2000;
const waveMessages = 500;
const wavesInFlight = 4;

function chirpstackEnvelopes(count: number): Envelope[] {
  const start = Date.now() - 3_600_000;
  return Array.from({ length: count }, (_, i) => {
    const devEui = (0xa81758fffe000000n + BigInt(i % devices)).toString(16);
    const time = start + Math.floor(i / devices) * 1000;
    const bytes = elsysFrame(15 + (i % 100) / 10, 30 + (i % 40), 400 + (i % 900));
    return {
      format: "chirpstack-v4",
      source: `mqtt:application/17c82e96-be03-4f38-aef3-f83d48582d97/device/${devEui}/event/up`,
      receivedAt: time + 300,
      payload: Buffer.from(chirpstackUp({ devEui, time, bytes, fCnt: i % 65_536 })),
    };
  });
}

function nativeEnvelopes(count: number): Envelope[] {
  const start = Date.now() - 3_600_000;
  return Array.from({ length: count }, (_, i) => {
    const time = start + Math.floor(i / devices) * 1000;
    const values = [{ quantity: "temperature", value: 15 + (i % 100) / 10, unit: "Cel" }];
    return {
      format: "json",
      source: "mqtt:kr/v1/bench/values",
      receivedAt: time + 300,
      payload: Buffer.from(native(`bench-${i % devices}`, time, values)),
    };
  });
}

function registered() {
  const index = createMemoryPointIndex();
  const keys = ["temperature", "humidity", "illuminance", "motion", "co2", "battery-voltage"];
  for (let i = 0; i < devices; i++) {
    index.register((0xa81758fffe000000n + BigInt(i)).toString(16), "elsys", keys);
    index.register(`bench-${i}`, undefined, keys);
  }
  return index;
}

/** Prints what a message costs from its bytes to its commit, without the network. */
export async function runPipelineBench(options: BenchOptions): Promise<void> {
  const count = Number(options.arguments[0] ?? 60_000);
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`;
  const print = (name: string, value: number, unit: string, n: number) => {
    const rounded = Number(value.toPrecision(4));
    options.write(
      options.json
        ? JSON.stringify({ name, value: rounded, unit, n, machine })
        : `${name} ${rounded} ${unit} (n=${n})`,
    );
  };

  const index = registered();
  for (const [name, envelopes] of [
    ["chirpstack", chirpstackEnvelopes(count)],
    ["native", nativeEnvelopes(count)],
  ] as const) {
    const startedAt = performance.now();
    let samples = 0;
    for (const [i, envelope] of envelopes.entries())
      samples += processEnvelope(envelope, String(i), index, noCodecs).samples.length;
    const us = ((performance.now() - startedAt) * 1000) / count;
    print(`ingest.process_${name}_us`, us, "us/message", count);
    print(`ingest.samples_per_message_${name}`, samples / count, "samples", count);
  }

  const dataDir = await mkdtemp(join(tmpdir(), "kr-bench-"));
  const ingest = createIngest(readIngestConfig({ KR_DATA_DIR: dataDir, KR_MQTT_PORT: "0" }), {
    pointIndex: index,
    authenticate: async () => undefined,
    onCommitted: () => undefined,
    onDevicesSeen: () => undefined,
    now: () => Date.now(),
    log: pino({ level: "error" }),
  });
  await ingest.start();
  await ingest.open();
  try {
    const envelopes = chirpstackEnvelopes(count);
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    let next = 0;
    let samples = 0;
    await Promise.all(
      Array.from({ length: wavesInFlight }, async () => {
        while (next < count) {
          const wave = envelopes.slice(next, next + waveMessages);
          next += wave.length;
          const result = await ingest.receive(wave);
          samples += result.samples;
        }
      }),
    );
    const ms = performance.now() - startedAt;
    const cpu = process.cpuUsage(cpuBefore);
    const figures = ingest.figures();
    print("ingest.pipeline_per_s", (count / ms) * 1000, "messages/s", count);
    print("ingest.pipeline_samples_per_s", (samples / ms) * 1000, "samples/s", samples);
    print("ingest.pipeline_cpu_us", (cpu.user + cpu.system) / count, "us/message", count);
    print("ingest.commit_ms", figures.ingest_commit_p50_ms ?? 0, "ms", figures.ingest_commits_total ?? 0);
    print("ingest.commit_p99_ms", figures.ingest_commit_p99_ms ?? 0, "ms", figures.ingest_commits_total ?? 0);
    print("ingest.rss_mb", process.memoryUsage.rss() / 1e6, "MB", 1);
    await ingest.stop();
    const bytes = (await stat(join(dataDir, "telemetry.duckdb"))).size;
    print("ingest.file_bytes_per_message", bytes / count, "bytes", count);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
