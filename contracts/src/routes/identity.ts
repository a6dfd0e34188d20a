import { KeyCreated, KeyInfo, KeyInput, SessionInfo, SignIn } from "../identity.ts";
import { PageQuery, page } from "../primitives.ts";
import { byId, type RouteTable } from "../route.ts";

export const identityRoutes = {
  "GET /session": {
    summary: "Who is calling, and what they may do",
    permission: "signed-in",
    status: 200,
    answer: SessionInfo,
  },
  "POST /session": {
    summary: "Sign in with an access key, or choose a role in demo mode",
    permission: "public",
    body: SignIn,
    status: 200,
    answer: SessionInfo,
  },
  "DELETE /session": { summary: "Sign out", permission: "public", status: 204 },
  "GET /keys": {
    summary: "Access keys, without the secrets",
    permission: "key:manage",
    query: PageQuery,
    status: 200,
    answer: page(KeyInfo),
  },
  "POST /keys": {
    summary: "Make an access key",
    permission: "key:manage",
    body: KeyInput,
    status: 201,
    answer: KeyCreated,
  },
  "DELETE /keys/{id}": {
    summary: "Revoke an access key",
    permission: "key:manage",
    params: byId,
    status: 204,
  },
} as const satisfies RouteTable;
