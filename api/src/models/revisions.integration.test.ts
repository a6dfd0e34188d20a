import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan, RoomMeshes } from "@kontrollrom/contracts/building.ts";
import { importModel } from "@kontrollrom/twin/ifc/import-model.ts";
import type { ImportedModel } from "@kontrollrom/twin/ifc/imported-model.ts";
import { mutateIfc } from "@kontrollrom/twin/revisions/mutate/mutate-ifc.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SmallFile, type SmallSpace, smallIfc, testGlobalId } from "../../../twin/test/small-ifc.ts";
import { createFileStore, type FileStore } from "../files/file-store.ts";
import { createRegisterRepository } from "../register/repository.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import { persistModel, type Upload } from "./persist.ts";
import { createReviews } from "./reviews.ts";

let folder: string;
let db: RegistryDatabase;
let files: FileStore;
let clock = 1_800_000_000_000;
const now = () => clock++;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kontrollrom-revisions-test-"));
  db = await openRegistry(":memory:");
  files = createFileStore(join(folder, "files"));
  await files.start();
});
afterEach(async () => {
  await db.destroy();
  await rm(folder, { recursive: true, force: true });
});

/** Eight rooms in two rows on each of two storeys, no two alike in size. */
const rooms = (storey: number): SmallSpace[] =>
  Array.from({ length: 8 }, (_, i) => ({
    x: (i % 4) * 8,
    y: i < 4 ? 0 : 5.4,
    width: 7.5 + (i % 4) * 0.1,
    depth: 5 + (i < 4 ? 0 : 0.7) + storey * 0.1,
    height: 2.7,
    number: `${storey}0${i + 1}`,
    name: i === 0 ? "Korridor" : "Klasserom",
    globalId: testGlobalId(7000 + storey * 100 + i),
  }));
const house = (change: (storeys: SmallSpace[][]) => void = () => {}): SmallFile => {
  const storeys = [rooms(1), rooms(2)];
  change(storeys);
  return {
    buildings: [
      {
        name: "Prøveskolen",
        storeys: storeys.map((spaces, i) => ({
          name: `${i + 1}. etasje`,
          elevation: i * 3,
          spaces,
          elements: spaces
            .filter((space) => space.number !== "")
            .map((space, n) => ({
              ifcClass: "IFCSENSOR",
              name: `Føler ${i}${n}`,
              tag: `+P=360.00${i + 1}-RT6${String(n).padStart(2, "0")}`,
              inSpace: space.number,
              x: space.x + space.width - 0.5,
              y: space.y + 1,
              z: 1.5,
              width: 0.1,
              depth: 0.1,
              height: 0.1,
            })),
        })),
      },
    ],
  };
};

async function read(file: SmallFile | Uint8Array): Promise<{ model: ImportedModel; bytes: Buffer }> {
  const bytes = Buffer.from(file instanceof Uint8Array ? file : smallIfc(file));
  const path = join(folder, `${randomUUID()}.ifc`);
  await writeFile(path, bytes);
  return { model: await importModel({ path, name: "Prøve" }, { frag: false }), bytes };
}
async function send(file: SmallFile | Uint8Array, upload: Partial<Upload> = {}) {
  const { model } = await read(file);
  const result = await persistModel(
    { db, files, now },
    { name: "ARK.ifc", fileKey: randomUUID(), by: "Eva", ...upload },
    model,
  );
  const [building] = result.buildings;
  if (building?.revision === undefined) throw new Error("no building");
  return { ...building, revision: building.revision, warnings: result.warnings };
}

