import { type CommittedSample, Quality } from "@kontrollrom/contracts/sample.ts";

/**
 * A sample as VictoriaMetrics keeps it: in the series `kr_sample_v` (the value), `kr_sample_f` (the frame) and `kr_sample_r` (when it
 * was received, ms) with the labels `point`, `quality` and `rev`.
 *
 * VictoriaMetrics keeps any one of several values of one series and time. So each time that a point gets another value for the same
 * moment, that one goes into another series with the next `rev`, and the highest is the one that counts.
 */
export interface Row {
  readonly sample: CommittedSample;
  readonly rev: number;
}

export const metric = "kr_sample";
/** Of values for the same moment beyond this many any may be kept. */
export const maxRev = 63;

/** InfluxDB line protocol with times in ms, which makes the three series. */
export function rowLine({ sample, rev }: Row): string {
  const { pointId, quality, value, frameId, receivedAt, time } = sample;
  return `${metric},point=${pointId},quality=${quality},rev=${rev} v=${value},f=${frameId},r=${receivedAt} ${time}`;
}

// point, time, value, frame, received, quality, rev
const rowBytes = 4 + 8 + 8 + 8 + 8 + 1 + 1;

export function packRows(rows: readonly Row[]): Buffer {
  const packed = Buffer.allocUnsafe(rows.length * rowBytes);
  let at = 0;
  for (const { sample, rev } of rows) {
    at = packed.writeUInt32LE(sample.pointId, at);
    at = packed.writeDoubleLE(sample.time, at);
    at = packed.writeDoubleLE(sample.value, at);
    at = packed.writeDoubleLE(Number(sample.frameId), at);
    at = packed.writeDoubleLE(sample.receivedAt, at);
    at = packed.writeUInt8(Quality.options.indexOf(sample.quality), at);
    at = packed.writeUInt8(rev, at);
  }
  return packed;
}

export function unpackRows(packed: Buffer): Row[] {
  return Array.from({ length: Math.floor(packed.length / rowBytes) }, (_, i) => {
    const at = i * rowBytes;
    return {
      sample: {
        pointId: packed.readUInt32LE(at),
        time: packed.readDoubleLE(at + 4),
        value: packed.readDoubleLE(at + 12),
        frameId: String(packed.readDoubleLE(at + 20)),
        receivedAt: packed.readDoubleLE(at + 28),
        quality: Quality.options[packed.readUInt8(at + 36)] ?? "bad",
      },
      rev: packed.readUInt8(at + 37),
    };
  });
}
