import { BuildingInput } from "@kontrollrom/contracts/building.ts";
import { SignIn } from "@kontrollrom/contracts/identity.ts";
import { PageQuery } from "@kontrollrom/contracts/primitives.ts";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { ProblemError } from "./problem-error.ts";
import { parsePart, queryOf } from "./validation.ts";

function problemOf(schema: z.ZodType, value: unknown, part: "body" | "query" = "body"): ProblemError {
  try {
    parsePart(schema, value, part);
  } catch (error) {
    if (error instanceof ProblemError) return error;
  }
  throw new Error("it was accepted");
}

describe("parsePart", () => {
  it("gives the parsed value with its defaults", () => {
    expect(parsePart(PageQuery.strict(), { limit: "5" }, "query")).toEqual({ limit: 5 });
    expect(parsePart(PageQuery.strict(), {}, "query")).toEqual({ limit: 200 });
  });

  it.each([
    [
      "a wrong number",
      PageQuery.strict(),
      { limit: "abc" },
      "query",
      'query.limit: expected number, got "abc"',
    ],
    [
      "an unknown key",
      PageQuery.strict(),
      { limt: "3" },
      "query",
      "query.limt: is not known here; known are limit, cursor",
    ],
    ["a missing field", BuildingInput, {}, "body", "body.name: is missing: expected string"],
    ["a wrong type", BuildingInput, { name: 7 }, "body", "body.name: expected string, got 7"],
    [
      "a place within",
      BuildingInput,
      {
        name: "A",
        footprint: [
          [10, 60],
          [10, "x"],
          [11, 60],
        ],
      },
      "body",
      'body.footprint[1][1]: expected number, got "x"',
    ],
    ["no body", BuildingInput, undefined, "body", "body: is missing: expected object"],
    [
      "the closest of two shapes",
      SignIn,
      { role: "boss" },
      "body",
      /^body.role: expected one of .*"reader".*, got "boss"$/,
    ],
  ] as const)("names what is wrong: %s", (_name, schema, value, part, message) => {
    const problem = problemOf(schema, value, part);
    expect(problem).toMatchObject({ status: 400, code: "invalid-request" });
    if (typeof message === "string") expect(problem.message).toBe(message);
    else expect(problem.message).toMatch(message);
    expect(problem.errors).toHaveLength(1);
  });

  it("lists every wrong field, but not without end", () => {
    const problem = problemOf(BuildingInput, { name: 1, address: 2, buildingType: "x" });
    expect(problem.errors.map((error) => error.path)).toEqual([
      "body.name",
      "body.buildingType",
      "body.address",
    ]);
    const many = problemOf(BuildingInput, { name: "A", footprint: Array(500).fill("x") });
    expect(many.errors).toHaveLength(50);
    expect(many.message.length).toBeLessThan(500);
  });

  it("shortens what it repeats", () => {
    expect(
      problemOf(BuildingInput, { name: "A", buildingType: "x".repeat(10_000) }).message.length,
    ).toBeLessThan(250);
  });
});

describe("queryOf", () => {
  it("reads names and values", () => {
    expect(queryOf("a=1&b=%C3%A6&c=")).toEqual({ a: "1", b: "æ", c: "" });
    expect(queryOf("")).toEqual({});
  });

  it("refuses a name that comes twice", () => {
    expect(() => queryOf("a=1&a=2")).toThrow("query.a: is given more than once");
  });

  it("takes __proto__ for a name like any other", () => {
    expect(Object.keys(queryOf("__proto__=1"))).toEqual(["__proto__"]);
    expect(() => parsePart(PageQuery.strict(), queryOf("__proto__=1"), "query")).toThrow("__proto__");
  });
});
