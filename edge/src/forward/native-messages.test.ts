import { NativeMessages } from "@kontrollrom/contracts/envelope.ts";
import { expect, test } from "vitest";
import type { Reading } from "../source.ts";
import { joinMessages, toNativeMessages } from "./native-messages.ts";

function reading(device: string, time: number, value: number | boolean, channel?: string): Reading {
  const point = { device, quantity: "temperature", unit: "Cel", channel, resolution: 0, heartbeatMs: 1 };
  return { point, time, value };
}

test("readings of one device and moment are one message; what is not known is left out", () => {
  expect(
    toNativeMessages([
      reading("a", 0, 1),
      reading("b", 0, 2, "upper"),
      reading("a", 0, true),
      reading("a", 1, 4),
    ]),
  ).toEqual([
    {
      time: "1970-01-01T00:00:00.000Z",
      device: "a",
      values: [
        { quantity: "temperature", value: 1, unit: "Cel" },
        { quantity: "temperature", value: true, unit: "Cel" },
      ],
    },
    {
      time: "1970-01-01T00:00:00.000Z",
      device: "b",
      values: [{ quantity: "temperature", value: 2, unit: "Cel", channel: "upper" }],
    },
    {
      time: "1970-01-01T00:00:00.001Z",
      device: "a",
      values: [{ quantity: "temperature", value: 4, unit: "Cel" }],
    },
  ]);
});

test("what is joined is what the platform reads, alone or many, and never too long", () => {
  const many = Array.from({ length: 1201 }, (_, index) => reading("a", 7, index));
  const messages = toNativeMessages(many);
  expect(messages.map(({ values }) => values.length)).toEqual([500, 500, 201]);
  const texts = messages.map((message) => JSON.stringify(message));
  expect(NativeMessages.parse(JSON.parse(joinMessages(texts)))).toEqual(messages);
  expect(NativeMessages.parse(JSON.parse(joinMessages(texts.slice(0, 1))))).toEqual(messages[0]);
});
