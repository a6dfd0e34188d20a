import { randomUUID } from "node:crypto";
import type { Plan, RoomMeshes } from "@kontrollrom/contracts/building.ts";
import {
  type Drawing,
  type DrawingChange,
  DrawingCommand,
  type DrawingCommands,
  type DrawingTrial,
} from "@kontrollrom/contracts/drawing.ts";
import { applyCommands } from "@kontrollrom/twin/drawing/apply.ts";
import type { EditDrawing } from "@kontrollrom/twin/drawing/drawing.ts";
import { undoAndRedo } from "@kontrollrom/twin/drawing/history.ts";
import type { Transaction } from "kysely";
import { z } from "zod";
import { areasFollowSplit, areasFollowUndoneSplit } from "../area-layers/follow.ts";
import type { AreaSpace, Areas } from "../areas/service.ts";
import type { FileStore } from "../files/file-store.ts";
import { ProblemError } from "../http/problem-error.ts";
import { linkedTables } from "../models/linked.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Registry, Row } from "../registry/schema.ts";
import { type MovedLinks, moveLinksBack, moveLinksKept } from "./move-links.ts";
import { refusalText } from "./refusal-text.ts";
import { changedSpaces, placeElements, type SpaceChange, writeSpaces } from "./spaces.ts";
import { editDrawing, planOf, toDrawing, withBodies } from "./state.ts";

/** How often a save begins again because another storey of the building was saved at the same time. */
const TRIES = 5;

export interface DrawingDeps {
  readonly db: RegistryDatabase;
  readonly files: FileStore;
  /** The areas of a storey as it would be. */
  readonly areas: Pick<Areas, "ofEdited">;
  now(): number;
  /** After a save: the building whose rooms, links or rules are others now. */
  changed(buildingId: string): Promise<void>;
}

type Change = Row<"drawing_change">;

/** A storey's drawing as it stands. */
interface Standing {
  readonly storey: Row<"storey"> & { plan_key: string };
  readonly plan: Plan;
  readonly spaces: ReadonlyMap<string, Row<"space">>;
  readonly edit: EditDrawing;
  /** Changes that the drawing of today rests on: those before the last import are history only. */
  readonly changes: readonly Change[];
  readonly last: number;
  readonly revision: string;
}

/** What a save does, on one side or the other of it. */
interface Step {
  readonly kind: DrawingChange["kind"];
  readonly of?: Change;
  readonly commands: readonly DrawingCommand[];
  readonly plan: Plan;
  readonly edit: EditDrawing;
  readonly spaces: readonly SpaceChange[];
  readonly merged: ReadonlyMap<string, string>;
  readonly back: readonly MovedLinks[];
  /** Bodies of changed rooms are taken from here where it has them, instead of being drawn up. */
  readonly bodiesFrom?: string | null;
}

