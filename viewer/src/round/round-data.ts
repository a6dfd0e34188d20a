import type { Building, Plan, Storey } from "@kontrollrom/contracts/building.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { ReportPlace } from "@kontrollrom/contracts/report.ts";
import type { PlanFragment } from "@kontrollrom/contracts/revision.ts";
import type { WorkOrder, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { loadSnapshot, saveSnapshot } from "../offline/database.ts";
import type { Offline } from "../offline/start-offline.ts";
import { fragmentAround } from "./fragment-around.ts";

/** A room that orders of the round are in. */
export interface RoundRoom {
  readonly fragment: PlanFragment | undefined;
  readonly points: readonly Point[];
}

/** All that a round needs, as it was read at one moment and is kept on the device. */
export interface Round {
  /** ms since 1970 */
  readonly readAt: number;
  /** When the reading began: what was sent before is in it. Absent in what an older page kept. */
  readonly beganAt?: number;
  /** Names that orders are given to, which mean the reader: their own, and those of their groups. */
  readonly names: readonly string[];
  /** Open orders of the reader, and those that nobody has. */
  readonly orders: readonly WorkOrderDetail[];
  readonly buildings: readonly Pick<Building, "id" | "name">[];
  /** Metres above the building's zero, by storey. */
  readonly elevations: ReadonlyMap<string, number>;
  readonly rooms: ReadonlyMap<string, RoundRoom>;
  /** Labels in the buildings of the round, by their code. */
  readonly labels: ReadonlyMap<string, ReportPlace>;
}

/** More than anybody does in a day; the bounds keep a phone's disk and network at peace. */
const most = { mine: 150, free: 60, labels: 1000 };
/** Calls at a time. */
const atOnce = 4;

/**
 * Reads the round and keeps it on the device; what did not change since the last time is not read again. Without a network it
 * answers what was kept. Throws `ApiProblem`.
 */
export async function readRound(
  offline: Offline | undefined,
  reader: { readonly name: string; readonly readsGroups: boolean; readonly readsRegister: boolean },
  signal: AbortSignal,
): Promise<Round> {
  const kept =
    offline && (await loadSnapshot<Round>(offline.db, offline.owner, "round").catch(() => undefined));
  try {
    const round = await fromServer(reader, kept?.data, signal);
    if (offline !== undefined)
      await saveSnapshot(offline.db, offline.owner, "round", round).catch(() => undefined);
    return round;
  } catch (error) {
    if (kept !== undefined && error instanceof ApiProblem && (error.status === 0 || error.status >= 500))
      return kept.data;
    throw error;
  }
}

async function fromServer(
  reader: { readonly name: string; readonly readsGroups: boolean; readonly readsRegister: boolean },
  before: Round | undefined,
  signal: AbortSignal,
): Promise<Round> {
  const beganAt = Date.now();
  const [open, groups] = await Promise.all([
    call("GET /work-orders", { query: { status: "open", sort: "due", limit: "1000" }, signal }),
    reader.readsGroups ? call("GET /on-call/groups", { signal }).catch(() => ({ items: [] })) : { items: [] },
  ]);
  const people = reader.readsGroups
    ? await call("GET /on-call/people", { signal }).catch(() => ({ items: [] }))
    : { items: [] };
  const myIds = people.items.filter(({ name }) => same(name, reader.name)).map(({ id }) => id);
  const names = [
    reader.name,
    ...groups.items
      .filter(({ shifts }) => shifts.some(({ personIds }) => personIds.some((id) => myIds.includes(id))))
      .map(({ name }) => name),
  ];
  const chosen = [
    ...open.items.filter((order) => isMine(order, names)).slice(0, most.mine),
    ...open.items.filter((order) => order.assignee === undefined).slice(0, most.free),
  ];
  const orders = await inTurn(chosen, (order) => detailOf(order, before, signal));
  const buildingIds = distinct(orders.map(({ buildingId }) => buildingId));
  const [buildings, storeys, labels] = await Promise.all([
    reader.readsRegister
      ? call("GET /buildings", { query: { limit: "1000" }, signal })
      : { items: [] as Building[] },
    reader.readsRegister ? inTurn(buildingIds, (id) => storeysOf(id, signal)) : [],
    inTurn(buildingIds, (buildingId) =>
      call("GET /report-places", { query: { buildingId, limit: String(most.labels) }, signal }),
    ),
  ]);
  return {
    readAt: Date.now(),
    beganAt,
    names,
    orders,
    buildings: buildings.items.map(({ id, name }) => ({ id, name })),
    elevations: new Map(storeys.flat().map(({ id, elevation }) => [id, elevation])),
    rooms: await roomsOf(orders, before, signal),
    labels: new Map(labels.flatMap(({ items }) => items).map((label) => [label.token, label])),
  };
}

const storeysOf = async (id: string, signal: AbortSignal): Promise<Storey[]> =>
  (await call("GET /buildings/{id}/storeys", { params: { id }, query: { limit: "1000" }, signal })).items;

/** A comment or a photo moves `updatedAt`, all else the revision too. */
async function detailOf(
  order: WorkOrder,
  before: Round | undefined,
  signal: AbortSignal,
): Promise<WorkOrderDetail> {
  const held = before?.orders.find(({ id }) => id === order.id);
  if (held?.revision === order.revision && held.updatedAt === order.updatedAt) return held;
  return call("GET /work-orders/{id}", { params: { id: order.id }, signal });
}

/** The plan around each room, and what is measured in it. Plans that were read once are not read again the same day. */
async function roomsOf(orders: readonly WorkOrderDetail[], before: Round | undefined, signal: AbortSignal) {
  const rooms = new Map<string, RoundRoom>();
  const plans = new Map<string, Promise<Plan | undefined>>();
  const planOf = (storeyId: string) => {
    const held = plans.get(storeyId);
    if (held !== undefined) return held;
    const read = call("GET /storeys/{id}/plan", { params: { id: storeyId }, signal }).catch(() => undefined);
    plans.set(storeyId, read);
    return read;
  };
  const places = new Map(orders.flatMap(({ spaceId, storeyId }) => (spaceId ? [[spaceId, storeyId]] : [])));
  await inTurn([...places], async ([spaceId, storeyId]) => {
    const known =
      before !== undefined && isSameDay(before.readAt) ? before.rooms.get(spaceId)?.fragment : undefined;
    const plan = known === undefined && storeyId !== undefined ? await planOf(storeyId) : undefined;
    const points = await call("GET /points", { query: { spaceId, limit: "200" }, signal }).catch(() => ({
      items: [...(before?.rooms.get(spaceId)?.points ?? [])],
    }));
    rooms.set(spaceId, {
      fragment: known ?? (plan && fragmentAround(plan, spaceId)),
      points: points.items.filter(({ diagnostic }) => !diagnostic),
    });
  });
  return rooms;
}

const isSameDay = (time: number) => new Date(time).toDateString() === new Date().toDateString();
const same = (a: string, b: string) => a.localeCompare(b, "nb", { sensitivity: "accent" }) === 0;
const distinct = (ids: readonly (string | undefined)[]) => [...new Set(ids.filter((id) => id !== undefined))];

/** Whether an order is given to one of these names. */
export const isMine = (order: Pick<WorkOrder, "assignee">, names: readonly string[]): boolean =>
  order.assignee !== undefined && names.some((name) => same(name, order.assignee ?? ""));

/** Does it for each, a few at a time, and answers in the same order. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(atOnce, items.length) }, async () => {
      for (let index = next++; index < items.length; index = next++)
        results[index] = await work(items[index] as T);
    }),
  );
  return results;
}
