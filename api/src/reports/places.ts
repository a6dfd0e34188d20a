import { randomInt } from "node:crypto";
import type { ReportPlace, ReportPlacesInput } from "@kontrollrom/contracts/report.ts";
import type { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";
import type { Catalogue } from "../register/catalogue.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";

type PlaceRow = Row<"report_place">;
type NewPlace = Omit<PlaceRow, "token" | "created_at" | "created_by" | "revoked_at">;

export interface ReportPlaces {
  /** Gives each its label; one that has it keeps it. */
  ensure(input: z.output<typeof ReportPlacesInput>, by: string): Promise<PlaceRow[]>;
  list(filter: {
    buildingId?: string | undefined;
    storeyId?: string | undefined;
    spaceId?: string | undefined;
    after?: string | undefined;
    limit: number;
  }): Promise<PlaceRow[]>;
  /** @throws ProblemError 404 also where it was taken out of use */
  find(token: string): Promise<PlaceRow>;
  revoke(token: string): Promise<void>;
  toPlace(row: PlaceRow, origin: string): ReportPlace;
}

/** Without characters that are mistaken for others when a label is read out. */
const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz";
const mostAtOnce = 2000;

export function createReportPlaces(deps: {
  db: RegistryDatabase;
  catalogue: Pick<Catalogue, "spaces" | "buildings">;
  now(): number;
}): ReportPlaces {
  const { db, catalogue, now } = deps;

  const room = (id: string): NewPlace => {
    const space = catalogue.spaces.get(id);
    if (!space) throw new ProblemError(422, "place-unknown", `spaceId "${id}" is not in the register`);
    return {
      kind: "room",
      building_id: space.buildingId,
      storey_id: space.storeyId,
      space_id: id,
      element_global_id: null,
      tfm_tag: null,
      label: `${space.number} ${space.name}`.trim(),
    };
  };
  const building = (id: string): NewPlace => {
    const name = catalogue.buildings.get(id);
    if (name === undefined)
      throw new ProblemError(422, "place-unknown", `buildingId "${id}" is not in the register`);
    return {
      kind: "building",
      building_id: id,
      storey_id: null,
      space_id: null,
      element_global_id: null,
      tfm_tag: null,
      label: name,
    };
  };

  async function wanted(input: z.output<typeof ReportPlacesInput>): Promise<NewPlace[]> {
    if ("spaceIds" in input) return input.spaceIds.map(room);
    const rooms = [...catalogue.spaces.values()];
    if ("storeyId" in input)
      return rooms.filter((space) => space.storeyId === input.storeyId).map((space) => room(space.id));
    if (!("elementGlobalIds" in input)) {
      const its = input.rooms ? rooms.filter((space) => space.buildingId === input.buildingId) : [];
      return [building(input.buildingId), ...its.map((space) => room(space.id))];
    }
    building(input.buildingId);
    const elements = await db
      .selectFrom("element")
      .selectAll()
      .where("building_id", "=", input.buildingId)
      .where("ifc_global_id", "in", input.elementGlobalIds)
      .execute();
    return input.elementGlobalIds.map((globalId) => {
      const element = elements.find((one) => one.ifc_global_id === globalId);
      if (!element)
        throw new ProblemError(
          422,
          "component-unknown",
          `component "${globalId}" is not in the drawings of building "${input.buildingId}"`,
        );
      return {
        kind: "component",
        building_id: input.buildingId,
        storey_id: element.storey_id,
        space_id: element.space_id,
        element_global_id: globalId,
        tfm_tag: element.tag,
        label: [element.tag, element.name].filter(Boolean).join(" "),
      };
    });
  }

  return {
    async ensure(input, by) {
      const places = await wanted(input);
      if (places.length === 0 || places.length > mostAtOnce)
        throw new ProblemError(
          422,
          "places-unfit",
          `this names ${places.length} places; name 1 to ${mostAtOnce}`,
        );
      return db.transaction().execute(async (tx) => {
        const found: PlaceRow[] = [];
        for (const place of places) {
          let query = tx
            .selectFrom("report_place")
            .selectAll()
            .where("building_id", "=", place.building_id)
            .where("kind", "=", place.kind)
            .where("revoked_at", "is", null);
          if (place.kind === "room") query = query.where("space_id", "=", place.space_id);
          if (place.kind === "component")
            query = query.where("element_global_id", "=", place.element_global_id);
          const known = await query.executeTakeFirst();
          // A room that got another number keeps its label's code, not its words.
          const row: PlaceRow = known
            ? { ...known, ...place }
            : { ...place, token: newToken(), created_at: now(), created_by: by, revoked_at: null };
          if (known) await tx.updateTable("report_place").set(place).where("token", "=", row.token).execute();
          else await tx.insertInto("report_place").values(row).execute();
          found.push(row);
        }
        return found;
      });
    },

    list({ buildingId, storeyId, spaceId, after, limit }) {
      let query = db
        .selectFrom("report_place")
        .selectAll()
        .where("revoked_at", "is", null)
        .orderBy("token")
        .limit(limit);
      if (buildingId !== undefined) query = query.where("building_id", "=", buildingId);
      if (storeyId !== undefined) query = query.where("storey_id", "=", storeyId);
      if (spaceId !== undefined) query = query.where("space_id", "=", spaceId);
      if (after !== undefined) query = query.where("token", ">", after);
      return query.execute();
    },

    async find(token) {
      const row = await db
        .selectFrom("report_place")
        .selectAll()
        .where("token", "=", token)
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      if (!row) throw new ProblemError(404, "label-unknown", "this label is not in use");
      return row;
    },

    async revoke(token) {
      await this.find(token);
      await db.updateTable("report_place").set({ revoked_at: now() }).where("token", "=", token).execute();
    },

    toPlace: (row, origin) => ({
      token: row.token,
      kind: row.kind as ReportPlace["kind"],
      buildingId: row.building_id,
      buildingName: catalogue.buildings.get(row.building_id) ?? "",
      label: row.label,
      url: `${origin}/meld/${row.token}`,
      ...present({ storeyId: row.storey_id, spaceId: row.space_id, tfmTag: row.tfm_tag }),
    }),
  };
}

function newToken(): string {
  return Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join("");
}
