import { Problem } from "@kontrollrom/contracts/problem.ts";
import type { RouteDefinition } from "@kontrollrom/contracts/route.ts";
import { z } from "zod";
import { sessionCookieName } from "../identity/session-cookie.ts";
import { problemMediaType } from "./problem.ts";
import { apiPrefix } from "./server.ts";

type JsonObject = Record<string, unknown>;

/** The route table as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html). */
export function openApiDocument(table: Readonly<object>, about: { readonly version: string }): JsonObject {
  const paths: Record<string, JsonObject> = {};
  const tags = new Set<string>();
  for (const [key, route] of Object.entries(table) as [string, RouteDefinition][]) {
    const [method = "", path = ""] = key.split(" ", 2);
    const tag = path.split("/")[1] ?? "";
    tags.add(tag);
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(method, path, tag, route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Kontrollrom",
      version: about.version,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: apiPrefix }],
    tags: [...tags].map((name) => ({ name })),
    security: [{ accessKey: [] }, { session: [] }],
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, "output") },
      responses: {
        Problem: {
          description: "What went wrong (RFC 9457)",
          content: { [problemMediaType]: { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
      securitySchemes: {
        accessKey: { type: "http", scheme: "bearer", bearerFormat: "kr_<id>_<secret>" },
        session: { type: "apiKey", in: "cookie", name: sessionCookieName },
      },
    },
  };
}

function operation(method: string, path: string, tag: string, route: RouteDefinition): JsonObject {
  const parameters = [
    ...parametersOf(route.params, "path"),
    ...parametersOf(route.query, "query"),
    ...(route.repeatable ? [idempotencyKey] : []),
  ];
  const body = requestBody(route);
  return {
    operationId: operationId(method, path),
    summary: route.summary,
    tags: [tag],
    "x-permission": route.permission,
    ...(route.permission === "public" && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: { [route.status]: answerOf(route), ...problemsOf(route) },
  };
}

const idempotencyKey: JsonObject = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "A key of the caller's, such as a UUID: sent again with it, the call is done once and answered alike.",
  schema: { type: "string", pattern: "^[0-9A-Za-z_-]{16,64}$" },
};

/** `GET /buildings/{id}/storeys` becomes `getBuildingsByIdStoreys`. */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/\{(\w+)\}/g, "by-$1")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function parametersOf(schema: z.ZodObject | undefined, place: "path" | "query"): JsonObject[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

function requestBody(route: RouteDefinition): JsonObject | undefined {
  if (route.body)
    return {
      required: !route.body.safeParse({}).success,
      content: { "application/json": { schema: schemaOf(route.body, "input") } },
    };
  if (!route.rawBody) return undefined;
  return {
    required: true,
    description: `At most ${route.rawBody.maxBytes} bytes`,
    content: Object.fromEntries(route.rawBody.mediaTypes.map((type) => [type, {}])),
  };
}

function answerOf(route: RouteDefinition): JsonObject {
  const content = {
    ...(route.answer && { "application/json": { schema: schemaOf(route.answer, "output") } }),
    ...Object.fromEntries((route.rawAnswer ?? []).map((type) => [type, {}])),
  };
  const description = { 200: "Done", 201: "Made", 202: "Taken", 204: "Done, nothing to say" }[route.status];
  return { description, ...(Object.keys(content).length > 0 && { content }) };
}

/** The failures that a caller should expect; any other is the default. */
function problemsOf(route: RouteDefinition): JsonObject {
  const statuses = [
    ...(route.params || route.query || route.body ? [400] : []),
    ...(route.permission === "public" ? [] : [401]),
    ...(route.permission === "public" || route.permission === "signed-in" ? [] : [403]),
    ...(route.params ? [404] : []),
    ...(route.body || route.rawBody ? [413, 415] : []),
  ];
  const reference = { $ref: "#/components/responses/Problem" };
  return { ...Object.fromEntries(statuses.map((status) => [status, reference])), default: reference };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      // Answers may grow; a client that was made from this document must not break on it.
      if (io === "output" && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  });
  return rest;
}
