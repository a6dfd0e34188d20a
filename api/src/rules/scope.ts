import type { RuleScope } from "@kontrollrom/contracts/rule.ts";
import type { Catalogue, PointRecord } from "../register/catalogue.ts";

export type Places = Pick<Catalogue, "points" | "spaces" | "buildingTypes" | "registered">;
type Test = (point: PointRecord) => boolean;

/** The points that a rule judges, in the order of their ids. */
export function pointsInScope(scope: RuleScope, places: Places): number[] {
  const tests = testsOf(scope, places);
  const found: number[] = [];
  for (const point of places.points.values()) {
    if (point.quantity !== scope.quantity || point.device.removed) continue;
    if (tests.every((test) => test(point))) found.push(point.id);
  }
  return found.sort((a, b) => a - b);
}

/** One for each field that is given. */
function testsOf(scope: RuleScope, { spaces, buildingTypes, registered }: Places): Test[] {
  const tests: Test[] = [];
  const when = <T>(given: T | undefined, make: (given: T) => Test): void => {
    if (given !== undefined) tests.push(make(given));
  };
  const spaceOf = ({ device }: PointRecord) =>
    device.spaceId === undefined ? undefined : spaces.get(device.spaceId);

  when(scope.pointIds, (ids) => {
    const wanted = new Set(ids);
    return ({ id }) => wanted.has(id);
  });
  when(scope.excludePointIds, (ids) => {
    const taken = new Set(ids);
    return ({ id }) => !taken.has(id);
  });
  for (const name of ["buildingId", "storeyId", "spaceId"] as const)
    when(scope[`${name}s`], (ids) => {
      const wanted = new Set(ids);
      return ({ device }) => wanted.has(device[name] ?? "");
    });
  when(scope.spaceNameContains, (text) => {
    const part = plain(text);
    return (point) => plain(spaceOf(point)?.name ?? "").includes(part);
  });
  when(scope.zones, (names) => {
    const wanted = new Set(names.map(plain));
    return (point) => spaceOf(point)?.zones.some((zone) => wanted.has(plain(zone))) ?? false;
  });
  when(scope.functionCodes, (codes) => (point) => begins(spaceOf(point)?.functionCode, codes));
  when(
    scope.buildingTypes,
    (types) =>
      ({ device }) =>
        begins(device.buildingId === undefined ? undefined : buildingTypes.get(device.buildingId), types),
  );
  when(scope.deviceNameContains, (text) => {
    const part = plain(text);
    return ({ device }) => plain(device.name).includes(part);
  });
  when(scope.tagPrefix, (text) => {
    const part = plainTag(text);
    return ({ own, device }) => {
      const tag = plainTag(own?.tfm_tag ?? registered.get(device.id)?.row.tfm_tag ?? "");
      // The location before `=` may be left out: the same plant in every building.
      return tag.startsWith(part) || (part.startsWith("=") && tag.slice(tag.indexOf("=")).startsWith(part));
    };
  });
  when(
    scope.channel,
    (name) =>
      ({ channel }) =>
        channel === name,
  );
  return tests;
}

const plain = (text: string) => text.toLocaleLowerCase("nb");
const plainTag = (text: string) => text.replaceAll(/\s/g, "").toLocaleUpperCase("nb");
const begins = (text: string | undefined, starts: readonly string[]) =>
  text !== undefined && starts.some((start) => text.startsWith(start));
