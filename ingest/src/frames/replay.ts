import type { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import type { Taken } from "../intake.ts";
import { parseEnvelope } from "../pipeline/formats/registry.ts";
import type { Frame, SampleStore } from "../store/sample-store.ts";
import { formatOfFrame } from "./frame-format.ts";

/** Which kept messages are read again. */
export interface FrameSelection {
  /** External ids. */
  readonly devices: ReadonlySet<string>;
  /** Received from (included) and to (excluded), ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface FrameReplayOutcome {
  readonly frames: number;
  readonly added: number;
  readonly corrected: number;
  readonly unchanged: number;
  /** Frames in which something is refused; what is stored of them stays. */
  readonly refused: number;
  /** The first reasons, each once. */
  readonly reasons: readonly string[];
  /** Dead letters of these devices that became samples. */
  readonly deadLetters: number;
}

export interface FrameReplayDeps {
  readonly store: Pick<SampleStore, "frames">;
  /** Takes a kept message through the pipeline to its commit. */
  reread(frame: Frame, format: WireFormat): Promise<Taken>;
  /** Tries dead letters of these devices again, the newest first. @returns how many were accepted */
  rereadDeadLetters(devices: readonly string[]): Promise<number>;
  /** Whether more waits than may: live messages go first. */
  overfull(): boolean;
  pause(ms: number, signal: AbortSignal): Promise<void>;
  readonly frameDays: number;
  readonly now: () => number;
}

const dayMs = 86_400_000;
/** Given to the intake together. */
const framesAtOnce = 200;
const maxReasons = 10;
const countForMs = 3000;

/**
 * Takes kept messages through the pipeline again, about the newest first, so that the first thing that is known of a new point is the
 * value that holds now. Doing it twice changes nothing.
 */
export function createFrameReplay(deps: FrameReplayDeps) {
  async function* selected({ devices, from = 0, to = Infinity }: FrameSelection): AsyncGenerator<Frame[]> {
    for await (const chunk of deps.store.frames(from, devices))
      yield chunk.filter(
        (frame) => frame.receivedAt >= from && frame.receivedAt < to && concerns(frame, devices),
      );
  }

  return {
    async run(
      selection: FrameSelection,
      { signal, onProgress }: { signal: AbortSignal; onProgress(fraction: number): void },
    ): Promise<FrameReplayOutcome> {
      const total = { frames: 0, added: 0, corrected: 0, unchanged: 0, refused: 0 };
      const reasons = new Set<string>();
      const until = Math.min(deps.now(), selection.to ?? Number.POSITIVE_INFINITY);
      const since = Math.max(selection.from ?? 0, deps.now() - deps.frameDays * dayMs);

      async function reread(frame: Frame): Promise<void> {
        const { changes, refused } = await deps.reread(frame, formatOfFrame(frame));
        total.frames += 1;
        total.added += changes?.added ?? 0;
        total.corrected += changes?.corrected ?? 0;
        total.unchanged += changes?.unchanged ?? 0;
        if (refused.length > 0) total.refused += 1;
        for (const { reason, detail } of refused)
          if (reasons.size < maxReasons) reasons.add(`${reason}: ${detail}`);
      }

      for await (const frames of selected(selection)) {
        for (let at = 0; at < frames.length; at += framesAtOnce) {
          while (deps.overfull() && !signal.aborted) await deps.pause(50, signal);
          signal.throwIfAborted();
          await Promise.all(frames.slice(at, at + framesAtOnce).map(reread));
        }
        signal.throwIfAborted();
        const at = frames.at(-1)?.receivedAt;
        if (at !== undefined) onProgress(Math.min(0.98, Math.max(0, (until - at) / (until - since || 1))));
      }
      const deadLetters =
        selection.from === undefined && selection.to === undefined
          ? await deps.rereadDeadLetters([...selection.devices])
          : 0;
      return { ...total, reasons: [...reasons], deadLetters };
    },

    /** How many there are, as far as a few seconds reach. */
    async count(selection: FrameSelection): Promise<{ readonly frames: number; readonly more: boolean }> {
      const end = performance.now() + countForMs;
      let frames = 0;
      for await (const chunk of selected(selection)) {
        frames += chunk.length;
        if (performance.now() > end) return { frames, more: true };
      }
      return { frames, more: false };
    },
  };
}
export type FrameReplay = ReturnType<typeof createFrameReplay>;

const openingBracket = 0x5b;

/** Whether a message is from one of the devices. Of one that was kept before all of them were named, a list is looked through. */
function concerns(frame: Frame, devices: ReadonlySet<string>): boolean {
  if (devices.has(frame.device) || frame.also?.some((device) => devices.has(device))) return true;
  if (frame.payload[0] !== openingBracket) return false;
  const { payload, receivedAt } = frame;
  return parseEnvelope({ format: formatOfFrame(frame), payload, receivedAt }).messages.some(({ device }) =>
    devices.has(device),
  );
}