/** Edits of drawings: each save is a change of its own with author and what it takes to undo it. */
export function createDrawings({ db, files, areas, now, changed }: DrawingDeps) {
  async function standing(storeyId: string): Promise<Standing> {
    const storey = await db
      .selectFrom("storey")
      .selectAll()
      .where("id", "=", storeyId)
      .where("ended_revision", "is", null)
      .executeTakeFirst();
    if (!storey)
      throw new ProblemError(
        404,
        "storey-not-found",
        `there is no storey "${storeyId}": see GET /buildings/{id}/storeys`,
      );
    const { plan_key } = storey;
    if (plan_key === null)
      throw new ProblemError(
        404,
        "no-drawing",
        `storey "${storey.name}" has no plan: import a drawing with POST /models`,
      );
    const [rows, changes, plan] = await Promise.all([
      db
        .selectFrom("space")
        .selectAll()
        .where("storey_id", "=", storeyId)
        .where("ended_revision", "is", null)
        .execute(),
      db
        .selectFrom("drawing_change")
        .selectAll()
        .where("storey_id", "=", storeyId)
        .orderBy("number", "desc")
        .limit(500)
        .execute(),
      json<Plan>(plan_key),
    ]);
    const spaces = new Map(rows.map((row) => [row.id, row]));
    const last = changes[0]?.number ?? 0;
    const resting: Change[] = [];
    let key = plan_key;
    for (const change of changes) {
      if (change.plan_after !== key) break;
      resting.unshift(change);
      key = change.plan_before;
    }
    return {
      storey: { ...storey, plan_key },
      plan,
      spaces,
      edit: editDrawing(plan, spaces),
      changes: resting,
      last,
      revision: `${last}-${plan_key.slice(0, 16)}`,
    };
  }

  async function json<T>(key: string): Promise<T> {
    return JSON.parse((await files.read(key)).toString("utf8")) as T;
  }

  function answer(now: Standing): Drawing {
    const { undo, redo } = stacks(now.changes);
    return toDrawing(now.plan, now.edit, {
      revision: now.revision,
      ...(undo && { undo: { number: undo.number, by: undo.who, at: iso(undo.at) } }),
      ...(redo && { redo: { number: redo.number, by: redo.who, at: iso(redo.at) } }),
    });
  }

  async function expect(storeyId: string, revision: string): Promise<Standing> {
    const current = await standing(storeyId);
    if (current.revision !== revision) throw await meanwhile(current, revision);
    return current;
  }

  /** Names what was changed since the revision that somebody worked on. */
  async function meanwhile(current: Standing, revision: string): Promise<ProblemError> {
    const since = Number.parseInt(revision, 10);
    const changes = current.changes.filter(({ number }) => !(number <= since));
    const said = changes.map((row) => ({ change: row, text: describe(toChange(row)) }));
    const imported = said.length === 0;
    return new ProblemError(
      409,
      "drawing-changed",
      imported
        ? "the drawing is another than the one that was edited: a new one was imported. Read it again, and make the changes on it"
        : `the drawing was changed meanwhile by ${[...new Set(changes.map(({ who }) => who))].join(", ")}. Read it again, and make the changes on it`,
      { errors: said.map(({ change, text }) => ({ path: `changes[${change.number}]`, message: text })) },
    );
  }

  function after(current: Standing, commands: readonly DrawingCommand[]): { edit: EditDrawing; plan: Plan } {
    const result = applyCommands(current.edit, commands);
    if (!result.ok) {
      const names = result.roomIds.map(
        (id) => current.edit.rooms.find((room) => room.id === id)?.number ?? id,
      );
      throw new ProblemError(
        422,
        `drawing-${result.reason}`,
        `${names.join(", ")}: ${refusalText[result.reason]}`,
        {
          errors: [{ path: `commands[${result.at}]`, message: refusalText[result.reason] }],
        },
      );
    }
    return { edit: result.drawing, plan: planOf(current.plan, result.drawing) };
  }

  async function save(current: Standing, by: string, stepOf: () => Step): Promise<Drawing> {
    const { storey } = current;
    const id = randomUUID();
    const step = stepOf();
    const planAfter = await files.put(JSON.stringify(step.plan));
    for (let attempt = 1; ; attempt++) {
      const building = await db
        .selectFrom("building")
        .select(["id", "rooms_key"])
        .where("id", "=", storey.building_id)
        .executeTakeFirstOrThrow();
      const roomsAfter = await bodies(building.rooms_key, current, step);
      const done = await db.transaction().execute(async (tx) => {
        const still = await tx
          .selectFrom("storey")
          .innerJoin("building", "building.id", "storey.building_id")
          .select(["storey.plan_key", "building.rooms_key"])
          .where("storey.id", "=", storey.id)
          .executeTakeFirst();
        const { last } = await tx
          .selectFrom("drawing_change")
          .select((eb) => eb.fn.max("number").as("last"))
          .where("storey_id", "=", storey.id)
          .executeTakeFirstOrThrow();
        if (still?.plan_key !== storey.plan_key || Number(last ?? 0) !== current.last) return "changed";
        if (still.rooms_key !== building.rooms_key) return "again";
        await tx.updateTable("storey").set({ plan_key: planAfter }).where("id", "=", storey.id).execute();
        await tx
          .updateTable("building")
          .set({ rooms_key: roomsAfter })
          .where("id", "=", storey.building_id)
          .execute();
        await writeSpaces(tx, step.spaces, { changeId: id, at: now() });
        for (const moved of step.back) await moveLinksBack(tx, moved);
        const tables = await linkedTables(tx);
        const links: MovedLinks[] = [];
        await followSplits(tx, step);
        for (const [from, to] of step.merged) links.push(await moveLinksKept(tx, tables, from, to));
        await placeElements(tx, step.spaces, step.edit);
        await tx
          .insertInto("drawing_change")
          .values({
            id,
            storey_id: storey.id,
            number: current.last + 1,
            kind: step.kind,
            of_number: step.of?.number ?? null,
            at: now(),
            who: by,
            commands: JSON.stringify(step.commands),
            plan_before: storey.plan_key,
            plan_after: planAfter,
            rooms_before: building.rooms_key,
            rooms_after: roomsAfter,
            spaces: JSON.stringify(step.spaces),
            links: JSON.stringify(links),
          })
          .execute();
        return "saved";
      });
      if (done === "saved") break;
      if (done === "changed" || attempt === TRIES)
        throw await meanwhile(await standing(storey.id), current.revision);
    }
    await changed(storey.building_id);
    return answer(await standing(storey.id));
  }

  async function bodies(key: string | null, current: Standing, step: Step): Promise<string | null> {
    if (key === null) return null;
    const meshes = await json<RoomMeshes>(key);
    const kept =
      step.bodiesFrom == null
        ? new Map<string, RoomMeshes["rooms"][number]>()
        : new Map((await json<RoomMeshes>(step.bodiesFrom)).rooms.map((room) => [room.spaceId, room]));
    const rooms = new Map(step.edit.rooms.map((room) => [room.id, room]));
    const shaped = step.spaces.filter(({ shape }) => shape);
    const drawn = withBodies(
      meshes,
      current.storey.id,
      shaped.map(({ id, after: space }) => {
        const room = kept.has(id) ? undefined : rooms.get(id);
        return { id, ...(room && { room }), ...(space && { space }) };
      }),
      current.storey.elevation,
    );
    const restored = shaped.flatMap(({ id }) => (rooms.has(id) ? (kept.get(id) ?? []) : []));
    return files.put(JSON.stringify({ ...drawn, rooms: [...drawn.rooms, ...restored] }));
  }

  async function turn(
    storeyId: string,
    revision: string,
    by: string,
    kind: "undo" | "redo",
  ): Promise<Drawing> {
    const current = await expect(storeyId, revision);
    const of = stacks(current.changes)[kind];
    if (of === undefined)
      throw new ProblemError(
        409,
        `nothing-to-${kind}`,
        kind === "undo" ? "there is nothing to take back in this drawing" : "there is nothing to do again",
      );
    const plan = await json<Plan>(kind === "undo" ? of.plan_before : of.plan_after);
    const spaces = JSON.parse(of.spaces) as SpaceChange[];
    const turned =
      kind === "undo" ? spaces.map((one) => ({ ...one, before: one.after, after: one.before })) : spaces;
    const commands = commandsOf(of);
    const rows = new Map(current.spaces);
    for (const { id, after: row } of turned) {
      if (row === null || row.ended_revision !== null) rows.delete(id);
      else rows.set(id, row);
    }
    return save(current, by, () => ({
      kind,
      of,
      commands,
      plan,
      edit: editDrawing(plan, rows),
      spaces: turned,
      merged: kind === "undo" ? splitsOf(commands, turned) : mergersOf(commands, turned),
      back: kind === "undo" ? (JSON.parse(of.links) as MovedLinks[]) : [],
      bodiesFrom: kind === "undo" ? of.rooms_before : of.rooms_after,
    }));
  }

  return {
    async read(storeyId: string): Promise<Drawing> {
      return answer(await standing(storeyId));
    },
    async preview(storeyId: string, trial: DrawingTrial): Promise<Drawing> {
      const { revision, commands } = trial;
      const current = await expect(storeyId, revision);
      const { edit, plan } = after(current, commands);
      const drawing = toDrawing(plan, edit, { revision });
      if (!trial.areas) return drawing;
      const building = await db
        .selectFrom("building")
        .select("rooms_key")
        .where("id", "=", current.storey.building_id)
        .executeTakeFirst();
      const changes = new Map(changedSpaces(current, edit).map((change) => [change.id, change]));
      const rows = edit.rooms.flatMap(({ id }): AreaSpace[] => {
        const change = changes.get(id);
        const row = change?.after ?? current.spaces.get(id);
        return row === undefined ? [] : [{ ...row, reshaped: change?.shape === true }];
      });
      return { ...drawing, areas: await areas.ofEdited(plan, building?.rooms_key ?? null, rows) };
    },
    async execute(storeyId: string, { revision, commands }: DrawingCommands, by: string): Promise<Drawing> {
      const current = await expect(storeyId, revision);
      const { edit, plan } = after(current, commands);
      const spaces = changedSpaces(current, edit);
      const fresh = spaces.filter(({ before }) => before === null).map(({ id }) => id);
      if (fresh.length > 0) {
        const taken = await db.selectFrom("space").select("id").where("id", "in", fresh).executeTakeFirst();
        if (taken)
          throw new ProblemError(422, "drawing-id-taken", `"${taken.id}": ${refusalText["id-taken"]}`);
      }
      return save(current, by, () => ({
        kind: "edit",
        commands,
        plan,
        edit,
        spaces,
        merged: mergersOf(commands, spaces),
        back: [],
      }));
    },
    undo: (storeyId: string, revision: string, by: string) => turn(storeyId, revision, by, "undo"),
    redo: (storeyId: string, revision: string, by: string) => turn(storeyId, revision, by, "redo"),
    async history(storeyId: string, limit: number, before: number | undefined): Promise<Change[]> {
      let rows = db
        .selectFrom("drawing_change")
        .selectAll()
        .where("storey_id", "=", storeyId)
        .orderBy("number", "desc")
        .limit(limit);
      if (before !== undefined) rows = rows.where("number", "<", before);
      return rows.execute();
    },
  };
}
export type Drawings = ReturnType<typeof createDrawings>;

