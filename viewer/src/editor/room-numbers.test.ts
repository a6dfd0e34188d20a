import { expect, it } from "vitest";
import { freeNumber } from "./room-numbers.ts";

it.each<[string, string[], string | undefined, string]>([
  ["a part of a room has its number with a letter", ["101", "102"], "101", "101B"],
  ["letters that are taken are passed", ["101", "101B", "101C"], "101B", "101D"],
  ["a new room has the next number", ["101", "U09", "112"], undefined, "113"],
  ["zeros are kept", ["A008", "A009"], undefined, "A010"],
  ["the first room has a number", [], undefined, "001"],
])("%s", (_, numbers, after, number) =>
  expect(
    freeNumber(
      numbers.map((number) => ({ number })),
      after,
    ),
  ).toBe(number),
);
