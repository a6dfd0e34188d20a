import { type PresentValue, Quality, type Sample } from "@kontrollrom/contracts/sample.ts";

export interface PresentValues {
  /**
   * Takes samples in any order. Older than the present value: nothing changes. Of the same time but with another value or
   * quality: a correction, replaces.
   * @returns the points whose present value changed, each once
   */
  apply(samples: readonly Sample[]): number[];
  get(pointId: number): PresentValue | undefined;
  /** Present values of those of the points that have one, in the order asked. */
  many(pointIds: Iterable<number>): PresentValue[];
  /** Takes what the store knew as newest; nothing is reported as changed. */
  load(latest: readonly Sample[]): void;
  /** Number of points that have a value. */
  size(): number;
}

const qualityNames = Quality.options;
const qualityCodes = new Map<Quality, number>(qualityNames.map((name, code) => [name, code]));
const firstCapacity = 1024;

/** The newest value by event time of each point, in columns: nothing is allocated for a sample of a known point. */
export function createPresentValues(): PresentValues {
  const rows = new Map<number, number>();
  let times = new Float64Array(firstCapacity);
  let values = new Float64Array(firstCapacity);
  let qualities = new Uint8Array(firstCapacity);
  /** The call of `apply` that last reported the row, so that a point is reported once. */
  let reportedIn = new Float64Array(firstCapacity);
  let call = 0;

  function grow(): void {
    const capacity = times.length * 2;
    const larger = <A extends Float64Array | Uint8Array>(to: A, from: A): A => {
      to.set(from);
      return to;
    };
    times = larger(new Float64Array(capacity), times);
    values = larger(new Float64Array(capacity), values);
    qualities = larger(new Uint8Array(capacity), qualities);
    reportedIn = larger(new Float64Array(capacity), reportedIn);
  }

  function put(sample: Sample): number | undefined {
    const quality = qualityCodes.get(sample.quality) ?? 0;
    let row = rows.get(sample.pointId);
    if (row === undefined) {
      row = rows.size;
      if (row === times.length) grow();
      rows.set(sample.pointId, row);
    } else {
      const present = times[row] as number;
      if (sample.time < present) return undefined;
      if (sample.time === present && sample.value === values[row] && quality === qualities[row])
        return undefined;
    }
    times[row] = sample.time;
    values[row] = sample.value;
    qualities[row] = quality;
    return row;
  }

  function read(pointId: number): PresentValue | undefined {
    const row = rows.get(pointId);
    if (row === undefined) return undefined;
    return {
      pointId,
      time: times[row] as number,
      value: values[row] as number,
      quality: qualityNames[qualities[row] as number] as Quality,
    };
  }

  return {
    apply(samples) {
      const changed: number[] = [];
      call += 1;
      for (const sample of samples) {
        const row = put(sample);
        if (row === undefined || reportedIn[row] === call) continue;
        reportedIn[row] = call;
        changed.push(sample.pointId);
      }
      return changed;
    },
    get: read,
    many(pointIds) {
      const found: PresentValue[] = [];
      for (const pointId of pointIds) {
        const value = read(pointId);
        if (value !== undefined) found.push(value);
      }
      return found;
    },
    load(latest) {
      for (const sample of latest) put(sample);
    },
    size: () => rows.size,
  };
}
