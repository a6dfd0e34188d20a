import type { Beside } from "@kontrollrom/contracts/condition.ts";
import { LiveCondition } from "@kontrollrom/contracts/condition.ts";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import { expressionOf } from "@kontrollrom/twin/live/expression.ts";
import type { RuleBinding } from "@kontrollrom/twin/live/seams.ts";
import type { Catalogue, DeviceRecord } from "../register/catalogue.ts";
import { pointsInScope, type Places as ScopePlaces } from "./scope.ts";

/** A device is silent when nothing came for so many of its expected intervals. */
const silentIntervals = 3;

type Places = ScopePlaces & Pick<Catalogue, "points">;

/** A rule with its points, and what stands beside them, as the register has it now. */
export function bindingOf(rule: Rule, catalogue: Places): RuleBinding {
  const live = LiveCondition.safeParse(rule.condition);
  const terms = live.success ? expressionOf(live.data).terms : [];
  const looks = terms.map(({ beside }) => beside && pointsBeside(beside, catalogue));
  return {
    rule,
    pointIds: pointsInScope(rule.scope, catalogue),
    beside: (pointId, term) => looks[term]?.(pointId) ?? [],
    silentAfterMs(pointId) {
      const interval = catalogue.points.get(pointId)?.device.expectedIntervalS;
      return interval === undefined ? undefined : interval * 1000 * silentIntervals;
    },
  };
}

function placeOf(device: DeviceRecord, within: Beside["within"]): string | undefined {
  if (within === "device") return device.id;
  if (within === "space") return device.spaceId;
  return within === "storey" ? device.storeyId : device.buildingId;
}

function pointsBeside(
  { quantity, within }: Beside,
  catalogue: Places,
): (pointId: number) => readonly number[] {
  const inPlace = new Map<string, number[]>();
  for (const { id, quantity: measured, device } of catalogue.points.values()) {
    const place = placeOf(device, within);
    if (measured !== quantity || device.removed || place === undefined) continue;
    const list = inPlace.get(place);
    if (list) list.push(id);
    else inPlace.set(place, [id]);
  }
  return (pointId) => {
    const device = catalogue.points.get(pointId)?.device;
    const place = device && placeOf(device, within);
    return (place !== undefined && inPlace.get(place)) || [];
  };
}
