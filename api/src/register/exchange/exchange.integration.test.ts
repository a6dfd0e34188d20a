import type { Job } from "@kontrollrom/contracts/job.ts";
import { RegisterSheet, xlsxMediaType } from "@kontrollrom/contracts/register-file.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import writeXlsx from "write-excel-file/node";
import { createAudit } from "../../events/audit.ts";
import { createJobs } from "../../models/jobs.ts";
import { modelHandlers } from "../../models/routes.ts";
import { type RegisterPlatform, seedSchool, startRegister } from "../test-register.ts";
import { createRegisterImport, registerFileHandlers } from "./routes.ts";

function start(): Promise<RegisterPlatform> {
  return startRegister(({ db, files, catalogue }) => {
    const audit = createAudit(db, Date.now);
    const none = () => Promise.reject(new Error("not here"));
    const jobs = createJobs({
      db,
      now: Date.now,
      onError: (error) => console.error(error),
      work: {
        "model-import": none,
        "series-export": none,
        "frame-replay": none,
        backup: none,
        "ifc-export": none,
        "register-import": createRegisterImport({
          db,
          files,
          changed: () => catalogue.loadPlaces(),
          now: Date.now,
        }),
      },
    });
    return {
      ...registerFileHandlers({ db, files, jobs, audit }),
      ...modelHandlers({ db, files, jobs, audit }),
    };
  });
}

let full: RegisterPlatform;
beforeAll(async () => {
  full = await start();
  await seedSchool(full.db);
  const property = await full.call<{ id: string }>("POST", "/properties", {
    name: 'Tomta; med "tegn"',
    cadastralNumbers: [
      { municipality: "0512", gnr: 1, bnr: 2, validTo: "2019-12-31" },
      { municipality: "1505", gnr: 12, bnr: 34, snr: 2, validFrom: "2020-01-01" },
    ],
  });
  await full.call("PATCH", "/buildings/school", {
    propertyId: property.id,
    buildingNumber: "159900101",
    yearBuilt: 1974,
    status: "in-use",
    position: { lat: 63.11, lon: 7.73 },
  });
  await full.call("POST", "/buildings/school/units", { number: "H0101", area: 54.5 });
  await full.call("POST", "/components", {
    buildingId: "school",
    name: '=HYPERLINK("x")',
    tag: "320.002-IK401",
    spaceId: "school-002",
    year: 2020,
    warrantyUntil: "2025-01-31",
    systems: ["A", "B"],
  });
  await full.call("PATCH", "/components/school-360.001-JV401", { maker: "Systemair", note: "to\nlinjer" });
  await full.db
    .insertInto("relation")
    .values({ id: "r", subject: "component:a", relation: "feeds", object: "component:b", at: 0, by: "x" })
    .execute();
});
afterAll(() => full?.stop());

async function exported(platform: RegisterPlatform, query: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`${platform.url}/api/v1/register/export?${query}`);
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}
const csvOf = async (platform: RegisterPlatform, sheet: string) =>
  new TextDecoder().decode(await exported(platform, `format=csv&sheet=${sheet}`));
const allCsv = (platform: RegisterPlatform) =>
  Promise.all(RegisterSheet.options.map((sheet) => csvOf(platform, sheet)));

async function imported(
  platform: RegisterPlatform,
  bytes: Uint8Array<ArrayBuffer>,
  query: string,
  mediaType = xlsxMediaType,
) {
  const { jobId } = await platform.send<{ jobId: string }>(
    `/register/imports?name=fil&${query}`,
    bytes,
    mediaType,
  );
  for (;;) {
    const job = await platform.call<Extract<Job, { kind: "register-import" }>>("GET", `/jobs/${jobId}`);
    if (job.state === "failed") throw job.error;
    if (job.state === "succeeded" && job.result) return job.result;
    await new Promise((wake) => setTimeout(wake, 10));
  }
}
const csv = (text: string) => new TextEncoder().encode(text);

