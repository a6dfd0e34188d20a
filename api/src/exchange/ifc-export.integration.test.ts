import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import type { IfcExportResult } from "@kontrollrom/contracts/ifc-export.ts";
import { importModel } from "@kontrollrom/twin/ifc/import-model.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rectangle, smallDxf, text } from "../../../twin/test/small-dxf.ts";
import { ProblemError } from "../http/problem-error.ts";
import { createJobs, type JobKindsOfWork } from "../models/jobs.ts";
import { startExchange, type TestExchange } from "./test-exchange.ts";

let folder: string;
let kr: TestExchange;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kontrollrom-ifc-export-"));
  kr = await startExchange(folder);
});
afterEach(async () => {
  await kr.stop();
  await rm(folder, { recursive: true, force: true });
});

async function exported(
  buildingId: string,
): Promise<{ result: IfcExportResult; bytes: Buffer; jobId: string }> {
  const { jobId } = await kr.call<{ jobId: string }>("POST", `/buildings/${buildingId}/ifc-export`);
  const job = await kr.jobDone(jobId);
  if (job.kind !== "ifc-export" || job.result === undefined) throw new Error(JSON.stringify(job));
  const answer = await fetch(`${kr.url}/api/v1/ifc-exports/${jobId}/file`);
  expect(answer.headers.get("content-type")).toBe("application/x-step");
  expect(answer.headers.get("content-disposition")).toContain("Kontrollrom.ifc");
  return { result: job.result, bytes: Buffer.from(await answer.arrayBuffer()), jobId };
}
async function reopened(bytes: Buffer) {
  const path = join(folder, "reopened.ifc");
  await writeFile(path, bytes);
  return importModel({ path, name: "Prøve" }, { frag: false });
}

