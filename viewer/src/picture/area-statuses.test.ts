import type { AreaLayer } from "@kontrollrom/contracts/area-layer.ts";
import { expect, it } from "vitest";
import { areaStatuses } from "./area-statuses.ts";
import { roomColour } from "./layers.ts";

const area = (code: string, colour: number, ...spaceIds: string[]) =>
  ({ code, name: "", colour, storeys: [{ spaceIds }] }) as unknown as AreaLayer["areas"][number];

it("gives each room the colour and the code of its area, the first where areas lie on each other", () => {
  const statuses = areaStatuses(
    { areas: [area("B1", 0, "101", "102"), area("B2", 1, "102", "103")] } as unknown as AreaLayer,
    [
      [1, 1, 1],
      [2, 2, 2],
    ],
  );
  const palette = {} as never;
  const look = (room: string) => {
    const status = statuses.get(room);
    return status.kind === "area" ? [status.code, roomColour(status, palette)] : status.kind;
  };
  expect(["101", "102", "103", "104"].map(look)).toEqual([
    ["B1", [1, 1, 1]],
    ["B1", [1, 1, 1]],
    ["B2", [2, 2, 2]],
    "none",
  ]);
});
