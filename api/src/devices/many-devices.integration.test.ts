import type { Device, ImportResult } from "@kontrollrom/contracts/point.ts";
import type { RuleInput } from "@kontrollrom/contracts/rule.ts";
import type { CommittedSample } from "@kontrollrom/contracts/sample.ts";
import { createRuleEngine } from "@kontrollrom/twin/live/rule-engine.ts";
import type { RuleTransition } from "@kontrollrom/twin/live/seams.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createCatalogue } from "../register/catalogue.ts";
import { createRegisterRepository } from "../register/repository.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import { createLiveRules } from "../rules/live.ts";
import { createDeviceService } from "./service.ts";
import { type DevicePlatform, startDevicePlatform } from "./test-platform.ts";

const many = 10_000;

function csv(prefix: string, count = many): string {
  const lines = ["externalId,name,lat,lon,points"];
  for (let i = 0; i < count; i++) lines.push(`${prefix}-${i},Merke ${i},63.1,7.7,fill-level`);
  return lines.join("\n");
}

describe("a file of ten thousand devices", () => {
  let platform: DevicePlatform;
  beforeAll(async () => {
    platform = await startDevicePlatform();
    await platform.call("POST", "/devices", { externalId: "live", name: "Live" });
  });
  afterAll(() => platform.stop());
  const send = (value: number) =>
    platform.call("POST", "/ingest/json", {
      time: new Date(platform.now + value).toISOString(),
      device: "live",
      values: [{ quantity: "fill-level", value: value % 100 }],
    });

  it("is written in some hundred transactions, while readings are stored and pages answered", async () => {
    const transactions = vi.spyOn(platform.db, "transaction");
    let open = true;
    const imported = platform.call<ImportResult>("POST", "/devices/import", csv("a")).finally(() => {
      open = false;
    });
    let [stored, answered] = [0, 0];
    while (open) {
      await send(stored);
      if (open) stored += 1;
      await platform.call("GET", "/devices?limit=1");
      if (open) answered += 1;
    }
    expect(await imported).toEqual({
      created: many,
      updated: 0,
      unchanged: 0,
      rejectedCount: 0,
      rejected: [],
    });
    expect(transactions.mock.calls.length).toBeLessThan(many / 40);
    // Each had to wait for its turn of the event loop: as many as there are while the import goes on.
    expect(stored).toBeGreaterThan(10);
    expect(answered).toBeGreaterThan(10);
    transactions.mockRestore();
  });

  it("changes nothing when it comes again, and of a device given twice the last line holds", async () => {
    expect(await platform.call("POST", "/devices/import", csv("a"))).toMatchObject({ unchanged: many });
    const twice = "externalId,name\nb-1,Første\nb-2,Annen\nb-1,Siste\n";
    expect(await platform.call("POST", "/devices/import", twice)).toMatchObject({ created: 2, updated: 1 });
    const { items } = await platform.call<{ items: Device[] }>("GET", "/devices?externalId=b-1");
    expect(items.map(({ name }) => name)).toEqual(["Siste"]);
  });

  it("that breaks off has registered what stands before the fault", async () => {
    const broken = `${csv("c", 500)}\n"c-500,Merke\n`;
    await expect(platform.call("POST", "/devices/import", broken)).rejects.toMatchObject({ code: "not-csv" });
    const { items } = await platform.call<{ items: Device[] }>("GET", "/devices?externalId=c-0");
    expect(items).toHaveLength(1);
  });

  it("is listed page by page in the order of the names, each device once", async () => {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await platform.call<{ items: Device[]; nextCursor?: string }>(
        "GET",
        `/devices?search=merke&limit=1000${cursor === undefined ? "" : `&cursor=${cursor}`}`,
      );
      names.push(...page.items.map(({ externalId }) => externalId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith("a-"))).toEqual(
      Array.from({ length: many }, (_, i) => `a-${i}`),
    );
  });
});

describe("rules, when ten thousand devices come at once", () => {
  let db: RegistryDatabase;
  beforeAll(async () => {
    db = await openRegistry(":memory:");
  });
  afterAll(() => db.destroy());

  it("are bound to the new points alone, some hundred at a time, and judge each from its first value", async () => {
    const catalogue = createCatalogue(db);
    await catalogue.load();
    const engine = createRuleEngine({ now: Date.now, lastKnown: () => undefined });
    const found: RuleTransition[] = [];
    const rules = createLiveRules({
      db,
      engine,
      catalogue,
      alarms: {
        record: async (transitions: readonly RuleTransition[]) => void found.push(...transitions),
        reconcile: async () => {},
      } as unknown as Parameters<typeof createLiveRules>[0]["alarms"],
      reader: { samplesAfter: async () => [] } as unknown as Parameters<typeof createLiveRules>[0]["reader"],
      lastKnown: () => undefined,
      now: Date.now,
      onError: (error) => {
        throw error;
      },
    });
    await rules.start();
    await rules.put({
      id: "full",
      name: "Full",
      enabled: true,
      scope: { quantity: "fill-level" },
      condition: {
        kind: "threshold",
        direction: "above",
        setpoint: 90,
        deadband: 0,
        onDelayMs: 0,
        offDelayMs: 0,
      },
      priority: 3,
      advice: "",
      createsWorkOrder: false,
      revision: 1,
      createdAt: new Date(0).toISOString(),
      updatedAt: new Date(0).toISOString(),
    } satisfies RuleInput & Record<string, unknown>);
    const devices = createDeviceService({
      db,
      register: createRegisterRepository(db),
      catalogue,
      decoders: { known: () => true, names: () => [] },
      onRegistered: () => {},
      now: Date.now,
    });
    const whole = vi.spyOn(engine, "bind");
    const some = vi.spyOn(engine, "bindNew");
    await devices.importCsv(csv("a"));

    const last = Math.max(...catalogue.points.keys());
    const full: CommittedSample = {
      pointId: last,
      time: 1000,
      value: 95,
      quality: "good",
      frameId: "f",
      receivedAt: 1000,
    };
    rules.judge([full]);
    await rules.settled();
    expect(found).toMatchObject([{ kind: "raised", pointId: last, at: 1000 }]);

    await vi.waitFor(() => expect(engine.states()).toHaveLength(many), { timeout: 30_000 });
    expect(whole).not.toHaveBeenCalled();
    const sizes = some.mock.calls.map(([bindings]) =>
      bindings.reduce((sum, { pointIds }) => sum + pointIds.length, 0),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(many);

    // A device that moves is another matter: what rules judge is found anew, once.
    await devices.importCsv("externalId,name\na-1,Flyttet\n");
    rules.tick(2000);
    expect(whole).toHaveBeenCalledTimes(1);
    await rules.stop();
  });
});
