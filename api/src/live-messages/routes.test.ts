import { rolePermissions } from "@kontrollrom/contracts/identity.ts";
import { LiveMessages } from "@kontrollrom/contracts/live-message.ts";
import { liveMessagesRoutes } from "@kontrollrom/contracts/routes/live-messages.ts";
import { createLiveTail } from "@kontrollrom/ingest/live-tail.ts";
import { describe, expect, it } from "vitest";
import type { Call } from "../http/handler.ts";
import { liveMessageHandlers } from "./routes.ts";

const tail = createLiveTail({ now: () => 1_800_000_000_000 });
const points = new Map([[7, { quantity: "co2" as const }]]);
const handlers = liveMessageHandlers({ tail, catalogue: { points } as never });
const look = async (query: { search: string; after?: number }) =>
  LiveMessages.parse(await handlers["GET /messages/live"]({ query } as never, {} as Call));

describe("live messages", () => {
  it("tell what was read from a message, with unit, and what was refused in it", async () => {
    await look({ search: "" });
    tail.note({
      frameId: "12",
      receivedAt: 1_800_000_000_000,
      source: "mqtt:kr/v1/hall",
      format: "json",
      device: "hall-1",
      payload: new TextEncoder().encode("{}"),
      values: [{ pointId: 7, time: 1_799_999_999_000, value: 612 }],
      refused: [{ reason: "unknown-quantity", detail: '"vibe" is no quantity' }],
    });
    const { items, seq } = await look({ search: "" });
    expect(items).toMatchObject([
      {
        device: "hall-1",
        frameId: "12",
        bytes: 2,
        payload: "e30=",
        values: [{ pointId: 7, quantity: "co2", unit: "[ppm]", value: 612 }],
        refused: [{ reason: "unknown-quantity" }],
      },
    ]);
    expect((await look({ search: "", after: seq })).items).toEqual([]);
  });

  it("are for those who connect devices, not for everyone who reads", () => {
    const { permission } = liveMessagesRoutes["GET /messages/live"];
    const allowed = Object.entries(rolePermissions).flatMap(([role, permissions]) =>
      permissions.includes(permission) ? [role] : [],
    );
    expect(allowed).toEqual(["administrator", "integrator"]);
  });
});
