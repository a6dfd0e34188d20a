import { z } from "zod";
import { Id, Time } from "./primitives.ts";

/** What a call may need. A route or socket event that names none is denied. */
export const Permission = z.enum([
  "register:read",
  "register:write",
  "telemetry:read",
  "telemetry:correct",
  "alarm:read",
  "alarm:act",
  "rule:read",
  "rule:write",
  "work-order:read",
  "work-order:write",
  "work-order:manage",
  /** To see and do the orders that are assigned to oneself, and no others. */
  "work-order:assigned",
  "webhook:manage",
  "ingest:write",
  "dead-letter:read",
  "dead-letter:replay",
  /** To see raw messages as they come in. */
  "message:read",
  "codec:read",
  "codec:write",
  "key:manage",
  "metrics:read",
  "platform:manage",
  "notice:read",
  "notice:manage",
  "shift-log:read",
  "shift-log:write",
]);
export type Permission = z.infer<typeof Permission>;

export const Role = z.enum([
  "administrator",
  "operator",
  "property-manager",
  "caretaker",
  "integrator",
  "reader",
  /** Works for the municipality under an agreement: what is not assigned to them they do not see. */
  "contractor",
]);
export type Role = z.infer<typeof Role>;

/** What each role may do. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: Permission.options,
  operator: [
    "notice:read",
    "register:read",
    "telemetry:read",
    "alarm:read",
    "alarm:act",
    "rule:read",
    "work-order:read",
    "work-order:write",
    "dead-letter:read",
    "shift-log:read",
    "shift-log:write",
  ],
  "property-manager": [
    "notice:read",
    "notice:manage",
    "register:read",
    "register:write",
    "telemetry:read",
    "telemetry:correct",
    "alarm:read",
    "rule:read",
    "rule:write",
    "work-order:read",
    "work-order:write",
    "work-order:manage",
    "codec:read",
    "shift-log:read",
  ],
  caretaker: [
    "notice:read",
    "register:read",
    "telemetry:read",
    "alarm:read",
    "alarm:act",
    "work-order:read",
    "work-order:write",
  ],
  integrator: [
    "register:read",
    "register:write",
    "telemetry:read",
    "ingest:write",
    "dead-letter:read",
    "dead-letter:replay",
    "message:read",
    "codec:read",
    "codec:write",
    "webhook:manage",
    "metrics:read",
  ],
  reader: ["register:read", "telemetry:read", "alarm:read", "work-order:read"],
  contractor: ["work-order:assigned"],
};

/** Who is calling. */
export const SessionInfo = z.object({
  name: z.string(),
  role: Role,
  permissions: z.array(Permission),
  /** Demo mode: the visitor may choose a role. */
  mode: z.enum(["demo", "production"]),
});
export type SessionInfo = z.infer<typeof SessionInfo>;

/** Body of `POST /session`: an access key, or in demo mode the role that the visitor wants to try. */
export const SignIn = z.union([
  z.strictObject({ key: z.string().min(1).max(200) }),
  z.strictObject({ role: Role }),
]);

export const KeyInfo = z.object({
  id: Id,
  name: z.string(),
  role: Role,
  createdAt: Time,
  lastUsedAt: Time.optional(),
});
export const KeyInput = z.strictObject({ name: z.string().trim().min(1).max(100), role: Role });
/** The key itself is shown once, when it is made. */
export const KeyCreated = KeyInfo.extend({ key: z.string() });
