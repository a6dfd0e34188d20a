import type { Point } from "@kontrollrom/contracts/point.ts";
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";

/** The points of the address, in its order, with those that are not there left out. */
export function usePoints(ids: readonly number[]) {
  const answers = useQueries({
    queries: ids.map((id) => ({ ...queries.point(id), staleTime: 10 * 60_000 })),
  });
  const stamp = `${ids.join()} ${answers.map(({ dataUpdatedAt }) => (dataUpdatedAt > 0 ? 1 : 0)).join("")}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp says which points have come; their values are not for here
  const points = useMemo(() => answers.flatMap(({ data }) => data ?? []), [stamp]);
  return {
    points,
    pending: answers.some(({ isPending }) => isPending),
    missing: ids.filter((_, i) => answers[i]?.error != null),
  };
}

/** What a point is called: its room, or its device where it is in none, and what it measures; a computed one by its own name. */
export function usePointLabels(points: readonly Point[]): (point: Point) => string {
  const { t } = useTranslation();
  const buildingIds = [...new Set(points.flatMap(({ buildingId }) => buildingId ?? []))];
  const spaces = useQueries({ queries: buildingIds.map((id) => queries.spaces(id)) });
  const rooms = new Map(
    spaces.flatMap(({ data }) =>
      (data ?? []).map((space) => [space.id, t("room.title", space).trim()] as const),
    ),
  );
  return (point) => {
    if (point.derivation !== undefined) return point.deviceName;
    const room = point.spaceId === undefined ? undefined : rooms.get(point.spaceId);
    const what = [t(`quantity.${point.quantity}`), point.channel].filter(Boolean).join(" ");
    return `${room ?? point.deviceName} · ${what}`;
  };
}
