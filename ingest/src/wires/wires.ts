import type { Logger } from "pino";
import { pause } from "../commit/pause.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import type { WiresConfig } from "./config.ts";
import { createEventHubs } from "./event-hubs.ts";
import { createMqttClient } from "./mqtt-client.ts";
import type { Receive, Wire } from "./wire.ts";

export interface WiresDeps {
  readonly receive: Receive;
  /** Needed where an event hub is read. */
  readonly checkpoints: CheckpointStore | undefined;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * The wires that the configuration asks for.
 * @throws Error where an event hub is to be read and nothing keeps checkpoints
 */
export function createWires(
  config: { readonly wires: WiresConfig; readonly dataDir: string; readonly maxMessageBytes: number },
  { receive, checkpoints, now, log }: WiresDeps,
): readonly Wire[] {
  const { mqttClient, eventHubs } = config.wires;
  const { dataDir, maxMessageBytes } = config;
  const wires: Wire[] = [];
  if (mqttClient !== undefined)
    wires.push(
      createMqttClient(
        { ...mqttClient, dataDir, maxMessageBytes },
        { receive, pause, now, random: Math.random, log },
      ),
    );
  if (eventHubs !== undefined) {
    if (checkpoints === undefined) throw new Error("an event hub cannot be read without a checkpoint store");
    wires.push(createEventHubs(eventHubs, { receive, checkpoints, pause, now, log }));
  }
  return wires;
}
