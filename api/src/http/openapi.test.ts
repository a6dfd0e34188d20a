import { routes } from "@kontrollrom/contracts/routes.ts";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "./openapi.ts";

interface Operation {
  operationId: string;
  tags: string[];
  security?: object[];
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, unknown> };
  responses: Record<string, { $ref?: string; description?: string; content?: Record<string, unknown> }>;
  "x-permission": string;
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
}

const document = openApiDocument(routes, { version: "1.2.3" }) as unknown as Document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

describe("openApiDocument", () => {
  it("holds every route of the table and nothing else", () => {
    expect(operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
      Object.keys(routes).sort(),
    );
  });

  it("names the format and the version", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: "Kontrollrom", version: "1.2.3" });
  });

  it("gives each operation an id of its own, a declared tag and its permission", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = new Set(document.tags.map((tag) => tag.name));
    for (const { method, path, operation } of operations) {
      expect(operation.tags.every((tag) => tags.has(tag))).toBe(true);
      const route = routes[`${method.toUpperCase()} ${path}` as keyof typeof routes];
      expect(operation["x-permission"]).toBe(route.permission);
      expect(operation.security).toEqual(route.permission === "public" ? [] : undefined);
    }
  });

  it("declares exactly the parameters that stand in the path", () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(declared.map((parameter) => parameter.name)).toEqual(inPath);
      expect(declared.every((parameter) => parameter.required)).toBe(true);
      const names = (operation.parameters ?? []).map((parameter) => `${parameter.in} ${parameter.name}`);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("describes each answer, and problems as the default", () => {
    for (const { operation } of operations) {
      const success = Object.keys(operation.responses).filter((status) => status.startsWith("2"));
      expect(success).toHaveLength(1);
      expect(operation.responses[success[0]!]?.description).toBeTruthy();
      expect(operation.responses.default).toEqual({ $ref: "#/components/responses/Problem" });
    }
  });

  it("refers only to what it holds", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, at]) => at!);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      const found = reference
        .split("/")
        .reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], document);
      expect(found, reference).toBeDefined();
    }
  });

  it("asks for what callers write and promises what they read", () => {
    const samples = document.paths["/points/{id}/samples"]?.get?.parameters ?? [];
    expect(samples.find((parameter) => parameter.name === "aggregates")?.schema).toMatchObject({
      type: "string",
    });
    expect(samples.find((parameter) => parameter.name === "limit")).toMatchObject({
      required: false,
      schema: { type: "integer", default: 20_000 },
    });
    const ingest = document.paths["/ingest/{format}"]?.post;
    expect(Object.keys(ingest?.requestBody?.content ?? {})).toEqual([
      "application/json",
      "application/senml+json",
      "application/senml+cbor",
      "application/cbor",
    ]);
    expect(document.paths["/alarms/{id}/acknowledge"]?.post?.requestBody?.required).toBe(false);
    expect(JSON.stringify(document.paths["/session"]?.get?.responses)).not.toContain("additionalProperties");
  });

  it("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});