const spaces = () => db.selectFrom("space").selectAll().orderBy("number").execute();
const standing = async () => (await spaces()).filter((space) => space.ended_revision === null);
const spaceBy = async (number: string) => {
  const found = (await standing()).find((space) => space.number === number);
  if (found === undefined) throw new Error(`no room ${number}`);
  return found;
};
async function addDevice(spaceId: string, more: { element_global_id?: string } = {}): Promise<string> {
  const id = randomUUID();
  const space = await db.selectFrom("space").selectAll().where("id", "=", spaceId).executeTakeFirstOrThrow();
  await db
    .insertInto("device")
    .values({
      id,
      external_id: id,
      name: `Enhet ${id.slice(0, 4)}`,
      decoder: null,
      model: null,
      building_id: space.building_id,
      storey_id: space.storey_id,
      space_id: spaceId,
      lat: null,
      lon: null,
      expected_interval_s: null,
      last_seen_at: null,
      rssi: null,
      snr: null,
      gateway_id: null,
      f_cnt: null,
      lost_frames: 0,
      removed_at: null,
      profile_id: null,
      bound_by: null,
      tfm_tag: null,
      element_global_id: null,
      ...more,
    })
    .execute();
  return id;
}
const spaceOf = async (deviceId: string) =>
  (await db.selectFrom("device").select("space_id").where("id", "=", deviceId).executeTakeFirstOrThrow())
    .space_id;
const reviewsOf = (state = "open") => {
  const reviews = createReviews({ db, files, now });
  return { reviews, open: () => reviews.list({ state }, 100, undefined) };
};
const planOf = async (storeyId: string): Promise<Plan> => {
  const storey = await db
    .selectFrom("storey")
    .selectAll()
    .where("id", "=", storeyId)
    .executeTakeFirstOrThrow();
  return JSON.parse((await files.read(storey.plan_key ?? "")).toString("utf8"));
};

