import {
  type AreaFinding,
  areaEdition,
  type BuildingAreas,
  type StoreyAreas,
} from "@kontrollrom/contracts/area.ts";
import type { Plan, RoomMeshes } from "@kontrollrom/contracts/building.ts";
import { oneDecimal, roundGroups, whole } from "@kontrollrom/twin/areas/round.ts";
import { type AreaRoom, type MeasuredStorey, measureStorey } from "@kontrollrom/twin/areas/storey-areas.ts";
import { polygonArea } from "@kontrollrom/twin/geometry/polygon.ts";
import type { FileStore } from "../files/file-store.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";

/** Storeys whose figures are kept: a plan is content-addressed, so the same plan and rooms have the same areas. */
const MAX_KEPT = 500;

/** A room as the register has it. */
export interface AreaSpace {
  readonly id: string;
  readonly function_code: string | null;
  readonly height: number | null;
  readonly area: number | null;
  readonly area_declared: number | null;
  /** The room's body is out of date: it is measured by its outline and height. */
  readonly reshaped?: boolean;
}

/** Computes areas from the plans that stand, and keeps what did not change. */
export function createAreas({ db, files }: { db: RegistryDatabase; files: FileStore }) {
  const kept = new Map<string, MeasuredStorey>();

  async function storey(row: Row<"storey">): Promise<{ spaces: Row<"space">[]; measured: MeasuredStorey }> {
    const [spaces, building] = await Promise.all([
      db
        .selectFrom("space")
        .selectAll()
        .where("storey_id", "=", row.id)
        .where("ended_revision", "is", null)
        .orderBy("number")
        .orderBy("id")
        .execute(),
      db.selectFrom("building").select("rooms_key").where("id", "=", row.building_id).executeTakeFirst(),
    ]);
    const roomsKey = building?.rooms_key ?? null;
    const key = JSON.stringify([
      row.plan_key,
      roomsKey,
      spaces.map((space) => [space.id, space.function_code, space.height, space.area, space.area_declared]),
    ]);
    let measured = kept.get(key);
    if (measured === undefined) {
      measured = measureStorey(await drawn(row, roomsKey, spaces));
      if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value ?? "");
      kept.set(key, measured);
    }
    return { spaces, measured };
  }

  async function drawn(row: Row<"storey">, roomsKey: string | null, spaces: readonly Row<"space">[]) {
    const plan = row.plan_key === null ? undefined : await json<Plan>(row.plan_key);
    return ofPlan(plan, roomsKey, spaces);
  }

  async function ofPlan(plan: Plan | undefined, roomsKey: string | null, spaces: readonly AreaSpace[]) {
    const meshes = roomsKey === null ? undefined : await json<RoomMeshes>(roomsKey);
    const outlines = new Map(plan?.rooms.map((room) => [room.spaceId, room.polygon]));
    const bodies = new Map(meshes?.rooms.map((room) => [room.spaceId, room]));
    const rooms = spaces.map((space): AreaRoom => {
      const body = space.reshaped === true ? undefined : bodies.get(space.id);
      return {
        spaceId: space.id,
        functionCode: space.function_code ?? undefined,
        polygon: outlines.get(space.id),
        height: space.height ?? undefined,
        body: body && meshes && { ...body, origin: meshes.origin },
        declared: space.area ?? space.area_declared ?? undefined,
      };
    });
    return { rooms, walls: plan?.walls ?? [], fillings: [...(plan?.doors ?? []), ...(plan?.windows ?? [])] };
  }

  async function json<T>(key: string): Promise<T> {
    return JSON.parse((await files.read(key)).toString("utf8")) as T;
  }

  return {
    async ofStorey(id: string): Promise<StoreyAreas> {
      const row = await db
        .selectFrom("storey")
        .selectAll()
        .where("id", "=", id)
        .where("ended_revision", "is", null)
        .executeTakeFirst();
      if (!row)
        throw new ProblemError(
          404,
          "storey-not-found",
          `there is no storey "${id}": see GET /buildings/{id}/storeys`,
        );
      const { spaces, measured } = await storey(row);
      return {
        edition: areaEdition,
        storeyId: row.id,
        buildingId: row.building_id,
        name: row.name,
        ...figures(measured, oneDecimal),
        rooms: spaces.map((space) => {
          const { net = 0, low = 0, group = "unassigned" as const } = measured.rooms.get(space.id) ?? {};
          return {
            spaceId: space.id,
            number: space.number,
            name: space.name,
            group,
            net: oneDecimal(net),
            low: oneDecimal(low),
            ...present({ functionCode: space.function_code }),
          };
        }),
        openings: measured.openings.map((polygon) => ({ area: oneDecimal(polygonArea(polygon)), polygon })),
      };
    },

    /**
     * A storey as it would be with an edited plan, not kept.
     * @param spaces its rooms, those that are new as well
     */
    async ofEdited(plan: Plan, roomsKey: string | null, spaces: readonly AreaSpace[]) {
      const { net, usable, gross } = measureStorey(await ofPlan(plan, roomsKey, spaces));
      return {
        net: oneDecimal(net),
        usable: oneDecimal(usable),
        ...(gross !== undefined && { gross: oneDecimal(gross) }),
      };
    },

    async ofBuilding(id: string): Promise<BuildingAreas> {
      const building = await db
        .selectFrom("building")
        .select(["id", "name"])
        .where("id", "=", id)
        .executeTakeFirst();
      if (!building)
        throw new ProblemError(404, "building-not-found", `there is no building "${id}": see GET /buildings`);
      const rows = await db
        .selectFrom("storey")
        .selectAll()
        .where("building_id", "=", id)
        .where("ended_revision", "is", null)
        .orderBy("elevation")
        .orderBy("id")
        .execute();
      const all: { row: Row<"storey">; rooms: number; measured: MeasuredStorey }[] = [];
      for (const row of rows) {
        const { spaces, measured } = await storey(row);
        all.push({ row, rooms: spaces.length, measured });
        // A tall building is measured between the calls of others.
        await new Promise(setImmediate);
      }
      return {
        edition: areaEdition,
        buildingId: building.id,
        name: building.name,
        ...figures(sum(all.map(({ measured }) => measured)), whole),
        storeys: all.map(({ row, rooms, measured }) => ({
          storeyId: row.id,
          name: row.name,
          rooms,
          ...figures(measured, oneDecimal),
        })),
      };
    },
  };
}
export type Areas = ReturnType<typeof createAreas>;

