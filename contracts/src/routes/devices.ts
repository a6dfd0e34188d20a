import { z } from "zod";
import { DecoderInfo, Device, DeviceInput, DeviceQuery, ImportResult, WaitingDevice } from "../point.ts";
import { PageQuery, page } from "../primitives.ts";
import { byId, megabyte, type RouteTable } from "../route.ts";

export const devicesRoutes = {
  "GET /devices": {
    summary: "Devices",
    permission: "register:read",
    query: DeviceQuery,
    status: 200,
    answer: page(Device),
  },
  "POST /devices": {
    summary: "Register a device, or change it by its external id",
    permission: "register:write",
    body: DeviceInput,
    status: 201,
    answer: Device,
  },
  "POST /devices/import": {
    summary: "Register many devices from CSV",
    permission: "register:write",
    rawBody: { mediaTypes: ["text/csv"], maxBytes: 20 * megabyte },
    status: 200,
    answer: ImportResult,
  },
  "GET /devices/{id}": {
    summary: "One device",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: Device,
  },
  "DELETE /devices/{id}": {
    summary: "Take a device out of the register; its history stays",
    permission: "register:write",
    params: byId,
    status: 204,
  },
  "GET /waiting-devices": {
    summary: "Devices that send and are not registered, last heard first",
    permission: "register:read",
    query: z.object({ limit: PageQuery.shape.limit }),
    status: 200,
    answer: page(WaitingDevice),
  },
  "GET /decoders": {
    summary: "Built-in decoders of LoRaWAN payloads",
    permission: "register:read",
    status: 200,
    answer: page(DecoderInfo),
  },
} as const satisfies RouteTable;