describe("a new drawing of a known building", () => {
  it("carries every link through regenerated GlobalIds, renumbering, splitting and merging, or asks", async () => {
    const first = await send(house());
    expect(first.revision).toMatchObject({ number: 1, discipline: "architecture", reviews: 0 });
    const before = await spaces();
    const elements = await db.selectFrom("element").selectAll().execute();
    const loose = new Map<string, string>();
    const bound = new Map<string, string>();
    for (const space of before) {
      loose.set(space.id, await addDevice(space.id));
      const element = elements.find(({ space_id }) => space_id === space.id);
      bound.set(space.id, await addDevice(space.id, { element_global_id: element?.ifc_global_id ?? "" }));
    }

    const { model, bytes } = await read(house());
    const { bytes: changed, truth } = await mutateIfc(bytes, model, {
      seed: 4,
      rearrange: 0.2,
      renumber: 0.2,
      shift: { x: 40, y: -3, turn: 0.3 },
    });
    const second = await send(changed);
    expect(second.id).toBe(first.id);
    expect(second.revision).toMatchObject({
      number: 2,
      rooms: { split: truth.split.size, merged: truth.merged.size, gone: 0, unsure: 0 },
      reviews: truth.split.size,
    });
    expect(truth.split.size).toBeGreaterThan(0);
    expect(truth.merged.size).toBeGreaterThan(0);
    expect(truth.renumbered.size).toBeGreaterThan(0);

    const after = new Map((await spaces()).map((space) => [space.id, space]));
    for (const old of before) {
      const oldGlobalId = old.ifc_global_id ?? "";
      const parts = truth.split.get(oldGlobalId);
      const expected = parts?.map((part) => part.globalId) ?? [
        truth.merged.get(oldGlobalId) ?? truth.globalIdOf(oldGlobalId),
      ];
      const now = await spaceOf(loose.get(old.id) ?? "");
      expect(expected).toContain(after.get(now ?? "")?.ifc_global_id);
      expect(after.get(now ?? "")?.ended_revision).toBeNull();
      // A device that is bound to a component is where the component is, also in a split room.
      const place = after.get((await spaceOf(bound.get(old.id) ?? "")) ?? "");
      expect(place?.ended_revision).toBeNull();
      if (parts !== undefined) expect(expected).toContain(place?.ifc_global_id);
    }
    const { open } = reviewsOf();
    expect((await open()).map(({ kind }) => kind)).toEqual([...truth.split].map(() => "split"));
    const register = createRegisterRepository(db);
    const stands = 16 + truth.split.size - truth.merged.size / 2;
    expect((await register.building(first.id))?.spaces).toBe(stands);
    expect(await register.spaces(first.id, 100, undefined)).toHaveLength(stands);
  });

  it("ends a room that is gone, keeps it with what hangs on it, and says so", async () => {
    const first = await send(house());
    const gone = await spaceBy("108");
    const silent = await spaceBy("208");
    const device = await addDevice(gone.id);
    const second = await send(
      house(([ground, upper]) => {
        ground?.pop();
        upper?.pop();
      }),
    );
    expect(second.revision.rooms).toMatchObject({ unchanged: 14, gone: 2 });
    const register = createRegisterRepository(db);
    expect((await register.building(first.id))?.spaces).toBe(14);
    expect((await register.storeys(first.id)).map(({ spaces: n }) => n)).toEqual([7, 7]);
    expect(await register.space(gone.id)).toMatchObject({ ended_revision: second.revision.id });
    expect(await spaceOf(device)).toBe(gone.id);

    const { reviews, open } = reviewsOf();
    const [review, ...more] = await open();
    expect(more).toEqual([]);
    expect(review).toMatchObject({ space_id: gone.id, kind: "gone", reason: "nothing-fits" });
    expect(review?.space_id).not.toBe(silent.id);
    const detail = await reviews.detail(review?.id ?? "");
    expect(detail.linked.devices.map(({ id }) => id)).toEqual([device]);
    expect(detail.before?.rooms.map(({ number }) => number)).toContain("108");
    await expect(reviews.decide(review?.id ?? "", { decision: "accept" }, "Eva")).rejects.toThrow(
      /no suggestion/,
    );
    await reviews.decide(review?.id ?? "", { decision: "other", spaceId: (await spaceBy("107")).id }, "Eva");
    expect(await spaceOf(device)).toBe((await spaceBy("107")).id);
    await expect(reviews.decide(review?.id ?? "", { decision: "gone" }, "Eva")).rejects.toThrow(/already/);
  });

  it("does not believe a GlobalId that is on another room, and lets the old room go on where a person says", async () => {
    await send(house());
    const old = await spaceBy("103");
    const device = await addDevice(old.id);
    const second = await send(
      house(([ground]) => {
        // The program gave 103 another GlobalId, and 106 the one that 103 had.
        const [third, sixth] = [ground?.[2], ground?.[5]];
        if (third) Object.assign(third, { globalId: testGlobalId(9001) });
        if (sixth) Object.assign(sixth, { globalId: testGlobalId(7102) });
      }),
    );
    expect(second.revision.rooms.unsure).toBeGreaterThan(0);
    expect(await spaceOf(device)).toBe(old.id);
    const { reviews, open } = reviewsOf();
    const review = (await open()).find(({ space_id }) => space_id === old.id);
    expect(review?.reason).toBe("id-on-another-room");
    const detail = await reviews.detail(review?.id ?? "");
    expect(detail.candidates[0]).toMatchObject({ number: "103" });
    expect(detail.after?.rooms.some(({ spaceId }) => spaceId === detail.candidates[0]?.spaceId)).toBe(true);

    const taken = detail.candidates[0]?.spaceId ?? "";
    const late = await addDevice(taken);
    await reviews.decide(review?.id ?? "", { decision: "accept" }, "Eva");
    const now = await spaceBy("103");
    expect(now.id).toBe(old.id);
    expect([await spaceOf(device), await spaceOf(late)]).toEqual([old.id, old.id]);
    const plan = await planOf(now.storey_id);
    expect(plan.rooms.map(({ spaceId }) => spaceId)).toContain(old.id);
    expect(JSON.stringify(plan)).not.toContain(taken);
    const building = await db.selectFrom("building").selectAll().executeTakeFirstOrThrow();
    const meshes = JSON.parse((await files.read(building.rooms_key ?? "")).toString("utf8")) as RoomMeshes;
    expect(meshes.rooms.map(({ spaceId }) => spaceId)).toContain(old.id);
    const third = await send(
      house(([ground]) => ground?.[2] && Object.assign(ground[2], { name: "Musikkrom" })),
    );
    expect((await spaceBy("103")).id).toBe(old.id);
    expect(third.revision.number).toBe(3);
  });

  it("keeps old drawings as they were", async () => {
    const first = await send(house());
    await send(house(([ground]) => ground?.[0] && Object.assign(ground[0], { number: "A1" })));
    const storeys = await db
      .selectFrom("revision_storey")
      .selectAll()
      .where("revision_id", "=", first.revision.id)
      .execute();
    const plans = await Promise.all(
      storeys.map(
        async ({ plan_key }) => JSON.parse((await files.read(plan_key ?? "")).toString("utf8")) as Plan,
      ),
    );
    expect(plans.flatMap((plan) => plan.rooms.map(({ number }) => number))).toContain("101");
    const history = await db
      .selectFrom("revision_space")
      .innerJoin("revision", "revision.id", "revision_space.revision_id")
      .select(["revision.number as revision", "revision_space.number", "kind"])
      .where("space_id", "=", (await spaceBy("A1")).id)
      .orderBy("revision.number")
      .execute();
    expect(history).toEqual([
      { revision: 1, number: "101", kind: "new" },
      { revision: 2, number: "A1", kind: "renamed" },
    ]);
  });

  it("leaves the register as it was when it cannot be written", async () => {
    await send(house());
    const before = await spaces();
    const { model } = await read(house(([ground]) => ground?.pop()));
    await expect(
      persistModel(
        { db, files, now },
        {
          name: "x",
          fileKey: (await db.selectFrom("model").select("sha256").executeTakeFirstOrThrow()).sha256,
        },
        model,
      ),
    ).rejects.toThrow();
    expect(await spaces()).toEqual(before);
  });
});

