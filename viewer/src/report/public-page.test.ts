import { describe, expect, it } from "vitest";
import { publicPage } from "./public-page.ts";

describe("publicPage", () => {
  it.each([
    ["/meld/abcDEF234567", { kind: "report", token: "abcDEF234567" }],
    ["/sak/a_b-C", { kind: "status", secret: "a_b-C" }],
    ["/sak/", undefined],
    ["/meld/abc/mer", undefined],
    ["/arbeidsordrer", undefined],
  ])("%s", (path, page) => {
    expect(publicPage(path)).toEqual(page);
  });
});
