import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOutbox, type Outbox } from "../webhooks/outbox.ts";
import { type Received, startReceiver } from "../webhooks/test-receiver.ts";
import { startTestOrders, type TestOrders } from "../work-orders/test-orders.ts";
import type { TaskSync } from "./task-sync.ts";
import { createTaskSystems } from "./task-systems.ts";

const guid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
type Answer = { status: number; headers?: Record<string, string>; body?: unknown };
interface Task {
  id: string;
  etag: number;
  fields: Record<string, unknown>;
}

/** Speaks as the two systems do: tokens, etags that must fit, throttling, and answers that are lost. */
async function startCloud() {
  const tasks = new Map<string, Task>();
  let tokens = 0;
  const cloud = {
    tasks,
    /** The next calls beside tokens get these instead. */
    instead: [] as Answer[],
    /** Something that happens between a read and the write that follows it. */
    beforePatch: undefined as (() => void) | undefined,
    /** A task is made, and the answer does not come through. */
    loseAnswer: false,
    tokenLife: 3600,
    tokensGiven: () => tokens,
  };
  const shown = (task: Task, planner: boolean) =>
    planner
      ? { id: task.id, "@odata.etag": `W/"${task.etag}"`, percentComplete: 0, title: "", ...task.fields }
      : { msdyn_workorderid: task.id, msdyn_systemstatus: 690970000, ...task.fields };
  const answer = ({ method, path, headers, body }: Received): Answer => {
    const url = new URL(path, "http://cloud");
    if (url.pathname === "/token") {
      const form = new URLSearchParams(body);
      if (form.get("grant_type") !== "client_credentials" || form.get("client_secret") !== "hemmelig")
        return { status: 401, body: { error: "invalid_client", secret: form.get("client_secret") } };
      tokens += 1;
      return { status: 200, body: { access_token: `token-${tokens}`, expires_in: cloud.tokenLife } };
    }
    if (headers.authorization !== `Bearer token-${tokens}`) return { status: 401 };
    const instead = cloud.instead.shift();
    if (instead) return instead;
    const planner = url.pathname.startsWith("/planner");
    const id = /[(/]([^()/]+)\)?$/.exec(url.pathname)?.[1] ?? "";
    const task = tasks.get(id);
    if (method === "POST") {
      const made = {
        id: planner ? `task-${tasks.size}` : guid(tasks.size + 1),
        etag: 1,
        fields: JSON.parse(body),
      };
      tasks.set(made.id, made);
      if (cloud.loseAnswer) {
        cloud.loseAnswer = false;
        return { status: 503 };
      }
      return { status: 201, body: shown(made, planner) };
    }
    const list = () => {
      const filter = url.searchParams.get("$filter") ?? "";
      const prefix = /'(.*)'/.exec(filter)?.[1];
      return [...tasks.values()].filter((one) =>
        prefix === undefined
          ? planner || filter.includes(one.id)
          : String(one.fields.msdyn_workordersummary).startsWith(prefix),
      );
    };
    if (method === "GET" && (url.pathname.endsWith("/tasks") || url.pathname.endsWith("/msdyn_workorders")))
      return { status: 200, body: { value: list().map((one) => shown(one, planner)) } };
    if (!task) return { status: 404 };
    if (method === "GET") return { status: 200, body: shown(task, planner) };
    cloud.beforePatch?.();
    cloud.beforePatch = undefined;
    const fits = planner ? headers["if-match"] === `W/"${task.etag}"` : headers["if-match"] === "*";
    if (!fits) return { status: 412 };
    Object.assign(task.fields, JSON.parse(body));
    task.etag += 1;
    return { status: planner ? 204 : 200, body: planner ? undefined : shown(task, false) };
  };
  const { url, received, stop } = await startReceiver(answer);
  return Object.assign(cloud, { url, received, stop });
}

const systems = {
  planner: {
    progress: (fields: Record<string, unknown>) => fields.percentComplete ?? 0,
    field: "percentComplete",
    waiting: 0,
    begun: 50,
    done: 100,
    title: "title",
  },
  dynamics: {
    progress: (fields: Record<string, unknown>) => fields.msdyn_systemstatus,
    field: "msdyn_systemstatus",
    waiting: 690970000,
    begun: 690970002,
    done: 690970003,
    title: "msdyn_workordersummary",
  },
} as const;

