import type { Polygon, Xy } from "@kontrollrom/contracts/building.ts";
import { derivedGlobalId } from "../../ifc/global-ids.ts";
import type { ImportedModel, ImportedSpace } from "../../ifc/imported-model.ts";
import { openIfcFile } from "../../ifc/open-file.ts";
import { readUnits } from "../../ifc/units.ts";
import { createRandom } from "../align.ts";
import { mergedOutline, splitOutline } from "./outlines.ts";
import { readStep, referencesIn, type StepLine, splitArguments, writeStep } from "./step-text.ts";

export interface MutationOptions {
  readonly seed: number;
  /** Part of the rooms that get another number; half of them get each other's. Default 0.1. */
  readonly renumber?: number;
  /** Part of the rooms that are split or merged. Default 0.05. */
  readonly rearrange?: number;
  /** Moves and turns everything: metres, and radians counter-clockwise. */
  readonly shift?: { readonly x: number; readonly y: number; readonly turn: number };
}

/** What was done: for each old GlobalId what it is now. */
export interface MutationTruth {
  /** Rooms that are not here are as they were, under `globalIdOf`. */
  readonly split: ReadonlyMap<string, readonly { readonly globalId: string; readonly polygon: Polygon }[]>;
  /** Both old rooms of each merger to the new one. */
  readonly merged: ReadonlyMap<string, string>;
  readonly renumbered: ReadonlySet<string>;
  /** The new GlobalId of anything that was not split or merged away. */
  globalIdOf(old: string): string;
}