describe("the register as a file", () => {
  it("comes back whole in an empty platform, as a workbook", async () => {
    const empty = await start();
    const workbook = await exported(full, "format=xlsx");
    const dry = await imported(empty, workbook, "dryRun=true");
    expect(dry.rejected).toEqual([]);
    expect(dry.sheets.reduce((sum, { created }) => sum + created, 0)).toBe(18);
    expect(await csvOf(empty, "buildings")).not.toContain("Furuset");
    const first = await imported(empty, workbook, "dryRun=false");
    expect({ ...first, dryRun: true }).toEqual(dry);
    expect(await allCsv(empty)).toEqual(await allCsv(full));
    const again = await imported(empty, workbook, "");
    expect(again.sheets.every(({ created, updated, rejected }) => created + updated + rejected === 0)).toBe(
      true,
    );
    expect(await empty.call("GET", "/search?q=tilluft")).toMatchObject({ items: [{ kind: "component" }] });
    await empty.stop();
  });

  it("comes back whole in an empty platform, sheet by sheet as CSV", async () => {
    const empty = await start();
    for (const sheet of RegisterSheet.options) {
      const result = await imported(empty, csv(await csvOf(full, sheet)), `sheet=${sheet}`, "text/csv");
      expect(result.rejected, sheet).toEqual([]);
    }
    expect(await allCsv(empty)).toEqual(await allCsv(full));
    await empty.stop();
  });

  it("is safe to open in a spreadsheet: what looks like a formula is text", async () => {
    const text = await csvOf(full, "components");
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(text).toContain("'=320.002-IK401");
  });

  it("changes only the columns that it has, and makes rows without a key", async () => {
    const text = "key;maker\nschool-360.001-LV401;Lindab\n";
    expect(await imported(full, csv(text), "sheet=components", "text/csv")).toMatchObject({
      sheets: [{ updated: 1, created: 0 }],
    });
    expect(await full.call("GET", "/components/school-360.001-LV401")).toMatchObject({
      maker: "Lindab",
      name: "Varmebatteri",
    });
    const made = "key;building;name;tag\n;school;Ny pumpe;320.003-jp401\n";
    await imported(full, csv(made), "sheet=components", "text/csv");
    expect(await full.call("GET", "/components?search=ny%20pumpe")).toMatchObject({
      items: [{ tag: "=320.003-JP401", origin: "hand" }],
    });
  });

  it.each([
    ["components", "key;building;name\n;borte;X", 2, "building", "borte", "no key of buildings"],
    ["components", "key;building;room;name\n;school;school-9;X", 2, "room", "school-9", "no key of rooms"],
    ["components", "key;building;name;tag\n;school;X;36.1", 2, "tag", "36.1", "no TFM tag"],
    ["components", "key;building;name;year\n;school;X;i fjor", 2, "year", "i fjor", "a number"],
    [
      "components",
      "key;warrantyUntil\nschool-360.001-LV401;31.12.2024",
      2,
      "warrantyUntil",
      "31.12.2024",
      "a day",
    ],
    ["components", "key;name\nschool-360.001-LV401;Annet", 2, "name", "Annet", "comes from the drawing"],
    ["components", "key;name\n;X", 2, "building", "", "is missing"],
    ["buildings", "key;name;buildingNumber\n;X;12", 2, "buildingNumber", "12", "nine digits"],
    ["buildings", "key;name;buildingNumber\n;X;159900101", 2, "buildingNumber", "159900101", "another row's"],
    ["cadastral-numbers", "number;property\n1505-1;x", 2, "number", "1505-1", "matrikkel number"],
    ["properties", "key;name\na;X\nb;Y\na;Z", 4, "key", "a", "stands on line 2"],
    ["units", "key;building;number\n\n;school;Q0101", 3, "number", "Q0101", "H, U, K or L"],
  ])("refuses %s %j and tells where", async (sheet, text, line, column, value, reason) => {
    const result = await imported(full, csv(text), `sheet=${sheet}&dryRun=true`, "text/csv");
    expect(result.rejected).toEqual([
      { sheet, line, column, value, reason: expect.stringContaining(reason) },
    ]);
  });

  it.each([
    ["a column that is not known", csv("key;farge\n"), "sheet=rooms", "text/csv", "unknown-column"],
    ["no key", csv("name\nX\n"), "sheet=rooms", "text/csv", "missing-column"],
    ["no workbook inside", csv("PK nonsense"), "", xlsxMediaType, "not-xlsx"],
  ])("with %s fails as a whole", async (_what, bytes, query, mediaType, code) => {
    await expect(imported(full, bytes, query, mediaType)).rejects.toMatchObject({ code });
  });

  it("with a sheet that is not known fails as a whole", async () => {
    const bytes = new Uint8Array(await writeXlsx([{ sheet: "Ark1", data: [["key"]] }]).toBuffer());
    await expect(imported(full, bytes, "")).rejects.toMatchObject({ code: "unknown-sheet" });
  });
});
