import { cpus, platform } from "node:os";

export type Report = (
  name: string,
  value: number,
  unit: string,
  n: number,
  more?: { peer?: string; ratio?: number; note?: string },
) => void;

/** One figure a line: as JSON, or as people read it. */
export function createReport(json: boolean, write: (line: string) => void): Report {
  const machine = `${cpus()[0]?.model ?? "unknown"} ×${cpus().length} ${platform()} node ${process.version}, Chromium with software WebGL (SwiftShader)`;
  return (name, value, unit, n, more = {}) => {
    const rounded = Math.round(value * 1000) / 1000;
    write(
      json
        ? JSON.stringify({ name: `viewer.${name}`, value: rounded, unit, n, machine, ...more })
        : `viewer.${name}: ${rounded} ${unit} (n=${n}${more.peer === undefined ? "" : `, against ${more.peer}`}${more.note === undefined ? "" : `; ${more.note}`})`,
    );
  };
}

/** The value that so large a part of the numbers is at or below. */
export function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}
export const median = (numbers: readonly number[]) => quantile(numbers, 0.5);

/** Rise of y for each x, by least squares. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (i: 0 | 1) => points.reduce((sum, point) => sum + point[i], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const over = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const under = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return under === 0 ? 0 : over / under;
}