const ROOT = /^\s*'([0-3][0-9A-Za-z_$]{21})'\s*,\s*(?:#\d+|\$)\s*,/;
const ROOM_NAME = 2;
const ROOM_PLACEMENT = 5;
const ROOM_BODY = 6;

/**
 * Writes the drawing again as a hostile export would: every GlobalId another, rooms renumbered, split and merged, and
 * if wanted everything moved. Split and merged rooms get a body extruded from their measured outline; everything else
 * stays as it stands in the file.
 * @param bytes the unpacked IFC
 * @param model the same, imported
 */
export async function mutateIfc(
  bytes: Uint8Array,
  model: ImportedModel,
  options: MutationOptions,
): Promise<{ bytes: Uint8Array; truth: MutationTruth }> {
  const random = createRandom(options.seed);
  const file = await openIfcFile(bytes);
  const metre = readUnits(file).length;
  file.close();
  const step = readStep(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"));
  const writer = createWriter(step.lines, 1 / metre);

  const newIds = regenerateGlobalIds(step.lines, random);
  const globalIdOf = (old: string): string => newIds.get(old) ?? old;
  const oldIds = new Map([...newIds].map(([old, now]) => [now, old]));
  const lineOf = new Map<string, StepLine>();
  for (const line of step.lines) {
    if (line.type !== "IFCSPACE") continue;
    const written = ROOT.exec(line.args)?.[1];
    const old = written === undefined ? undefined : oldIds.get(written);
    if (old !== undefined && !lineOf.has(old)) lineOf.set(old, line);
  }

  const storeys = model.buildings.flatMap((building) => building.storeys);
  const rooms = shuffled(
    storeys.flatMap(({ spaces, plan }) => {
      const outlines = new Map(plan.rooms.map((room) => [room.ifcGlobalId, room.polygon]));
      return spaces.flatMap((space) => {
        const line = lineOf.get(space.ifcGlobalId);
        return line === undefined
          ? []
          : { space, line, polygon: outlines.get(space.ifcGlobalId), storeyRooms: spaces, outlines };
      });
    }),
    random,
  );
  const used = new Set<string>();
  // One of each at least, where the drawing has rooms enough for that to be a small part of it.
  const least = options.rearrange !== 0 && rooms.length >= 8 ? 1 : 0;
  const share = Math.max(least, Math.round(((options.rearrange ?? 0.05) * rooms.length) / 2));

  const split = new Map<string, { globalId: string; polygon: Polygon }[]>();
  for (const { space, line, polygon } of rooms) {
    if (split.size >= share) break;
    const parts = polygon && splitOutline(polygon, 0.35 + 0.3 * random());
    const body = bodyOf(space);
    if (parts === undefined || body === undefined) continue;
    const second = freshGlobalId(random);
    writer.addPart(line, second, body, parts[1]);
    writer.replaceBody(line, body, parts[0]);
    split.set(space.ifcGlobalId, [
      { globalId: globalIdOf(space.ifcGlobalId), polygon: parts[0] },
      { globalId: second, polygon: parts[1] },
    ]);
    used.add(space.ifcGlobalId);
  }

  const merged = new Map<string, string>();
  for (const { space, line, polygon, storeyRooms, outlines } of rooms) {
    // A merger changes two rooms.
    if (merged.size >= Math.max(2 * least, share)) break;
    const body = bodyOf(space);
    if (used.has(space.ifcGlobalId) || polygon === undefined || body === undefined) continue;
    for (const other of storeyRooms) {
      const otherLine = lineOf.get(other.ifcGlobalId);
      const otherPolygon = outlines.get(other.ifcGlobalId);
      if (other === space || used.has(other.ifcGlobalId) || !otherLine || !otherPolygon) continue;
      const outline = mergedOutline(polygon, otherPolygon);
      if (outline === undefined) continue;
      writer.replaceBody(line, body, outline);
      writer.removeInto(otherLine, line);
      const now = globalIdOf(space.ifcGlobalId);
      merged.set(space.ifcGlobalId, now).set(other.ifcGlobalId, now);
      used.add(space.ifcGlobalId).add(other.ifcGlobalId);
      break;
    }
  }

  const renumbered = renumber(
    rooms.filter(({ space }) => !used.has(space.ifcGlobalId)),
    Math.round((options.renumber ?? 0.1) * rooms.length),
  );
  if (options.shift) writer.shift(options.shift);
  writer.finish();
  return {
    bytes: Buffer.from(writeStep(step), "latin1"),
    truth: { split, merged, renumbered, globalIdOf },
  };
}

interface RoomBody {
  readonly floorZ: number;
  readonly height: number;
}
function bodyOf({ floorZ, height }: ImportedSpace): RoomBody | undefined {
  return floorZ === undefined || height === undefined || height < 0.1 ? undefined : { floorZ, height };
}

/** Every entity with a GlobalId gets a new one; what had the same before has the same after. */
function regenerateGlobalIds(lines: readonly StepLine[], random: () => number): Map<string, string> {
  const newIds = new Map<string, string>();
  const times = new Map<string, number>();
  for (const line of lines) {
    const old = ROOT.exec(line.args)?.[1];
    if (old === undefined) continue;
    const now = newIds.get(old) ?? freshGlobalId(random);
    newIds.set(old, now);
    times.set(old, (times.get(old) ?? 0) + 1);
    line.args = line.args.replace(old, () => now);
  }
  // The import derives ids for repeated ones from what is written.
  for (const [old, count] of times)
    for (let time = 1; time < count; time++)
      newIds.set(derivedGlobalId(`${old} ${time}`), derivedGlobalId(`${newIds.get(old)} ${time}`));
  return newIds;
}

function renumber(rooms: readonly { space: ImportedSpace; line: StepLine }[], count: number): Set<string> {
  const chosen = rooms.slice(0, count);
  const half = chosen.splice(0, Math.ceil(chosen.length / 2));
  for (const [i, { line }] of half.entries()) replaceArgument(line, ROOM_NAME, `'Z${9000 + i}'`);
  // The others hand their numbers on in a ring.
  const numbers = chosen.map(({ line }) => splitArguments(line.args)[ROOM_NAME] ?? "$");
  for (const [i, { line }] of chosen.entries())
    replaceArgument(line, ROOM_NAME, numbers[(i + 1) % numbers.length] ?? "$");
  return new Set([...half, ...chosen].map(({ space }) => space.ifcGlobalId));
}

function createWriter(lines: StepLine[], unitsAMetre: number) {
  const byId = new Map(lines.map((line) => [line.id, line]));
  let last = lines.reduce((most, { id }) => Math.max(most, id), 0);
  const add = (type: string, args: string): number => {
    const line = { id: ++last, type, args };
    lines.push(line);
    byId.set(line.id, line);
    return line.id;
  };
  const n = (metres: number): string => {
    const text = String(Math.round(metres * unitsAMetre * 1e6) / 1e6);
    return /[.e]/.test(text) ? text : `${text}.`;
  };
  const plain = (value: number): string => (/[.e]/.test(String(value)) ? String(value) : `${value}.`);
  const axes = (x: number, y: number, z: number, turn = 0): number => {
    const place = add("IFCCARTESIANPOINT", `(${n(x)},${n(y)},${n(z)})`);
    const up = add("IFCDIRECTION", "(0.,0.,1.)");
    const east = add("IFCDIRECTION", `(${plain(Math.cos(turn))},${plain(Math.sin(turn))},0.)`);
    return add("IFCAXIS2PLACEMENT3D", `#${place},#${up},#${east}`);
  };
  const contextOf = (body: string): string | undefined => {
    for (const shape of referencesIn(body))
      for (const representation of referencesIn(byId.get(shape)?.args ?? "")) {
        const line = byId.get(representation);
        if (line?.type === "IFCSHAPEREPRESENTATION") return splitArguments(line.args)[0];
      }
    return undefined;
  };
  const curve = (ring: readonly Xy[]): number => {
    const corners = ring.map(([x, y]) => `#${add("IFCCARTESIANPOINT", `(${n(x)},${n(y)})`)}`);
    return add("IFCPOLYLINE", `(${[...corners, corners[0]].join(",")})`);
  };
  const extrude = (context: string, polygon: Polygon, { floorZ, height }: RoomBody): [string, string] => {
    const [outer = [], ...holes] = polygon;
    const inner = holes.map((ring) => `#${curve(ring)}`).join(",");
    const profile =
      holes.length === 0
        ? add("IFCARBITRARYCLOSEDPROFILEDEF", `.AREA.,$,#${curve(outer)}`)
        : add("IFCARBITRARYPROFILEDEFWITHVOIDS", `.AREA.,$,#${curve(outer)},(${inner})`);
    const up = add("IFCDIRECTION", "(0.,0.,1.)");
    const solid = add("IFCEXTRUDEDAREASOLID", `#${profile},#${axes(0, 0, 0)},#${up},${n(height)}`);
    const shape = add("IFCSHAPEREPRESENTATION", `${context},'Body','SweptSolid',(#${solid})`);
    const body = add("IFCPRODUCTDEFINITIONSHAPE", `$,$,(#${shape})`);
    const placement = add("IFCLOCALPLACEMENT", `$,#${axes(0, 0, floorZ)}`);
    return [`#${placement}`, `#${body}`];
  };
  const removed = new Map<number, number>();

  return {
    replaceBody(line: StepLine, body: RoomBody, polygon: Polygon): void {
      const context = contextOf(splitArguments(line.args)[ROOM_BODY] ?? "") ?? "$";
      const [placement, shape] = extrude(context, polygon, body);
      replaceArgument(line, ROOM_PLACEMENT, placement);
      replaceArgument(line, ROOM_BODY, shape);
    },
    /** A second room beside `line`, in the same whole. */
    addPart(line: StepLine, globalId: string, body: RoomBody, polygon: Polygon): void {
      const args = splitArguments(line.args);
      const [placement, shape] = extrude(contextOf(args[ROOM_BODY] ?? "") ?? "$", polygon, body);
      args[0] = `'${globalId}'`;
      args[ROOM_NAME] = args[ROOM_NAME]?.startsWith("'") ? `${args[ROOM_NAME].slice(0, -1)}-2'` : "'N-2'";
      args[ROOM_PLACEMENT] = placement;
      args[ROOM_BODY] = shape;
      const part = add("IFCSPACE", args.join(","));
      for (const whole of lines) {
        if (whole.type !== "IFCRELAGGREGATES") continue;
        const parts = splitArguments(whole.args);
        const list = parts[5] ?? "";
        if (!referencesIn(list).includes(line.id)) continue;
        parts[5] = list.replace(/\)\s*$/, `,#${part})`);
        whole.args = parts.join(",");
      }
    },
    removeInto(gone: StepLine, kept: StepLine): void {
      removed.set(gone.id, kept.id);
    },
    shift({ x, y, turn }: { x: number; y: number; turn: number }): void {
      const roots = lines.filter(({ type, args }) => type === "IFCLOCALPLACEMENT" && /^\s*\$/.test(args));
      const root = add("IFCLOCALPLACEMENT", `$,#${axes(x, y, 0, turn)}`);
      for (const line of roots) line.args = line.args.replace(/^\s*\$/, `#${root}`);
    },
    /** Points what referred to removed rooms to those that took them in, and drops what said something of them alone. */
    finish(): void {
      if (removed.size === 0) return;
      const goes = new Set<number>(removed.keys());
      for (const line of lines) {
        if (!line.type.startsWith("IFCREL")) continue;
        const targets = referencesIn(line.args);
        if (!targets.some((id) => removed.has(id))) continue;
        if (
          line.type.startsWith("IFCRELSPACEBOUNDARY") ||
          (line.type.startsWith("IFCRELDEFINES") &&
            referencesIn(splitArguments(line.args)[4] ?? "").every((id) => removed.has(id)))
        ) {
          goes.add(line.id);
          continue;
        }
        line.args = splitArguments(line.args)
          .map((argument) => {
            if (argument.startsWith("'")) return argument;
            const now = referencesIn(argument).map((id) => removed.get(id) ?? id);
            if (now.length === 0) return argument;
            return argument.startsWith("(")
              ? `(${[...new Set(now)].map((id) => `#${id}`).join(",")})`
              : `#${now[0]}`;
          })
          .join(",");
      }
      const kept = lines.filter(({ id }) => !goes.has(id));
      lines.splice(0, lines.length);
      for (const line of kept) lines.push(line);
    },
  };
}

function replaceArgument(line: StepLine, at: number, value: string): void {
  const args = splitArguments(line.args);
  args[at] = value;
  line.args = args.join(",");
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$";
function freshGlobalId(random: () => number): string {
  let id = DIGITS.charAt(Math.floor(random() * 4));
  while (id.length < 22) id += DIGITS.charAt(Math.floor(random() * 64));
  return id;
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}