type Figures = Omit<MeasuredStorey, "rooms" | "openings">;

function figures({ net, usable, gross, low, byGroup, findings }: Figures, round: (area: number) => number) {
  return {
    net: round(net),
    usable: round(usable),
    ...(gross !== undefined && { gross: round(gross) }),
    low: round(low),
    byGroup: roundGroups(byGroup, round),
    findings: [...findings],
  };
}

/** A building's gross area is known when that of every storey with rooms is. */
function sum(storeys: readonly Figures[]): Figures {
  const total = (of: (storey: Figures) => number): number => storeys.reduce((all, one) => all + of(one), 0);
  const known = storeys.every(({ gross, usable }) => gross !== undefined || usable === 0);
  const byCode = Map.groupBy(
    storeys.flatMap(({ findings }) => findings),
    ({ code }) => code,
  );
  return {
    net: total(({ net }) => net),
    usable: total(({ usable }) => usable),
    gross: known && storeys.length > 0 ? total(({ gross = 0 }) => gross) : undefined,
    low: total(({ low }) => low),
    byGroup: {
      functional: total(({ byGroup }) => byGroup.functional),
      technical: total(({ byGroup }) => byGroup.technical),
      circulation: total(({ byGroup }) => byGroup.circulation),
      unassigned: total(({ byGroup }) => byGroup.unassigned),
    },
    findings: [...byCode].map(
      ([code, all]): AreaFinding => ({ code, spaceIds: all.flatMap(({ spaceIds }) => spaceIds) }),
    ),
  };
}
