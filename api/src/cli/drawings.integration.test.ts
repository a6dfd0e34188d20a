import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importModel } from "@kontrollrom/twin/ifc/import-model.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smallIfc } from "../../../twin/test/small-ifc.ts";
import { startTestPlatform, type TestPlatform } from "../test-platform-process.ts";
import { runKr } from "./test-kr.ts";

let folder = "";
let platform: TestPlatform;
const at = (name: string) => join(folder, name);
const kr = (...parameters: string[]) => runKr(platform.url, parameters);
const roomsOf = async (building: string) =>
  (
    await platform.call<{ items: { id: string; number: string; name: string }[] }>(
      "GET",
      `/buildings/${building}/spaces?limit=1000`,
    )
  ).items;

let school = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kr-drawings-"));
  platform = await startTestPlatform({ KR_DATA_DIR: at("data") });
  await writeFile(
    at("ARK.ifc"),
    smallIfc({
      buildings: [
        {
          name: "Prøveskolen",
          storeys: [
            {
              name: "1. etasje",
              elevation: 0,
              spaces: [0, 1, 2].map((i) => ({
                x: i * 8,
                y: 0,
                width: 8,
                depth: 5,
                height: 2.7,
                number: `10${i + 1}`,
                name: "Klasserom",
              })),
            },
          ],
        },
      ],
    }),
  );
  expect(await kr("import", at("ARK.ifc"))).toMatchObject({ code: 0 });
  const { items } = await platform.call<{ items: { id: string }[] }>("GET", "/buildings");
  school = items[0]?.id ?? "";
});
afterAll(async () => {
  await platform.kill();
  await rm(folder, { recursive: true, force: true });
});

describe("drawings by the command line", () => {
  it.each([
    ["plan.svg", (bytes: Buffer) => expect(bytes.toString()).toContain("<svg")],
    ["plan.dxf", (bytes: Buffer) => expect(bytes.toString()).toContain("LWPOLYLINE")],
    ["plan.pdf", (bytes: Buffer) => expect(bytes.subarray(0, 5).toString()).toBe("%PDF-")],
    [
      "plan.geojson",
      (bytes: Buffer) => {
        const rooms = JSON.parse(bytes.toString()).features.filter(
          ({ properties }: { properties: { number?: string } }) => /^10\d$/.test(properties.number ?? ""),
        );
        expect(rooms).toHaveLength(3);
      },
    ],
  ])("go out as %s", async (name, check) => {
    const { code, said } = await kr(
      ...["export-plan", "--building", "Prøveskolen", "--storey", "1. etasje", "--out", at(name)],
    );
    expect([code, said]).toEqual([0, expect.stringContaining(" kB")]);
    check(await readFile(at(name)));
  });

  it("go out as the architect's IFC with what was changed, and come in again with it", async () => {
    const [room] = (await roomsOf(school)).filter(({ number }) => number === "102");
    const { items } = await platform.call<{ items: { id: string }[] }>("GET", `/buildings/${school}/storeys`);
    const storey = items[0]?.id;
    const { revision } = await platform.call<{ revision: number }>("GET", `/storeys/${storey}/drawing`);
    await platform.call("POST", `/storeys/${storey}/drawing/commands`, {
      revision,
      commands: [{ kind: "rename", roomId: room?.id, number: "102", name: "Møterom" }],
    });
    const { code, said } = await kr("export-ifc", "--building", school, "--out", at("ut.ifc"));
    expect([code, said]).toEqual([
      0,
      expect.stringContaining("1 rooms renamed, 0 redrawn, 0 new, 0 removed"),
    ]);
    const { buildings } = await importModel({ path: at("ut.ifc"), name: "Ut" }, { frag: false });
    const names = buildings.flatMap(({ storeys }) =>
      storeys.flatMap(({ spaces }) => spaces.map(({ number, name }) => `${number} ${name}`)),
    );
    expect(names.toSorted()).toEqual(["101 Klasserom", "102 Møterom", "103 Klasserom"]);
  });

  it("come in as a DXF, which becomes a storey of a building", async () => {
    const { id } = await platform.call<{ id: string }>("POST", "/buildings", { name: "Verkstedet" });
    const out = at("rom.dxf");
    await kr("export-plan", "--building", "Prøveskolen", "--storey", "1. etasje", "--out", out);
    const parameters = ["import-dxf", out, "--building", "Verkstedet", "--storey", "Plan 1"];
    const without = await kr(...parameters);
    expect([without.code, without.said]).toEqual([1, expect.stringContaining("--elevation METRES")]);
    const { code, said } = await kr(...parameters, "--elevation", "0,5");
    expect([code, said]).toEqual([0, expect.stringContaining("1 storeys, 3 spaces")]);
    expect((await roomsOf(id)).map(({ number }) => number).toSorted()).toEqual(["101", "102", "103"]);
  });

  it.each([
    [["export-ifc", "--building", "Nowhere", "--out", "x.ifc"], /there is no building "Nowhere"/],
    [["export-ifc", "--building", "Prøveskolen"], /needs --building NAME and --out FILE.ifc/],
    [
      ["export-plan", "--building", "Prøveskolen", "--storey", "9", "--out", "x.svg"],
      /there is no storey "9"|no storey "9"/,
    ],
    [
      ["export-plan", "--building", "Prøveskolen", "--storey", "1. etasje", "--out", "x.png"],
      /"x.png" ends in no format/,
    ],
    [["import", "missing.ifc"], /missing.ifc: there is no such file/],
    [["import-dxf", "missing.dxf", "--building", "Prøveskolen", "--storey", "1"], /there is no such file/],
  ])("say what is wrong with %j, and leave nothing behind", async (parameters, expected) => {
    const before = await readdir(folder);
    const { code, said } = await kr(...parameters);
    expect(code).toBe(1);
    expect(said).toMatch(expected);
    expect(await readdir(folder)).toEqual(before);
  });
});
