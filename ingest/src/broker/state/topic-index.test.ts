import fc from "fast-check";
import { expect, it } from "vitest";
import { matches } from "../topics.ts";
import { createTopicIndex } from "./topic-index.ts";

const level = fc.constantFrom("a", "b", "", "$SYS");
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join("/"));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant("+")), { maxLength: 4 }), fc.boolean())
  .map(([levels, rest]) => (rest ? [...levels, "#"] : levels).join("/"))
  .filter((text) => text !== "");

it("finds what each filter by itself would match, whatever was taken out in between", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ filter, key: fc.constantFrom("x", "y"), remove: fc.boolean() })),
      fc.array(topic, { minLength: 1 }),
      (steps, topics) => {
        const index = createTopicIndex<string>();
        const model = new Map<string, string>();
        for (const { filter: own, key, remove } of steps) {
          const id = `${own} ${key}`;
          if (remove) {
            index.delete(own, key);
            model.delete(id);
          } else {
            index.set(own, key, id);
            model.set(id, own);
          }
        }
        expect(index.size()).toBe(model.size);
        for (const on of topics) {
          const expected = [...model].filter(([, own]) => matches(own, on)).map(([id]) => id);
          expect(index.match(on).toSorted()).toEqual(expected.toSorted());
        }
      },
    ),
  );
});
