import type { Logger } from "pino";
import { pause } from "../commit/pause.ts";
import type { WiresConfig } from "./config.ts";
import { createMqttClient } from "./mqtt-client.ts";
import type { Receive, Wire } from "./wire.ts";

export interface WiresDeps {
  readonly receive: Receive;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: Logger;
}

/** The wires that the configuration asks for. */
export function createWires(
  config: { readonly wires: WiresConfig; readonly dataDir: string; readonly maxMessageBytes: number },
  { receive, now, log }: WiresDeps,
): readonly Wire[] {
  const { mqttClient } = config.wires;
  const { dataDir, maxMessageBytes } = config;
  const wires: Wire[] = [];
  if (mqttClient !== undefined)
    wires.push(
      createMqttClient(
        { ...mqttClient, dataDir, maxMessageBytes },
        { receive, pause, now, random: Math.random, log },
      ),
    );
  return wires;
}
