import type { Quality, Sample } from "@kontrollrom/contracts/sample.ts";
import { metric, type Row } from "./row.ts";
import type { VictoriaHttp } from "./victoria-http.ts";

const dayMs = 86_400_000;
/** How far back the newest samples are looked for, days: most points have one in the first. */
const reachDays = [2, 40];
const pointsOfQuery = 500;

interface Newest extends Sample {
  readonly rev: number;
}

/** The newest sample of every point, in memory: read from the server once and kept up to date by what is written. */
export function createNewest(http: VictoriaHttp) {
  const points = new Map<number, Newest>();

  function take(candidate: Newest): void {
    const known = points.get(candidate.pointId);
    if (
      known === undefined ||
      candidate.time > known.time ||
      (candidate.time === known.time && candidate.rev >= known.rev)
    )
      points.set(candidate.pointId, candidate);
  }

  async function look(match: string, rangeMs: number, at: number): Promise<void> {
    const range = `[${Math.floor(rangeMs / 1000)}s]`;
    const [times, values] = await Promise.all([
      http.query(`tlast_over_time(${match}${range})`, at),
      http.query(`last_over_time(${match}${range})`, at),
    ]);
    const key = ({ point, quality, rev }: Record<string, string>) => `${point} ${quality} ${rev}`;
    const found = new Map(values.map(({ labels, value }) => [key(labels), value]));
    for (const { labels, value } of times)
      take({
        pointId: Number(labels.point),
        // Seconds with their thousandths.
        time: Math.round(value * 1000),
        value: found.get(key(labels)) ?? 0,
        quality: labels.quality as Quality,
        rev: Number(labels.rev),
      });
  }

  return {
    /** @param now ms */
    async load(now: number): Promise<void> {
      points.clear();
      const at = now + dayMs;
      const all = await http.labelValues("point", `${metric}_v`, 0, at);
      for (const reach of [...reachDays.map((days) => days * dayMs), at - 1000]) {
        const missing = all.map(Number).filter((id) => !points.has(id));
        for (let from = 0; from < missing.length; from += pointsOfQuery) {
          const ids = missing.slice(from, from + pointsOfQuery).join("|");
          await look(`${metric}_v{point=~"${ids}"}`, reach, at);
        }
      }
    },
    written(rows: readonly Row[]): void {
      for (const { sample, rev } of rows) {
        const { pointId, time, value, quality } = sample;
        take({ pointId, time, value, quality, rev });
      }
    },
    time: (pointId: number): number | undefined => points.get(pointId)?.time,
    pointIds: (): number[] => [...points.keys()],
    of(pointIds: Iterable<number>): Sample[] {
      const found: Sample[] = [];
      for (const id of pointIds) {
        const known = points.get(id);
        if (known === undefined) continue;
        const { rev: _rev, ...sample } = known;
        found.push(sample);
      }
      return found;
    },
  };
}
