import type { Xy } from "@kontrollrom/contracts/building.ts";
import { toMillimetre } from "./geometry.ts";

/** A length as people write it: "3,5", "3.5 m", "350 cm", "-10 mm". */
export function readLength(text: string): number | undefined {
  const found = /^\s*([+-−]?\s*\d+(?:[.,]\d+)?)\s*(m|cm|mm)?\s*$/.exec(text);
  if (found?.[1] === undefined) return undefined;
  const value = Number(found[1].replace("−", "-").replace(/\s/g, "").replace(",", "."));
  return toMillimetre(value / ({ m: 1, cm: 100, mm: 1000 }[found[2] ?? "m"] ?? 1));
}

/**
 * The next corner as it is written: a length in the direction that the line has, "12,3; 4,5" for a place of the plan, or
 * "@1,2; 0" for so far from the last corner.
 */
export function readCorner(text: string, last: Xy | undefined, towards: Xy | undefined): Xy | undefined {
  const pair = /^\s*(@)?\s*([^;]+);([^;]+)$/.exec(text);
  if (pair !== null) {
    const [x, y] = [readLength(pair[2] ?? ""), readLength(pair[3] ?? "")];
    if (x === undefined || y === undefined) return undefined;
    if (pair[1] === undefined) return [x, y];
    return last && [toMillimetre(last[0] + x), toMillimetre(last[1] + y)];
  }
  const length = readLength(text);
  if (length === undefined || last === undefined || towards === undefined) return undefined;
  const away = Math.hypot(towards[0] - last[0], towards[1] - last[1]);
  if (away < 1e-6) return undefined;
  return [
    toMillimetre(last[0] + ((towards[0] - last[0]) / away) * length),
    toMillimetre(last[1] + ((towards[1] - last[1]) / away) * length),
  ];
}
