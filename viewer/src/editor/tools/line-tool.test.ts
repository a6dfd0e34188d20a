import type { Xy } from "@kontrollrom/contracts/building.ts";
import { expect, it } from "vitest";
import { type LineEvent, type LineRules, nextLine, noLine } from "./line-tool.ts";

const outline: LineRules = { closed: true, reach: 0.2, axis: 0 };
const line: LineRules = { closed: false, reach: 0.2, axis: 0 };
const press = (x: number, y: number, more = false): LineEvent => ({ kind: "press", at: [x, y], more });
const run = (rules: LineRules, ...events: LineEvent[]) => {
  let state = noLine;
  let done: Xy[] | undefined;
  for (const event of events) ({ state, done } = { done: undefined, ...nextLine(state, event, rules) });
  return { corners: state.corners, done };
};

it.each<[string, LineRules, LineEvent[], Xy[] | undefined]>([
  [
    "an outline ends where it began",
    outline,
    [press(0, 0), press(2, 0), press(2, 2), press(0.1, 0.1)],
    [
      [0, 0],
      [2, 0],
      [2, 2],
    ],
  ],
  [
    "an outline is finished by hand",
    outline,
    [press(0, 0), press(2, 0), press(2, 2), { kind: "finish" }],
    [
      [0, 0],
      [2, 0],
      [2, 2],
    ],
  ],
  ["two corners are no outline", outline, [press(0, 0), press(2, 0), { kind: "finish" }], undefined],
  [
    "a rectangle is pulled open",
    outline,
    [{ kind: "pull", from: [0, 0], to: [2, 1] }, { kind: "release" }],
    [
      [0, 0],
      [2, 0],
      [2, 1],
      [0, 1],
    ],
  ],
  [
    "a line has two ends",
    line,
    [press(0, 0), press(2, 0)],
    [
      [0, 0],
      [2, 0],
    ],
  ],
  [
    "a line may have corners",
    line,
    [press(0, 0), press(2, 0, true), press(2, 2, true), { kind: "finish" }],
    [
      [0, 0],
      [2, 0],
      [2, 2],
    ],
  ],
  ["nothing is left when it is given up", line, [press(0, 0), { kind: "cancel" }, press(1, 1)], undefined],
])("%s", (_, rules, events, done) => expect(run(rules, ...events).done).toEqual(done));

it("takes back the last corner, and does not set one twice", () => {
  expect(run(outline, press(0, 0), press(1, 0), press(1, 0), { kind: "back" }).corners).toEqual([[0, 0]]);
});
