import type { ShiftEntry } from "@kontrollrom/contracts/shift-log.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAudit } from "../events/audit.ts";
import { createTestServer, type TestServer } from "../http/test-server.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import { shiftLogHandlers } from "./routes.ts";

let db: RegistryDatabase;
let server: TestServer;
let url: string;
let clock: number;

beforeEach(async () => {
  db = await openRegistry(":memory:");
  clock = Date.UTC(2026, 10, 21, 14);
  const now = () => clock++;
  server = createTestServer({
    checkAnswers: true,
    handlers: shiftLogHandlers({ db, audit: createAudit(db, now), now }),
  });
  url = (await server.start()).url;
});
afterEach(async () => {
  await server.stop();
  await db.destroy();
});

/** Someone with an access key of their own. */
async function person(name: string, role: "operator" | "caretaker" | "property-manager" = "operator") {
  const { key } = await server.addKey(role, name);
  return async <T = ShiftEntry>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/api/v1/shift-log${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T & { code: string } };
  };
}
type Page = { items: ShiftEntry[]; nextCursor?: string };

describe("the log of the control room", () => {
  it("is read newest first, page by page", async () => {
    const kari = await person("Kari");
    for (const text of ["Rørbrudd i Strandgata.", "Vannet er stengt.", "Rørlegger er på stedet."])
      await kari("POST", "", { text });
    const { items, nextCursor } = (await kari<Page>("GET", "?limit=2")).body;
    expect(items.map(({ text, by }) => `${by}: ${text}`)).toEqual([
      "Kari: Rørlegger er på stedet.",
      "Kari: Vannet er stengt.",
    ]);
    const rest = (await kari<Page>("GET", `?limit=2&cursor=${nextCursor}`)).body;
    expect(rest.items.map(({ text }) => text)).toEqual(["Rørbrudd i Strandgata."]);
  });

  it("holds what an entry is about", async () => {
    const kari = await person("Kari");
    const about = { text: "Ringt vaktmester.", alarmId: "al-1", workOrderId: "ao-1", buildingId: "school" };
    expect((await kari("POST", "", about)).body).toMatchObject(about);
  });

  it("lets managers read and not write, and keeps others out", async () => {
    const manager = await person("Leder", "property-manager");
    expect((await manager("GET", "")).status).toBe(200);
    expect((await manager("POST", "", { text: "Hei" })).status).toBe(403);
    expect((await (await person("Vaktmester", "caretaker"))("GET", "")).status).toBe(403);
  });
});

describe("a handover", () => {
  it("tells how things stand, and is acknowledged once, by the next", async () => {
    const [kari, ola] = [await person("Kari"), await person("Ola")];
    const states = ["unacknowledged", "acknowledged", "shelved", "normal"];
    for (const [index, state] of states.entries())
      await db
        .insertInto("alarm")
        .values({
          id: `al-${index}`,
          rule_id: "r",
          rule_name: "Høy CO₂",
          priority: 2,
          state,
          point_id: 1,
          quantity: "co2",
          unit: "[ppm]",
          device_name: "Føler",
          condition: "{}",
          withdrawn: 0,
          value: 1,
          raised_at: index,
          advice: "",
          condition_since: 0,
          sample_time: 0,
          frame_id: "f",
        })
        .execute();
    const { body: handover } = await kari("POST", "/handovers", { text: "Følg med på Strandgata." });
    expect(handover.situation).toEqual({
      activeAlarms: [0, 2, 0, 0],
      unacknowledgedAlarms: 1,
      alarmsAside: 1,
      openOrders: 0,
    });
    expect((await ola<Page>("GET", "?open=true")).body.items).toHaveLength(1);

    const path = `/${handover.id}/acknowledge`;
    expect((await kari("POST", path, {})).body.code).toBe("own-handover");
    const taken = await ola("POST", path, {});
    expect(taken.body.acknowledged).toMatchObject({ by: "Ola" });
    expect((await ola("POST", path, {})).body.code).toBe("already-acknowledged");
    expect((await ola<Page>("GET", "?open=true")).body.items).toEqual([]);
  });

  it("is taken over at a shared workstation by another signature", async () => {
    const desk = await person("Vaktrommet");
    const { id } = (await desk("POST", "/handovers", { text: "Rolig vakt.", signature: "Kari" })).body;
    expect((await desk("POST", `/${id}/acknowledge`, { signature: " kari" })).body.code).toBe("own-handover");
    const { body } = await desk("POST", `/${id}/acknowledge`, { signature: "Ola" });
    expect(body.acknowledged).toMatchObject({ by: "Vaktrommet", signature: "Ola" });
  });

  it("is not a note", async () => {
    const kari = await person("Kari");
    const { id } = (await kari("POST", "", { text: "Et notat." })).body;
    const { status, body } = await (await person("Ola"))("POST", `/${id}/acknowledge`, {});
    expect([status, body.code]).toEqual([404, "handover-not-found"]);
  });
});
