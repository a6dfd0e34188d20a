import type { ReportPlace, ReportReceipt, ReportStatus } from "@kontrollrom/contracts/report.ts";
import type { WorkOrder, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestOrders, type TestOrders } from "../work-orders/test-orders.ts";
import { createReportPlaces } from "./places.ts";
import { createReports } from "./reports.ts";
import { reportHandlers } from "./routes.ts";

const png = Buffer.concat([
  Buffer.from("89504e470d0a1a0a", "hex"),
  Buffer.from("0000000474455874474f4f4400000000", "hex"),
  Buffer.from("0000000049454e4400000000", "hex"),
]);

describe("reports", () => {
  let orders: TestOrders;
  beforeEach(async () => {
    orders = await startTestOrders({
      handlers: (parts) =>
        reportHandlers({
          ...parts,
          places: createReportPlaces(parts),
          reports: createReports(parts),
          publicUrl: "https://kontrollrom.example.no",
          https: true,
        }),
    });
  });
  afterEach(() => orders.stop());

  const label = async (input: object = { spaceIds: ["room-101"] }) =>
    (await orders.call<{ items: ReportPlace[] }>("POST", "/report-places", input)).items;
  const report = (token: string | undefined, fields: object = {}) =>
    orders.call<ReportReceipt>("POST", `/reports/${token}`, { text: "Det drypper fra taket.", ...fields });

  it("come from a label, which knows its place, and become an order", async () => {
    const [place] = await label();
    expect(place).toMatchObject({ kind: "room", label: "101 Klasserom", buildingName: "Granli skole" });
    expect(place?.url).toBe(`https://kontrollrom.example.no/meld/${place?.token}`);
    expect(await orders.call("GET", `/reports/${place?.token}`)).toEqual({
      buildingName: "Granli skole",
      label: "101 Klasserom",
      kind: "room",
      open: 0,
    });
    const { number } = await report(place?.token, { reporter: { name: "Ola", email: "ola@example.no" } });
    const { items } = await orders.call<{ items: WorkOrder[] }>("GET", "/work-orders");
    expect(items).toMatchObject([
      { number, type: "corrective", channel: "report", spaceId: "room-101", status: "new" },
    ]);
    expect(items[0]?.title).toBe("Det drypper fra taket. (101 Klasserom)");
    expect(await orders.call("GET", `/reports/${place?.token}`)).toMatchObject({ open: 1 });
  });

  it("can be followed by who has their link, and name nobody", async () => {
    const [place] = await label();
    const { number, secret } = await report(place?.token, { kind: "request", reporter: { name: "Ola" } });
    const { items } = await orders.call<{ items: WorkOrder[] }>("GET", "/work-orders");
    const path = `/work-orders/${items[0]?.id}`;
    await orders.call("PATCH", path, { assignee: "Kari Nordmann" });
    await orders.call("POST", `${path}/comments`, { text: "Ring Ola på 900 00 000" });
    await orders.call("POST", `/report-status/${secret}/comments`, { text: "Nå drypper det mer." });
    await orders.call("PATCH", path, { status: "done", action: "Ny pakning" });
    const status = await orders.call<ReportStatus>("GET", `/report-status/${secret}`);
    expect(status).toMatchObject({ number, status: "done", action: "Ny pakning", label: "101 Klasserom" });
    expect(status.steps.map((step) => step.status)).toEqual(["new", "assigned", "done"]);
    expect(status.comments.map((comment) => comment.text)).toEqual(["Nå drypper det mer."]);
    expect(JSON.stringify(status)).not.toMatch(/Kari|Ola|900/);
    const stored = await orders.db.selectFrom("report").selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  it("take photos without what the camera wrote in them, and no more than five", async () => {
    const [place] = await label();
    const { secret } = await report(place?.token);
    await orders.call("POST", `/report-status/${secret}/photos`, png);
    const { items } = await orders.call<{ items: WorkOrder[] }>("GET", "/work-orders");
    const order = await orders.call<WorkOrderDetail>("GET", `/work-orders/${items[0]?.id}`);
    expect(order.attachments).toMatchObject([{ kind: "before", mediaType: "image/png" }]);
    const kept = await fetch(
      `${orders.url}/api/v1/work-orders/${order.id}/attachments/${order.attachments[0]?.id}`,
    );
    expect(Buffer.from(await kept.arrayBuffer()).includes("GOOD")).toBe(false);
    await expect(
      orders.call("POST", `/report-status/${secret}/photos`, Buffer.from("<svg>")),
    ).rejects.toMatchObject({ code: "photo-unreadable" });
    for (let n = 1; n < 5; n += 1) await orders.call("POST", `/report-status/${secret}/photos`, png);
    await expect(orders.call("POST", `/report-status/${secret}/photos`, png)).rejects.toMatchObject({
      code: "photos-full",
    });
  });

  it("are refused from labels that are not in use, links that are not whole, and floods", async () => {
    const [place] = await label();
    await expect(orders.call("GET", "/reports/abcdefgh2345")).rejects.toMatchObject({
      code: "label-unknown",
    });
    await expect(orders.call("GET", `/report-status/${"A".repeat(43)}`)).rejects.toMatchObject({
      code: "report-unknown",
    });
    await expect(report(place?.token, { text: " " })).rejects.toMatchObject({ code: "invalid-request" });
    for (let n = 0; n < 30; n += 1) await report(place?.token).catch(() => {});
    await expect(report(place?.token)).rejects.toMatchObject({ code: "too-many-reports" });
    await orders.call("DELETE", `/report-places/${place?.token}`);
    await expect(orders.call("GET", `/reports/${place?.token}`)).rejects.toMatchObject({
      code: "label-unknown",
    });
  });

  it("have one label for each place, and a sheet to print them from", async () => {
    const first = await label({ buildingId: "school", rooms: true });
    expect(first.map((place) => place.kind)).toEqual(["building", "room"]);
    expect((await label()).map((place) => place.token)).toEqual([first[1]?.token]);
    expect(await orders.call("GET", `/report-places/${first[1]?.token}`)).toEqual(first[1]);
    await expect(orders.call("GET", "/report-places/abcdefgh2345")).rejects.toMatchObject({
      code: "label-unknown",
    });
    const qr = await fetch(`${orders.url}/api/v1/report-places/${first[1]?.token}/qr`);
    expect(await qr.text()).toContain("<svg");
    const sheet = await fetch(`${orders.url}/api/v1/report-sheet?buildingId=school`);
    const pdf = Buffer.from(await sheet.arrayBuffer());
    const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
    const { numPages, getPage } = await getDocument({ data: new Uint8Array(pdf) }).promise.then(
      (document) => ({
        numPages: document.numPages,
        getPage: document.getPage.bind(document),
      }),
    );
    const { items } = await (await getPage(1)).getTextContent();
    const text = items.map((item) => ("str" in item ? item.str : "")).join(" ");
    expect(numPages).toBe(1);
    expect(text).toContain("101 Klasserom");
    expect(text).toContain(`https://kontrollrom.example.no/meld/${first[1]?.token}`);
  });
});
