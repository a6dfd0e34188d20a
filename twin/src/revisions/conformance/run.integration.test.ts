import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { smallIfc } from "../../../test/small-ifc.ts";
import { runRevisionConformance } from "./run.ts";

it("changes a drawing, imports both, and tells of every link what became of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kontrollrom-conformance-"));
  try {
    const path = join(folder, "house.ifc");
    writeFileSync(
      path,
      smallIfc({
        unit: "millimetre",
        buildings: [
          {
            name: "Hus",
            storeys: [0, 1].map((level) => ({
              name: `Plan ${level}`,
              elevation: level * 3000,
              spaces: Array.from({ length: 20 }, (_, i) => ({
                x: (i % 5) * 5000,
                y: Math.floor(i / 5) * 6000,
                width: 4900 - (i % 3) * 100,
                depth: 5500 + i * 20,
                height: 2600,
                number: `${level}${String(i).padStart(2, "0")}`,
                name: "Rom",
              })),
            })),
          },
        ],
      }),
    );
    const lines: string[] = [];
    const code = await runRevisionConformance({
      files: [path],
      json: true,
      write: (line) => lines.push(line),
    });
    const results = lines.map((line) => JSON.parse(line));
    expect(results.map(({ drawing }) => drawing)).toEqual(["as-is", "moved"]);
    for (const { rooms, all, passed, carriedPart } of results) {
      expect(rooms).toMatchObject({ renumbered: 4, split: 1, merged: 2 });
      // A sensor and a record for each room; the record of the split room is asked about.
      expect(all).toEqual({ carried: 79, listed: 1, wrong: 0 });
      expect([passed, carriedPart]).toEqual([true, 79 / 80]);
    }
    expect(code).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
