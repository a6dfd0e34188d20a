import type { ConsumptionCondition, PeersCondition } from "@kontrollrom/contracts/condition.ts";
import type { Level } from "../conditions/leaf-kind.ts";

export function consumptionLevel({ direction, limit }: ConsumptionCondition, figure: number): Level {
  return (direction === "above" ? figure > limit : figure < limit) ? 2 : 0;
}

/** What one point had in a period, and the area it is shared on (m²), where that is known. */
export interface PeerFigure {
  readonly pointId: number;
  readonly figure: number;
  readonly area: number | undefined;
}

export interface PeerLevel {
  readonly pointId: number;
  readonly level: Level;
  /** By square metre where the rule compares by it. */
  readonly value: number;
  readonly median: number;
}

/**
 * Each point against the median of the others in one period. Where there are too few others, or the area is not known, nothing is said. A
 * median of zero or less is nothing to compare with.
 */
export function peerLevels(
  { factor, minPeers, perArea }: PeersCondition,
  figures: readonly PeerFigure[],
): PeerLevel[] {
  const compared = figures.flatMap(({ pointId, figure, area }) => {
    if (!perArea) return [{ pointId, value: figure }];
    return area === undefined || area <= 0 ? [] : [{ pointId, value: figure / area }];
  });
  if (compared.length - 1 < minPeers) return [];
  const ordered = compared.toSorted((a, b) => a.value - b.value);
  return ordered.map(({ pointId, value }, own) => {
    // The list without its own place.
    const other = (index: number) => ordered[index < own ? index : index + 1]?.value ?? 0;
    const count = ordered.length - 1;
    const median = count % 2 === 1 ? other((count - 1) / 2) : (other(count / 2 - 1) + other(count / 2)) / 2;
    return { pointId, value, median, level: median > 0 && value > factor * median ? 2 : 0 };
  });
}