describe("a drawing of plant", () => {
  it("places its components in the architect's rooms and ends none of them", async () => {
    const first = await send(house());
    const plant = house();
    for (const storey of plant.buildings?.[0]?.storeys ?? []) {
      delete storey.spaces;
      for (const element of storey.elements ?? []) {
        delete element.inSpace;
        Object.assign(element, {
          name: `Lampe ${element.tag}`,
          tag: `${element.tag}1`,
          ifcClass: "IFCLIGHTFIXTURE",
        });
      }
    }
    const file = smallIfc(plant).replace(/'Prøveskolen'|'Pr\\X2\\00F8\\X0\\veskolen'/, "'RIE'");
    const electrical = await send(Buffer.from(file), { name: "RIE.ifc", buildingId: first.id });
    expect(electrical.id).toBe(first.id);
    expect(electrical.revision).toMatchObject({ discipline: "electrical", number: 1 });
    expect(await standing()).toHaveLength(16);
    const lamps = await db.selectFrom("element").selectAll().where("discipline", "=", "electrical").execute();
    expect(lamps).toHaveLength(16);
    expect(new Set(lamps.map(({ space_id }) => space_id)).size).toBe(16);
    const again = await send(Buffer.from(file), { name: "RIE.ifc", buildingId: first.id });
    expect(again.revision).toMatchObject({ number: 2, elements: { unchanged: 16, new: 0, gone: 0 } });
    expect((await db.selectFrom("building").select("model_id").execute()).length).toBe(1);
  });

  const [arch, electrical] = ["duplex-arch-georef-ifc2x3", "duplex-electrical-ifc2x3"].map((name) =>
    join(import.meta.dirname, `../../../../shared/models/${name}.ifc.gz`),
  ) as [string, string];
  it.skipIf(!existsSync(arch) || !existsSync(electrical))(
    "finds its building by where it lies, though it is in feet and has another GlobalId",
    async () => {
      const take = async (path: string, name: string) =>
        persistModel(
          { db, files, now },
          { name, fileKey: randomUUID() },
          await importModel({ path, name }, { frag: false }),
        );
      const ark = await take(arch, "ARK.ifc");
      const rie = await take(electrical, "RIE.ifc");
      expect(rie.buildings[0]?.id).toBe(ark.buildings[0]?.id);
      expect(rie.buildings[0]?.revision?.discipline).toBe("electrical");
      const placed = await db
        .selectFrom("element")
        .select("space_id")
        .where("discipline", "=", "electrical")
        .execute();
      expect(placed.filter(({ space_id }) => space_id !== null).length).toBeGreaterThan(0.7 * placed.length);
      expect((await standing()).length).toBe(21);
    },
  );
});
