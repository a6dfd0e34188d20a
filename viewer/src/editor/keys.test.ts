import { expect, it } from "vitest";
import { keyAction } from "./keys.ts";
import { toolNames } from "./view.ts";

const pressed = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const canvas = { writing: false, inCanvas: true, tools: toolNames };
const text = { writing: true, inCanvas: false, tools: toolNames };
const beside = { writing: false, inCanvas: false, tools: toolNames };

it.each<[string, object, typeof canvas, object | undefined]>([
  ["a letter takes a tool", { key: "F" }, canvas, { kind: "tool", tool: "wall" }],
  ["a letter in a text is a letter", { key: "f" }, text, undefined],
  ["a letter beside the drawing is nothing", { key: "f" }, beside, undefined],
  ["an arrow moves 10 mm", { key: "ArrowUp" }, canvas, { kind: "nudge", direction: [0, 1], metres: 0.01 }],
  [
    "with shift 100 mm",
    { key: "ArrowLeft", shiftKey: true },
    canvas,
    { kind: "nudge", direction: [-1, 0], metres: 0.1 },
  ],
  ["save works in a text too", { key: "s", ctrlKey: true }, text, { kind: "save" }],
  ["a text has its own undo", { key: "z", ctrlKey: true }, text, undefined],
  ["undo", { key: "z", metaKey: true }, beside, { kind: "undo" }],
  ["redo", { key: "Z", ctrlKey: true, shiftKey: true }, beside, { kind: "redo" }],
  ["Escape gives up", { key: "Escape" }, beside, { kind: "cancel" }],
  [
    "shift and Enter finish a line",
    { key: "Enter", shiftKey: true },
    canvas,
    { kind: "confirm", finish: true },
  ],
  [
    "a tool that is not offered is not taken",
    { key: "t" },
    { ...canvas, tools: ["select"] as never },
    undefined,
  ],
])("%s", (_, key, where, action) =>
  expect(keyAction({ ...pressed, key: "", ...key }, where)).toEqual(action),
);
