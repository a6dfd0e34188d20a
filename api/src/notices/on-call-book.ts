import { randomBytes, randomUUID } from "node:crypto";
import {
  EscalationChainInput,
  NoticeWebhookInput,
  OnCallGroupInput,
  OnCallPersonInput,
  OnCallSettings,
} from "@kontrollrom/contracts/notice.ts";
import { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";

const schemas = {
  person: OnCallPersonInput,
  group: OnCallGroupInput,
  chain: EscalationChainInput,
  webhook: NoticeWebhookInput.extend({ secret: z.string() }),
} as const;
export type ItemKind = keyof typeof schemas;
export type ItemBody<K extends ItemKind> = z.output<(typeof schemas)[K]>;
export type Item<K extends ItemKind> = Omit<ItemBody<K>, "revision"> & {
  readonly id: string;
  readonly revision: number;
  /** When it was made, ms. */
  readonly createdAt: number;
};

/** People, groups, chains and webhooks. A few hundred in all: held in memory, each written as one row. */
export interface OnCallBook {
  load(): Promise<void>;
  list<K extends ItemKind>(kind: K): readonly Item<K>[];
  find<K extends ItemKind>(kind: K, id: string): Item<K> | undefined;
  create<K extends ItemKind>(kind: K, body: ItemBody<K>): Promise<Item<K>>;
  change<K extends ItemKind>(kind: K, id: string, body: ItemBody<K>): Promise<Item<K>>;
  remove(kind: ItemKind, id: string): Promise<void>;
  readonly settings: OnCallSettings;
  changeSettings(settings: OnCallSettings): Promise<void>;
}

const words: Readonly<Record<ItemKind, string>> = {
  person: "person",
  group: "group",
  chain: "escalation chain",
  webhook: "webhook",
};
const most = 2000;
const settingsId = "on-call-settings";

export const newSecret = (): string => randomBytes(32).toString("base64url");

export function createOnCallBook(deps: { db: RegistryDatabase; now(): number }): OnCallBook {
  const { db } = deps;
  const items = new Map<ItemKind, Map<string, Item<ItemKind>>>();
  let settings: OnCallSettings = { healthBuildingIds: [] };

  const of = <K extends ItemKind>(kind: K): Map<string, Item<K>> => {
    const known = items.get(kind) ?? new Map<string, Item<ItemKind>>();
    items.set(kind, known);
    return known as unknown as Map<string, Item<K>>;
  };

  function notFound(kind: ItemKind, id: string): ProblemError {
    return new ProblemError(404, `${kind}-not-found`, `there is no ${words[kind]} "${id}"`);
  }

  /** What a group or a chain names has to be there. */
  function checkLinks(body: Record<string, unknown>): void {
    const missing = (kind: ItemKind, id: string) => {
      if (!of(kind).has(id))
        throw new ProblemError(422, `${kind}-unknown`, `there is no ${words[kind]} "${id}": make it first`);
    };
    const group = OnCallGroupInput.safeParse(body);
    if (group.success)
      for (const shift of group.data.shifts) for (const id of shift.personIds) missing("person", id);
    const chain = EscalationChainInput.safeParse(body);
    if (!chain.success) return;
    for (const { to } of chain.data.steps) {
      if (to.kind === "group") missing("group", to.groupId);
      else if (to.kind === "person") missing("person", to.personId);
      else missing("webhook", to.webhookId);
    }
  }

  /** Who would go silent without it. */
  function usedBy(kind: ItemKind, id: string): string | undefined {
    if (kind === "person")
      for (const group of of("group").values())
        if (group.shifts.some((shift) => shift.personIds.includes(id))) return group.name;
    for (const chain of of("chain").values())
      for (const { to } of chain.steps)
        if (
          (to.kind === "group" && kind === "group" && to.groupId === id) ||
          (to.kind === "person" && kind === "person" && to.personId === id) ||
          (to.kind === "webhook" && kind === "webhook" && to.webhookId === id)
        )
          return chain.name;
    return undefined;
  }

  return {
    async load() {
      for (const row of await db.selectFrom("on_call_item").selectAll().orderBy("name").execute()) {
        const body: unknown = JSON.parse(row.body);
        if (row.kind === settingsId) {
          settings = OnCallSettings.parse(body);
          continue;
        }
        const kind = z.enum(["person", "group", "chain", "webhook"]).parse(row.kind);
        const { revision: _, ...fields } = schemas[kind].parse(body);
        of(kind).set(row.id, {
          ...fields,
          id: row.id,
          revision: row.revision,
          createdAt: row.created_at,
        } as Item<typeof kind>);
      }
    },
    list: (kind) => [...of(kind).values()].sort((a, b) => a.name.localeCompare(b.name, "nb")),
    find: (kind, id) => of(kind).get(id),

    async create(kind, { revision: _, ...body }) {
      if (of(kind).size >= most)
        throw new ProblemError(422, "too-many", `there are ${most} already: remove some that nobody uses`);
      checkLinks(body);
      const item = { ...body, id: randomUUID(), revision: 1, createdAt: deps.now() };
      await db
        .insertInto("on_call_item")
        .values({
          kind,
          id: item.id,
          name: body.name,
          body: JSON.stringify(body),
          revision: 1,
          created_at: item.createdAt,
        })
        .execute();
      of(kind).set(item.id, item as never);
      return item as never;
    },

    async change(kind, id, { revision, ...body }) {
      const before = of(kind).get(id);
      if (!before) throw notFound(kind, id);
      if (revision !== undefined && revision !== before.revision)
        throw new ProblemError(
          409,
          "changed-meanwhile",
          `"${before.name}" was changed by somebody else (revision ${before.revision}, yours ${revision}): read it again and repeat your change`,
        );
      checkLinks(body);
      const item = { ...body, id, revision: before.revision + 1, createdAt: before.createdAt };
      await db
        .updateTable("on_call_item")
        .set({ name: body.name, body: JSON.stringify(body), revision: item.revision })
        .where("id", "=", id)
        .execute();
      of(kind).set(id, item as never);
      return item as never;
    },

    async remove(kind, id) {
      if (!of(kind).has(id)) throw notFound(kind, id);
      const user = usedBy(kind, id);
      if (user !== undefined)
        throw new ProblemError(409, "in-use", `"${user}" uses it: take it out there first`);
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom("on_call_item").where("id", "=", id).execute();
        await tx.deleteFrom("push_subscription").where("person_id", "=", id).execute();
      });
      of(kind).delete(id);
    },

    get settings() {
      return settings;
    },
    async changeSettings(next) {
      const row = { name: settingsId, body: JSON.stringify(next), revision: 1 };
      await db
        .insertInto("on_call_item")
        .values({ ...row, kind: settingsId, id: settingsId, created_at: deps.now() })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
        .execute();
      settings = next;
    },
  };
}