function commandsOf(row: Change): DrawingCommand[] {
  return z.array(DrawingCommand).parse(JSON.parse(row.commands));
}

function stacks(changes: readonly Change[]): { undo: Change | undefined; redo: Change | undefined } {
  const { undo, redo } = undoAndRedo(
    changes.map(({ number, kind, of_number }) => ({
      number,
      kind: kind as DrawingChange["kind"],
      of: of_number ?? undefined,
    })),
  );
  const find = (number: number | undefined) => changes.find((change) => change.number === number);
  return { undo: find(undo), redo: find(redo) };
}

/** The parts of divided rooms are in the areas of layers that the rooms are in. */
async function followSplits(
  tx: Transaction<Registry>,
  { kind, commands, edit, merged }: Step,
): Promise<void> {
  const standing = new Set(edit.rooms.map(({ id }) => id));
  for (const command of commands) {
    if (command.kind !== "split") continue;
    const { roomId, newRoomId } = command;
    if (kind !== "undo") {
      if (standing.has(newRoomId)) await areasFollowSplit(tx, roomId, [newRoomId]);
      continue;
    }
    const room = merged.get(newRoomId);
    if (room !== undefined) await areasFollowUndoneSplit(tx, room, newRoomId);
  }
}

/** Where what hangs on rooms that end by being merged goes: the room that they are in at the end. */
function mergersOf(commands: readonly DrawingCommand[], spaces: readonly SpaceChange[]): Map<string, string> {
  const into = new Map(
    commands.flatMap((command) =>
      command.kind === "merge" ? [[command.otherId, command.keepId] as const] : [],
    ),
  );
  return followed(into, spaces);
}

