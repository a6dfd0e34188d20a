import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { backoffMs } from "../backoff.ts";
import type { Reading, SitePoint, Source, SourceHealth } from "../source.ts";
import type { ModbusRegister, ModbusTcpConfig } from "./modbus-config.ts";
import { type ModbusConnection, ModbusError, openModbus } from "./modbus-connection.ts";
import { type Block, decodeRegister, planBlocks } from "./modbus-registers.ts";

export interface ModbusTcpDeps {
  readonly log: Logger;
  /** Wall clock, ms: the time of measurement. */
  now(): number;
  /** 0 ≤ x < 1 */
  random(): number;
}

const defaultRetry = { minMs: 500, maxMs: 30_000 };

type PointRegister = ModbusRegister & { readonly point: SitePoint };

/** Polls one device over Modbus TCP. The protocol has no events: what changes between two polls is not seen. */
export function createModbusTcpSource(
  config: ModbusTcpConfig,
  deps: ModbusTcpDeps,
  retry: { readonly minMs: number; readonly maxMs: number } = defaultRetry,
): Source {
  const name = `modbus-tcp ${config.host}:${config.port}/${config.unitId} ${config.device}`;
  const log = deps.log.child({ source: name });
  const blocks = planBlocks(config.registers.map(withPoint), config.maxGap);
  const refused = new Map<Block, string>();
  const stopping = new AbortController();
  let connection: ModbusConnection | undefined;
  let ended: Promise<void> = Promise.resolve();
  let state: SourceHealth["state"] = "starting";
  let detail: string | undefined;
  let lastReadAt: number | undefined;
  let readings = 0;
  let failures = 0;
  let failedPolls = 0;

  function withPoint(register: ModbusRegister): PointRegister {
    const point: SitePoint = {
      device: config.device,
      quantity: register.quantity,
      unit: register.unit,
      channel: register.channel,
      resolution: register.resolution,
      heartbeatMs: config.heartbeatS * 1000,
    };
    return { ...register, point };
  }

  /** Says so once when something changes: a device that is away for a night gives two lines. */
  function become(next: SourceHealth["state"], why: string | undefined): void {
    if (next === state && why === detail) return;
    if (next === "ok") log.info({ failedPolls }, "answers");
    else log.warn({ why }, next === "down" ? "does not answer" : "refuses part of what is asked");
    state = next;
    detail = why;
  }

  async function readBlock(
    open: ModbusConnection,
    block: Block<PointRegister>,
    found: Reading[],
  ): Promise<void> {
    const answer = await open.read(block);
    const time = deps.now();
    for (const register of block.registers) {
      const value = decodeRegister(block, register, answer);
      if (value !== undefined) found.push({ point: register.point, time, value });
    }
    refused.delete(block);
    lastReadAt = time;
  }

  /** Reads every block once. A refused block costs its own points only; a broken connection ends the poll. */
  async function poll(emit: (readings: readonly Reading[]) => void): Promise<void> {
    const found: Reading[] = [];
    try {
      connection ??= await openModbus(config, stopping.signal);
      for (const block of blocks) {
        try {
          await readBlock(connection, block, found);
        } catch (error) {
          if (!(error instanceof ModbusError) || !error.isRefusal) throw error;
          refused.set(block, `${block.table} ${block.start}+${block.count}: ${error.message}`);
        }
      }
    } finally {
      readings += found.length;
      failures += config.registers.length - found.length;
      if (found.length > 0) emit(found);
    }
    become(refused.size === 0 ? "ok" : "degraded", [...refused.values()][0]);
    failedPolls = 0;
  }

  async function run(emit: (readings: readonly Reading[]) => void): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      const from = performance.now();
      let waitMs: number;
      try {
        await poll(emit);
        waitMs = config.pollMs - (performance.now() - from);
      } catch (error) {
        if (signal.aborted) return;
        // A late answer must not be taken for that of the next request: a broken connection is not used again.
        connection?.close();
        connection = undefined;
        failedPolls += 1;
        become("down", error instanceof Error ? error.message : String(error));
        waitMs = backoffMs(failedPolls, retry, deps.random());
      }
      await sleep(Math.max(0, waitMs), undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    start(emit) {
      ended = run(emit);
    },
    async stop() {
      stopping.abort();
      connection?.close();
      await ended;
    },
    health: () => ({ name, state, detail, lastReadAt, readings, failures }),
  };
}
