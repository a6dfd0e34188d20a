import type { Downsample } from "../sample-store.ts";
import type { Reading } from "./summary.ts";

/** The lowest and the highest of each of `entries / 2` stretches of equal length, in the order of time. */
function minMax<T extends Reading>(readings: readonly T[], entries: number): T[] {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) return [];
  const stretches = Math.max(1, Math.floor(entries / 2));
  const length = (last.time - first.time + 1) / stretches;
  const kept: T[] = [];
  let low = first;
  let high = first;
  let stretch = 0;
  const keep = () => {
    if (low === high) kept.push(low);
    else if (low.time < high.time) kept.push(low, high);
    else kept.push(high, low);
  };
  for (const reading of readings) {
    const its = Math.floor((reading.time - first.time) / length);
    if (its !== stretch) {
      keep();
      stretch = its;
      low = reading;
      high = reading;
    } else if (reading.value < low.value) low = reading;
    else if (reading.value > high.value) high = reading;
  }
  keep();
  return kept;
}

/**
 * Largest triangle three buckets: of each stretch of about equally many readings the one that spans the largest triangle with the one
 * chosen before and the mean of the next stretch. Steinarsson, Downsampling Time Series for Visual Representation (2013), 4.2.
 */
function largestTriangles<T extends Reading>(readings: readonly T[], entries: number): T[] {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (entries < 3) return entries === 1 ? [first] : [first, last];
  const width = (readings.length - 2) / (entries - 2);
  const kept: T[] = [first];
  let chosen = first;
  for (let stretch = 0; stretch < entries - 2; stretch++) {
    const begin = Math.floor(stretch * width) + 1;
    const end = Math.floor((stretch + 1) * width) + 1;
    const nextEnd = Math.min(Math.floor((stretch + 2) * width) + 1, readings.length);
    let meanTime = 0;
    let meanValue = 0;
    for (let i = end; i < nextEnd; i++) {
      meanTime += (readings[i] as T).time - first.time;
      meanValue += (readings[i] as T).value;
    }
    meanTime = meanTime / (nextEnd - end) + first.time;
    meanValue /= nextEnd - end;
    let largest = -1;
    let best = readings[begin] as T;
    for (let i = begin; i < end; i++) {
      const reading = readings[i] as T;
      const area = Math.abs(
        (chosen.time - meanTime) * (reading.value - chosen.value) -
          (chosen.time - reading.time) * (meanValue - chosen.value),
      );
      if (area > largest) {
        largest = area;
        best = reading;
      }
    }
    kept.push(best);
    chosen = best;
  }
  kept.push(last);
  return kept;
}

/** At most so many of the readings, in their order, that a line drawn through them looks the same. */
export function downsample<T extends Reading>(readings: readonly T[], how: Downsample): readonly T[] {
  if (readings.length <= how.entries) return readings;
  return how.method === "lttb" ? largestTriangles(readings, how.entries) : minMax(readings, how.entries);
}