/** When a division is undone, what was hung on the new part goes to the room that it was cut from. */
function splitsOf(commands: readonly DrawingCommand[], spaces: readonly SpaceChange[]): Map<string, string> {
  const from = new Map(
    commands.flatMap((command) =>
      command.kind === "split" ? [[command.newRoomId, command.roomId] as const] : [],
    ),
  );
  return followed(from, spaces);
}

function followed(way: ReadonlyMap<string, string>, spaces: readonly SpaceChange[]): Map<string, string> {
  const ended = new Set(
    spaces.flatMap(({ id, before, after }) =>
      before !== null && (after === null || after.ended_revision !== null) ? id : [],
    ),
  );
  const links = new Map<string, string>();
  for (const id of ended) {
    let to = way.get(id);
    for (let steps = 0; to !== undefined && ended.has(to) && steps < way.size; steps++) to = way.get(to);
    if (to !== undefined && !ended.has(to)) links.set(id, to);
  }
  return links;
}

export function toChange(row: Change): DrawingChange {
  const spaces = JSON.parse(row.spaces) as SpaceChange[];
  return {
    number: row.number,
    kind: row.kind as DrawingChange["kind"],
    ...(row.of_number !== null && { of: row.of_number }),
    by: row.who,
    at: iso(row.at),
    commands: commandsOf(row),
    rooms: spaces.map(({ id, before, after }) => ({
      spaceId: id,
      number: after?.number ?? before?.number ?? "",
      what:
        before === null || before.ended_revision !== null
          ? "new"
          : after === null || after.ended_revision !== null
            ? "ended"
            : "changed",
    })),
  };
}

function describe({ kind, by, at, rooms }: DrawingChange): string {
  const numbers = rooms.map(({ number, what }) => `${number} (${what})`).join(", ");
  return `${at} ${by} ${kind}: ${numbers}`;
}
