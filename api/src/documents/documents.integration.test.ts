import type { Document } from "@kontrollrom/contracts/document.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RegisterPlatform, seedSchool, startRegister } from "../register/test-register.ts";

let platform: RegisterPlatform;
beforeAll(async () => {
  platform = await startRegister();
  await seedSchool(platform.db);
});
afterAll(() => platform?.stop());

const fan = "school-360.001-JV401";
const pdf = (text: string) => new TextEncoder().encode(`%PDF-1.7\n${text}`);
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (problem) => problem,
  );
function add(query: Record<string, string>, bytes = pdf(query.title ?? ""), mediaType = "application/pdf") {
  const search = new URLSearchParams({ subject: "component", subjectId: fan, name: "fil.pdf", ...query });
  return platform.send<Document>(`/documents?${search}`, bytes, mediaType);
}
const titles = async (query: string) =>
  (await platform.call<{ items: Document[] }>("GET", `/documents?${query}`)).items.map(({ title }) => title);

describe("a document", () => {
  it("is kept with what it belongs to, and comes back byte for byte", async () => {
    const made = await add({ title: "Bruksanvisning DVCI", kind: "manual", name: "Årsrapport «ny».pdf" });
    expect(made).toMatchObject({
      subjectName: "Tilluftsvifte",
      buildingId: "school",
      version: 1,
      kind: "manual",
      newest: true,
    });
    const file = await fetch(`${platform.url}/api/v1/documents/${made.id}/file`);
    expect(file.headers.get("content-type")).toContain("application/pdf");
    expect(file.headers.get("content-disposition")).toBe(
      `inline; filename*=UTF-8''${encodeURIComponent("Årsrapport «ny».pdf")}`,
    );
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(pdf("Bruksanvisning DVCI"));
  });

  it("is found by its thing, its building, its kind and words of its title", async () => {
    await add({ subject: "building", subjectId: "school", title: "Branntegning ØST", kind: "fire-plan" });
    await add({ subject: "room", subjectId: "school-101", title: "Foto av tak", kind: "photo" });
    expect(await titles("buildingId=school")).toEqual([
      "Branntegning ØST",
      "Bruksanvisning DVCI",
      "Foto av tak",
    ]);
    expect(await titles(`subjectId=${fan}`)).toEqual(["Bruksanvisning DVCI"]);
    expect(await titles("kind=fire-plan")).toEqual(["Branntegning ØST"]);
    expect(await titles("search=øst%20brann")).toEqual(["Branntegning ØST"]);
    const { items } = await platform.call<{ items: { kind: string; title: string }[] }>(
      "GET",
      "/search?q=bruksanv",
    );
    expect(items).toMatchObject([{ kind: "document", title: "Bruksanvisning DVCI" }]);
  });

  it("is followed by newer versions, and the list shows the newest alone", async () => {
    const first = await add({ title: "Tilsynsrapport", kind: "inspection" });
    const second = await add({ title: "Tilsynsrapport", kind: "inspection", replaces: first.id }, pdf("2"));
    expect(second).toMatchObject({ version: 2 });
    expect(await titles("kind=inspection")).toHaveLength(1);
    expect(
      (
        await platform.call<{ versions: { version: number }[] }>("GET", `/documents/${first.id}`)
      ).versions.map(({ version }) => version),
    ).toEqual([2, 1]);
    expect(await refused(add({ title: "Tilsynsrapport", replaces: first.id }))).toMatchObject({
      status: 409,
      code: "document-replaced",
    });
    await platform.call("DELETE", `/documents/${second.id}`);
    expect(await titles("kind=inspection")).toHaveLength(0);
  });

  it("changes its title and kind", async () => {
    const made = await add({ title: "Feil" });
    expect(
      await platform.call("PATCH", `/documents/${made.id}`, { title: "Rett", kind: "data-sheet" }),
    ).toMatchObject({ title: "Rett", kind: "data-sheet" });
  });

  it.each([
    ["that is not what it says", pdf(""), "image/png", 415, "content-differs"],
    ["of a kind that nobody opens", pdf(""), "application/x-msdownload", 415, "media-type-refused"],
    ["that is empty", new Uint8Array(), "application/pdf", 400, "empty-file"],
  ])("%s is refused", async (_what, bytes, mediaType, status, code) => {
    expect(await refused(add({ title: "X" }, bytes, mediaType))).toMatchObject({ status, code });
  });

  it("of a thing that is not there is refused", async () => {
    expect(await refused(add({ title: "X", subjectId: "nope" }))).toMatchObject({
      code: "component-not-found",
    });
  });
});
