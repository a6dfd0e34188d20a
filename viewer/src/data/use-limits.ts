import type { Condition } from "@kontrollrom/contracts/condition.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useCan } from "../app/session.tsx";
import { queries } from "./queries.ts";

/** The values that a condition draws a line at. */
export function limitsOf(condition: Condition): readonly number[] {
  if (condition.kind === "threshold") return [condition.setpoint];
  return condition.kind === "band" ? [condition.low, condition.high] : [];
}

/** The limits of those of the rules that judge a point. */
export function judgedLimits(
  rules: readonly Pick<Rule, "enabled" | "scope" | "condition">[],
  point: Pick<Point, "quantity" | "buildingId" | "spaceId" | "id">,
): readonly number[] {
  const judging = rules.filter(
    ({ enabled, scope }) =>
      enabled &&
      scope.quantity === point.quantity &&
      (scope.pointIds?.includes(point.id) ?? true) &&
      (scope.spaceIds?.includes(point.spaceId ?? "") ?? true) &&
      (scope.buildingIds?.includes(point.buildingId ?? "") ?? true),
  );
  return [...new Set(judging.flatMap(({ condition }) => limitsOf(condition)))];
}

/** The limits of the rules that judge the point, for those who may read rules. */
export function useLimits(
  point: Pick<Point, "quantity" | "buildingId" | "spaceId" | "id">,
): readonly number[] {
  const rules = useQuery({ ...queries.rules(), enabled: useCan("rule:read") }).data;
  const { quantity, id, spaceId, buildingId } = point;
  return useMemo(
    () => judgedLimits(rules ?? [], { quantity, id, spaceId, buildingId }),
    [rules, quantity, id, spaceId, buildingId],
  );
}
