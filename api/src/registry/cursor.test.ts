import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterCursor, listCursor } from "./cursor.ts";
import { openRegistry } from "./database.ts";

const things = listCursor("GET /things", "string");
const counted = listCursor("GET /counted", "number");
const refusal = (text: string, list: { read(text: string): unknown } = things) => {
  try {
    return list.read(text);
  } catch (error) {
    return error;
  }
};

describe("a cursor", () => {
  it("comes back as it was given", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, id) => {
        const { nextCursor } = things.page([1, 2], 1, () => ({ key, id }), String);
        expect(things.read(nextCursor)).toEqual({ key, id });
      }),
    );
  });

  it("that no list has answered is refused, whatever it is", () => {
    expect(refusal("nonsense")).toMatchObject({
      status: 400,
      code: "bad-cursor",
      message: expect.stringContaining("nonsense"),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => Buffer.from(json).toString("base64url")),
        ),
        (text) => {
          expect(refusal(text)).toMatchObject({ status: 400, code: "bad-cursor" });
        },
      ),
    );
  });

  it("of another list is refused, and so is a key of another type", () => {
    const { nextCursor = "" } = counted.page([1, 2], 1, (key) => ({ key, id: "" }), String);
    expect(refusal(nextCursor)).toMatchObject({
      code: "bad-cursor",
      message: expect.stringContaining("answered by GET /counted, not by GET /things"),
    });
    const own = Buffer.from(JSON.stringify([7, "a", "GET /things"])).toString("base64url");
    expect(refusal(own)).toMatchObject({ code: "bad-cursor" });
    expect(refusal(Buffer.from(JSON.stringify(["a", "b"])).toString("base64url"))).toMatchObject({
      code: "bad-cursor",
    });
  });
});

describe("a page", () => {
  const cursorOf = (row: number) => ({ key: row, id: String(row) });
  it("has no cursor when nothing follows", () => {
    expect(counted.page([1, 2], 2, cursorOf, String)).toEqual({ items: ["1", "2"] });
  });
  it("points behind its last item when more follows", () => {
    const { items, nextCursor } = counted.page([1, 2, 3], 2, cursorOf, String);
    expect(items).toEqual(["1", "2"]);
    expect(counted.read(nextCursor)).toEqual({ key: 2, id: "2" });
  });

  it.each(["asc", "desc"] as const)(
    "after page gives every row once, also where keys tie (%s)",
    async (direction) => {
      const db = await openRegistry(":memory:");
      for (const [id, at] of [..."abcdefg"].map((letter, i) => [letter, Math.floor(i / 3)] as const))
        await db
          .insertInto("model")
          .values({
            id,
            imported_at: at,
            name: "",
            schema: "",
            bytes: 0,
            sha256: id,
            file_key: "",
            building_ids: "[]",
            result: "",
          })
          .execute();
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        let query = db
          .selectFrom("model")
          .selectAll()
          .orderBy("imported_at", direction)
          .orderBy("id", direction)
          .limit(3);
        const after = counted.read(cursor);
        if (after) query = query.where(afterCursor(["imported_at", "id"], after, direction));
        const page = counted.page(
          await query.execute(),
          2,
          (row) => ({ key: row.imported_at, id: row.id }),
          (row) => row.id,
        );
        seen.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(direction === "asc" ? [..."abcdefg"] : [..."gfedcba"]);
      await db.destroy();
    },
  );
});