describe("a building's IFC with what the register says", () => {
  it("is the architect's file where nothing was changed", async () => {
    const buildingId = await kr.importSmallIfc();
    const { model_id } = await kr.db.selectFrom("building").select("model_id").executeTakeFirstOrThrow();
    const model = await kr.db
      .selectFrom("model")
      .selectAll()
      .where("id", "=", model_id)
      .executeTakeFirstOrThrow();
    const { result, bytes } = await exported(buildingId);
    expect(result).toMatchObject({
      instances: { changed: 0, added: 0, removed: 0 },
      warnings: [],
      buildingIds: [buildingId],
    });
    expect(bytes.equals(await kr.files.read(model.file_key))).toBe(true);
  });

  it("has rooms that were divided, merged and renamed, and the devices in them", async () => {
    const buildingId = await kr.importSmallIfc();
    const storey = await kr.db
      .selectFrom("storey")
      .selectAll()
      .orderBy("elevation")
      .executeTakeFirstOrThrow();
    let drawing = await kr.call<Drawing>("GET", `/storeys/${storey.id}/drawing`);
    const edit = async (...commands: object[]) => {
      drawing = await kr.call<Drawing>("POST", `/storeys/${storey.id}/drawing/commands`, {
        revision: drawing.revision,
        commands,
      });
    };
    const room = (number: string) => drawing.rooms.find((one) => one.number === number);
    const first = room("101");
    await edit(
      { kind: "rename", roomId: first?.spaceId, number: "101A", name: "Møterom" },
      { kind: "setFunction", roomId: first?.spaceId, functionCode: "213" },
      {
        kind: "split",
        roomId: room("102")?.spaceId,
        newRoomId: "11111111-2222-4333-8444-555555555555",
        line: [
          [11, -1],
          [11, 6],
        ],
        number: "102B",
        name: "Grupperom",
      },
    );
    const device = await kr.addDevice(first?.spaceId ?? "");
    const row = {
      layer_id: "lag",
      code: "B1",
      colour: 0,
      properties: "{}",
      outlines: "[]",
      drawn_revision: 1,
    };
    await kr.db
      .insertInto("area_layer")
      .values({
        id: "lag",
        building_id: buildingId,
        kind: "fire-compartment",
        name: "Brannceller",
        covers: 0,
        exclusive: 1,
        revision: 1,
        changed_at: 0,
        changed_by: "Kari",
      })
      .execute();
    await kr.db
      .insertInto("area_layer_area")
      .values({ ...row, id: "omrade", position: 0, name: "Vest" })
      .execute();
    await kr.db
      .insertInto("area_layer_room")
      .values({ id: "rom", area_id: "omrade", space_id: first?.spaceId ?? "" })
      .execute();
    const { result, bytes, jobId } = await exported(buildingId);
    expect(result).toMatchObject({
      renamedRooms: 1,
      redrawnRooms: 1,
      newRooms: 1,
      removedRooms: 0,
      sensors: 1,
    });
    const model = await reopened(bytes);
    const [building] = model.buildings;
    const rooms = building?.storeys[0]?.spaces ?? [];
    expect(rooms.map(({ number, name, area, functionCode }) => [number, name, area, functionCode])).toEqual(
      drawing.rooms
        .map(({ number, name, area, functionCode }) => [number, name, area, functionCode])
        .toSorted(([a], [b]) => String(a).localeCompare(String(b), "nb", { numeric: true })),
    );
    expect(building?.storeys[1]?.spaces).toHaveLength(4);
    const sensor = building?.elements.find(({ name }) => name === "Luftføler");
    expect(sensor?.spaceGlobalId).toBe(rooms.find(({ number }) => number === "101A")?.ifcGlobalId);
    expect(bytes.toString("latin1")).toContain(`'DeviceId',$,IFCLABEL('${device.id}')`);
    expect(model.zones).toMatchObject([
      { name: "Brannceller: B1 Vest", spaceGlobalIds: [sensor?.spaceGlobalId] },
    ]);
    expect((await exported(buildingId)).bytes.equals(bytes)).toBe(true);

    await rm(join(folder, "exports", jobId));
    const expired = await fetch(`${kr.url}/api/v1/ifc-exports/${jobId}/file`);
    expect(expired.status).toBe(410);
  });

  it("is refused where there is no IFC to write into", async () => {
    const refusal = (id: string) =>
      kr.call("POST", `/buildings/${id}/ifc-export`).catch((problem: unknown) => problem);
    expect(await refusal("nix")).toMatchObject({ status: 404, code: "building-not-found" });
    const { id } = await kr.call<{ id: string }>("POST", "/buildings", { name: "Gamle skolen" });
    expect(await refusal(id)).toMatchObject({ status: 409, code: "no-drawing" });
    const file = smallDxf({
      insUnits: 4,
      entities: [rectangle("A-ROM", 0, 0, 4000, 5000), text("A-TEKST", 500, 2500, "101")],
    });
    const { fileKey } = await kr.call<{ fileKey: string }>(
      "POST",
      "/drawings/dxf/inspect",
      Buffer.from(file),
    );
    const { jobId } = await kr.call<{ jobId: string }>("POST", `/buildings/${id}/storeys/import-dxf`, {
      fileKey,
      reading: { layers: { rooms: ["A-ROM"] } },
      storey: { name: "1", elevation: 0 },
    });
    await kr.jobDone(jobId);
    expect(await refusal(id)).toMatchObject({ status: 409, code: "drawing-not-ifc" });
  });
});

describe("a drawing that was looked at", () => {
  it("goes after a day, unless it was imported", async () => {
    const file = Buffer.from(smallDxf({ insUnits: 4, entities: [rectangle("A-ROM", 0, 0, 4000, 5000)] }));
    const { fileKey } = await kr.call<{ fileKey: string }>("POST", "/drawings/dxf/inspect", file);
    await expect(kr.files.size(fileKey)).rejects.toThrow();
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    const kept = join(folder, "inspected", fileKey.slice(0, 2), fileKey);
    await utimes(kept, yesterday, yesterday);
    await kr.stop();
    kr = await startExchange(folder);
    const reading = { layers: { rooms: ["A-ROM"] } };
    const gone = await kr
      .call("POST", "/drawings/dxf/preview", { fileKey, reading })
      .catch((problem: unknown) => problem);
    expect(gone).toMatchObject({ status: 422, code: "file-not-found" });
  });
});

describe("work that is refused half-way", () => {
  it("tells why, as a request that is refused does", async () => {
    const jobs = createJobs({
      db: kr.db,
      now: Date.now,
      onError: (error) => {
        throw error;
      },
      work: {
        "ifc-export": () => Promise.reject(new ProblemError(507, "disk-full", "less than 1 GB is left")),
      } as unknown as JobKindsOfWork,
    });
    const id = await jobs.add("ifc-export", "Prøve", "x");
    await expect.poll(async () => (await jobs.get(id))?.state, { timeout: 20_000 }).toBe("failed");
    expect((await jobs.get(id))?.error).toEqual({ code: "disk-full", detail: "less than 1 GB is left" });
    await jobs.stop();
  });
});
