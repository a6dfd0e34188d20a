import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { importModel } from "../../ifc/import-model.ts";
import type { ImportedModel } from "../../ifc/imported-model.ts";
import { unpack } from "../../ifc/unpack.ts";
import { drawnBuilding } from "../drawn-building.ts";
import { matchBuildings } from "../match-buildings.ts";
import { matchRevision } from "../match-revision.ts";
import { mutateIfc } from "../mutate/mutate-ifc.ts";
import { carriedPart, judgeLinks, type LinkFigures, sum } from "./judge-links.ts";

export interface RevisionConformance {
  readonly files: readonly string[];
  /** Where the changed drawing lies: `as-is`, or moved by 37.5 m, −12.25 m and turned by 30°. Default both. */
  readonly shifts?: readonly ("as-is" | "moved")[];
  readonly seed?: number;
  readonly json: boolean;
  write(line: string): void;
}

/** So much has to be carried right without help. */
const ENOUGH = 0.98;
const MOST_BYTES = 1024 ** 3;
const moves = { "as-is": undefined, moved: { x: 37.5, y: -12.25, turn: Math.PI / 6 } } as const;

/**
 * Changes each drawing as a hostile export would, imports both, and tells how their links fare.
 * @returns 0 when of every drawing at least 98 % were carried right and none wrong without being listed, else 1
 */
export async function runRevisionConformance(options: RevisionConformance): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "kontrollrom-revisions-"));
  let failed = 0;
  try {
    for (const path of options.files) {
      const name = basename(path);
      const before = await importModel({ path, name }, { frag: false });
      const bytes = await unpack(readFileSync(path), MOST_BYTES);
      for (const shift of options.shifts ?? (["as-is", "moved"] as const)) {
        const result = await tryOne(
          bytes,
          before,
          name,
          shift,
          options.seed ?? 1,
          join(folder, "changed.ifc"),
        );
        const part = carriedPart(result.all);
        const passed = part >= ENOUGH && result.all.wrong === 0;
        if (!passed) failed++;
        options.write(
          options.json
            ? JSON.stringify({ ...result, carriedPart: part, passed })
            : sentence(result, part, passed),
        );
        for (const wrong of options.json ? [] : result.wrongOnes.slice(0, 10))
          options.write(`  wrong: ${wrong}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}

async function tryOne(
  bytes: Uint8Array,
  before: ImportedModel,
  name: string,
  shift: keyof typeof moves,
  seed: number,
  path: string,
) {
  const move = moves[shift];
  const { bytes: changed, truth } = await mutateIfc(bytes, before, { seed, ...(move && { shift: move }) });
  writeFileSync(path, changed);
  const after = await importModel({ path, name }, { frag: false });
  const started = performance.now();
  const olds = before.buildings.map((building) => {
    const drawing = drawnBuilding(building);
    return {
      id: building.ifcGlobalId,
      ifcGlobalId: building.ifcGlobalId,
      name: building.name,
      drawing: () => drawing,
    };
  });
  const { matched } = matchBuildings(olds, after.buildings.map(drawnBuilding));
  let rooms: LinkFigures = { carried: 0, listed: 0, wrong: 0 };
  let elements: LinkFigures = { carried: 0, listed: 0, wrong: 0 };
  const wrongOnes: string[] = [];
  for (const building of before.buildings) {
    const pair = matched.find((one) => one.before.id === building.ifcGlobalId);
    const old = drawnBuilding(building);
    if (pair === undefined) {
      // A building that is not recognised is asked about as a whole.
      rooms = sum(rooms, { carried: 0, listed: 2 * old.rooms.length, wrong: 0 });
      elements = sum(elements, { carried: 0, listed: old.elements.length, wrong: 0 });
      continue;
    }
    const labels = new Map(
      building.storeys.flatMap((storey) => storey.plan.rooms.map((room) => [room.ifcGlobalId, room.label])),
    );
    const match = matchRevision(old, pair.after);
    const judged = judgeLinks(old, pair.after, match, truth, (id) => labels.get(id));
    rooms = sum(rooms, judged.rooms);
    elements = sum(elements, judged.elements);
    wrongOnes.push(...judged.wrongOnes);
  }
  return {
    file: name,
    drawing: shift,
    rooms: {
      ...rooms,
      renumbered: truth.renumbered.size,
      split: truth.split.size,
      merged: truth.merged.size,
    },
    elements,
    all: sum(rooms, elements),
    matchMs: Math.round(performance.now() - started),
    wrongOnes,
  };
}

function sentence(result: Awaited<ReturnType<typeof tryOne>>, part: number, passed: boolean): string {
  const { file, drawing, rooms, elements, all, matchMs } = result;
  const of = (figures: LinkFigures): string =>
    `${figures.carried} carried, ${figures.listed} listed, ${figures.wrong} wrong`;
  return (
    `${passed ? "ok  " : "FAIL"} ${file} (${drawing}; ${rooms.renumbered} rooms renumbered, ${rooms.split} split, ${rooms.merged} merged): ` +
    `${(part * 100).toFixed(2)} % of ${all.carried + all.listed + all.wrong} links carried, ${all.listed} listed, ${all.wrong} wrong ` +
    `[rooms: ${of(rooms)}; elements: ${of(elements)}] in ${matchMs} ms`
  );
}
