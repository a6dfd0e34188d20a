import { z } from "zod";
import {
  DeviceProfile,
  DeviceProfileChange,
  DeviceProfileInput,
  DeviceProfilePatch,
  DeviceProfileQuery,
  DeviceProfileSuggestion,
} from "../device-profile.ts";
import { page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

export const deviceProfilesRoutes = {
  "GET /device-profiles": {
    summary: "Device profiles by name",
    permission: "register:read",
    query: DeviceProfileQuery,
    status: 200,
    answer: page(DeviceProfile),
  },
  "POST /device-profiles": {
    summary: "Add a device profile",
    permission: "register:write",
    body: DeviceProfileInput,
    status: 201,
    answer: DeviceProfile,
  },
  "GET /device-profiles/suggestions": {
    summary: "Profiles that the built-in decoders suggest: one for each make and model",
    permission: "register:read",
    status: 200,
    answer: z.object({ items: z.array(DeviceProfileSuggestion) }),
  },
  "GET /device-profiles/{id}": {
    summary: "One device profile",
    permission: "register:read",
    params: byId,
    status: 200,
    answer: DeviceProfile,
  },
  "PATCH /device-profiles/{id}": {
    summary: "Change a device profile and with it its devices",
    permission: "register:write",
    params: byId,
    body: DeviceProfilePatch,
    status: 200,
    answer: DeviceProfileChange,
  },
  "DELETE /device-profiles/{id}": {
    summary: "Remove a device profile that no device has",
    permission: "register:write",
    params: byId,
    status: 204,
  },
} as const satisfies RouteTable;