describe.each(["planner", "dynamics"] as const)("%s", (name) => {
  const words = systems[name];
  let cloud: Awaited<ReturnType<typeof startCloud>>;
  let orders: TestOrders;
  let outbox: Outbox;
  let sync: TaskSync;
  beforeEach(async () => {
    cloud = await startCloud();
    const oauth = {
      tokenUrl: `${cloud.url}/token`,
      clientId: "kr",
      clientSecret: "hemmelig",
      scope: "x/.default",
    };
    const shared = { oauth, filter: { types: ["corrective" as const] }, pollSeconds: 60 };
    orders = await startTestOrders({
      followers: (db) => {
        const now = () => orders?.clock ?? Date.UTC(2026, 10, 2, 8);
        const [made] = createTaskSystems(
          name === "planner"
            ? {
                planner: {
                  ...shared,
                  url: cloud.url,
                  planId: "plan",
                  bucketId: undefined,
                  users: { Kari: "user-1" },
                },
              }
            : {
                dynamics: {
                  ...shared,
                  url: cloud.url,
                  serviceAccountId: guid(900),
                  workOrderTypeId: guid(901),
                  priceListId: guid(902),
                  priorityIds: { "1": guid(903) },
                },
              },
          {
            db,
            now,
            service: () => orders.service,
            onError: () => {},
          },
        );
        if (!made) throw new Error("nothing is set up");
        sync = made;
        outbox = createOutbox({
          db,
          targets: [made.target],
          now,
          onError: (error) => {
            throw error;
          },
        });
        return [outbox];
      },
    });
  });
  afterEach(async () => {
    await sync.stop();
    await outbox.stop();
    await orders.stop();
    await cloud.stop();
  });

  const create = (fields: object = {}) =>
    orders.call<WorkOrder>("POST", "/work-orders", { title: "Dør i vranglås", ...fields });
  const set = (order: WorkOrder, status: string) =>
    orders.call("PATCH", `/work-orders/${order.id}`, { status });
  const ours = (order: WorkOrder) => orders.call<WorkOrder>("GET", `/work-orders/${order.id}`);
  const only = () => {
    expect(cloud.tasks.size).toBe(1);
    const [task] = cloud.tasks.values();
    if (!task) throw new Error("no task");
    return task;
  };

  it("gets the orders that are its, and follows them to their end", async () => {
    await create({ type: "planned" });
    const order = await create({ priority: 1, assignee: "Kari" });
    await outbox.flush();
    expect(String(only().fields[words.title])).toContain(order.number);
    if (name === "planner")
      expect(only().fields).toMatchObject({ planId: "plan", assignments: { "user-1": { orderHint: " !" } } });
    else
      expect(only().fields).toMatchObject({
        "msdyn_serviceaccount@odata.bind": `/accounts(${guid(900)})`,
        "msdyn_priority@odata.bind": `/msdyn_priorities(${guid(903)})`,
      });
    for (const [status, progress] of [
      ["inProgress", words.begun],
      ["done", words.done],
    ] as const) {
      await set(order, status);
      await outbox.flush();
      expect(words.progress(only().fields)).toBe(progress);
    }
    expect(cloud.tokensGiven()).toBe(1);
  });

  it("closes ours when it is closed there, once, and hears no echo", async () => {
    const order = await create();
    await outbox.flush();
    only().fields[words.field] = words.begun;
    await sync.poll();
    expect((await ours(order)).status).toBe("inProgress");
    only().fields[words.field] = words.done;
    await sync.poll();
    const done = await ours(order);
    expect(done.status).toBe("done");
    const calls = cloud.received.length;
    await outbox.flush();
    expect(cloud.received.length).toBe(calls);
    await sync.poll();
    expect((await ours(order)).revision).toBe(done.revision);
  });

  it("waits as long as it is told, and makes one task though an answer was lost", async () => {
    await create();
    cloud.instead = [{ status: 429, headers: { "retry-after": "30" } }];
    await outbox.flush();
    expect(cloud.tasks.size).toBe(0);
    expect(sync.health().state).toBe("degraded");
    orders.clock += 29_000;
    await outbox.flush();
    expect(cloud.tasks.size).toBe(0);
    // It is made there, and we never hear of it.
    orders.clock += 1000;
    cloud.loseAnswer = true;
    await outbox.flush();
    only();
    orders.clock += 3_600_000;
    await outbox.flush();
    only();
    expect(sync.health().state).toBe("ok");
  });

  it("gets a new token when the old one is refused", async () => {
    await create();
    cloud.tokenLife = 1;
    await outbox.flush();
    only();
    expect(cloud.tokensGiven()).toBeGreaterThan(1);
  });

  it.runIf(name === "planner")("reads again what somebody changed between reading and writing", async () => {
    const order = await create();
    await outbox.flush();
    await set(order, "inProgress");
    cloud.beforePatch = () => {
      only().etag += 1;
    };
    await outbox.flush();
    expect(words.progress(only().fields)).toBe(words.begun);
  });
});
