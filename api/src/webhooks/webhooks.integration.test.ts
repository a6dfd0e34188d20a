import type { Delivery, DeliveryBody, WebhookCreated } from "@kontrollrom/contracts/webhook.ts";
import type { WorkOrder, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import readXlsxFile from "read-excel-file/node";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestOrders, type TestOrderParts, type TestOrders } from "../work-orders/test-orders.ts";
import { orderFileHandlers } from "./file-routes.ts";
import { createOutbox, type Outbox, type OutboxTarget } from "./outbox.ts";
import { createReporterMail } from "./reporter-mail.ts";
import { webhookHandlers } from "./routes.ts";
import { checkSignature, sign } from "./signature.ts";
import { startReceiver } from "./test-receiver.ts";
import { createWebhookTarget } from "./webhook-target.ts";

interface Outward {
  readonly orders: TestOrders;
  readonly outbox: Outbox;
  /** The outbox of a platform that was started again. */
  again(): Outbox;
}

async function startOutward(extra: readonly OutboxTarget[] = []): Promise<Outward> {
  let outbox: Outbox | undefined;
  let parts: TestOrderParts | undefined;
  const state = { now: () => orders.clock };
  const open = () => {
    if (!parts && !database) throw new Error("not started");
    const db = parts?.db ?? database;
    if (!db) throw new Error("not started");
    return createOutbox({
      db,
      targets: [createWebhookTarget({ db, now: () => state.now() }), ...extra],
      now: () => state.now(),
      onError: (error) => {
        throw error;
      },
    });
  };
  let database: TestOrderParts["db"] | undefined;
  const orders: TestOrders = await startTestOrders({
    followers: (db) => {
      database = db;
      outbox = open();
      return [outbox];
    },
    handlers: (given) => {
      parts = given;
      if (!outbox) throw new Error("no outbox");
      return {
        ...webhookHandlers({ ...given, outbox }),
        ...orderFileHandlers({ ...given, publicUrl: "https://kr.example.no", https: true }),
      };
    },
  });
  if (!outbox) throw new Error("no outbox");
  return { orders, outbox, again: open };
}

describe("webhooks", () => {
  let outward: Outward;
  let answer: { status: number; headers?: Record<string, string> };
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  beforeEach(async () => {
    answer = { status: 200 };
    receiver = await startReceiver(() => answer);
    outward = await startOutward();
  });
  afterEach(async () => {
    await outward.outbox.stop();
    await outward.orders.stop();
    await receiver.stop();
  });

  const subscribe = (fields: object = {}) =>
    outward.orders.call<WebhookCreated>("POST", "/webhooks", {
      name: "Oppgavesystem",
      url: `${receiver.url}/hook`,
      ...fields,
    });
  const create = (fields: object = {}) =>
    outward.orders.call<WorkOrder>("POST", "/work-orders", { title: "Dør i vranglås", ...fields });
  const deliveries = async (id: string) =>
    (await outward.orders.call<{ items: Delivery[] }>("GET", `/webhooks/${id}/deliveries`)).items;
  async function tell<T>(hook: WebhookCreated, body: object, secret = hook.secret): Promise<T> {
    const text = JSON.stringify(body);
    const response = await fetch(`${outward.orders.url}/api/v1/webhooks/${hook.id}/inbound`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "kontrollrom-signature": sign(secret, text, outward.orders.clock),
      },
      body: text,
    });
    const json = await response.json();
    if (!response.ok) throw json;
    return json as T;
  }

  it("are tried out with a signed message that names no order, and say how it was answered", async () => {
    const { orders } = outward;
    let status = 204;
    const receiver = await startReceiver(() => ({ status }));
    const hook = await orders.call<WebhookCreated>("POST", "/webhooks", { name: "Prøve", url: receiver.url });
    const test = () => orders.call<{ ok: boolean; detail: string }>("POST", `/webhooks/${hook.id}/test`);
    expect(await test()).toMatchObject({ ok: true, detail: "HTTP 204" });
    const [{ body, headers }] = receiver.received as [(typeof receiver.received)[number]];
    expect(JSON.parse(body)).not.toHaveProperty("workOrder");
    expect(
      checkSignature(hook.secret, Buffer.from(body), String(headers["kontrollrom-signature"]), orders.clock),
    ).toBe("good");
    status = 500;
    expect(await test()).toMatchObject({ ok: false, detail: "HTTP 500" });
    await receiver.stop();
    expect(await test()).toMatchObject({ ok: false, detail: expect.stringContaining("ECONNREFUSED") });
  });

  it("get each change once, signed, in its order", async () => {
    const hook = await subscribe();
    const order = await create();
    await outward.orders.call("PATCH", `/work-orders/${order.id}`, { status: "inProgress" });
    await outward.orders.call("POST", `/work-orders/${order.id}/comments`, { text: "På vei" });
    await outward.outbox.flush();
    const bodies = receiver.received.map(({ body }) => JSON.parse(body) as DeliveryBody);
    expect(bodies.map((body) => body.event)).toEqual(["created", "changed", "commented"]);
    expect(bodies[1]).toMatchObject({ fields: ["status"], workOrder: { status: "inProgress" } });
    for (const { headers, body } of receiver.received) {
      const signature = headers["kontrollrom-signature"] as string;
      expect(checkSignature(hook.secret, Buffer.from(body), signature, outward.orders.clock)).toBe("good");
      expect(checkSignature(hook.secret, Buffer.from(`${body} `), signature, outward.orders.clock)).toBe(
        "wrong",
      );
    }
    await outward.outbox.flush();
    expect(receiver.received).toHaveLength(3);
  });

  it("are told again, later and later, until they take it, and keep the order of things", async () => {
    const hook = await subscribe();
    answer = { status: 503 };
    const order = await create();
    await outward.orders.call("PATCH", `/work-orders/${order.id}`, { priority: 1 });
    await outward.outbox.flush();
    await outward.outbox.flush();
    expect(receiver.received).toHaveLength(1);
    answer = { status: 429, headers: { "retry-after": "120" } };
    outward.orders.clock += 5000;
    await outward.outbox.flush();
    outward.orders.clock += 119_000;
    await outward.outbox.flush();
    expect(receiver.received).toHaveLength(2);
    answer = { status: 204 };
    outward.orders.clock += 1000;
    await outward.outbox.flush();
    expect(receiver.received.map(({ headers }) => headers["kontrollrom-event"])).toEqual([
      "created",
      "created",
      "created",
      "changed",
    ]);
    expect(await deliveries(hook.id)).toMatchObject([
      { event: "changed", state: "delivered", attempts: 1 },
      { event: "created", state: "delivered", attempts: 3, detail: "HTTP 204" },
    ]);
  });

  it("are told after a crash what was committed before it", async () => {
    await subscribe();
    await create();
    // The platform ended between the commit and the sending; another begins on the same register.
    await outward.outbox.stop();
    const again = outward.again();
    await again.flush();
    expect(receiver.received).toHaveLength(1);
    await again.stop();
  });

  it("are given up when they say they are gone, and tried again when somebody asks", async () => {
    const hook = await subscribe();
    answer = { status: 410 };
    await create();
    await outward.outbox.flush();
    const [gone] = await deliveries(hook.id);
    expect(gone).toMatchObject({ state: "given-up" });
    answer = { status: 200 };
    await outward.orders.call("POST", `/webhooks/${hook.id}/deliveries/${gone?.id}/retry`);
    await outward.outbox.flush();
    expect(await deliveries(hook.id)).toMatchObject([{ state: "delivered" }]);
  });

  it("get what they asked for and nothing else, and never show their secret again", async () => {
    const hook = await subscribe({ events: ["changed"], buildingId: "school" });
    const elsewhere = await create();
    const order = await create({ spaceId: "room-101" });
    for (const { id } of [elsewhere, order])
      await outward.orders.call("PATCH", `/work-orders/${id}`, { priority: 1 });
    await outward.outbox.flush();
    expect(receiver.received).toHaveLength(1);
    expect(JSON.stringify(await outward.orders.call("GET", "/webhooks"))).not.toContain(hook.secret);
    const path = `/webhooks/${hook.id}`;
    await outward.orders.call("PATCH", path, { enabled: false, revision: 1 });
    await expect(outward.orders.call("PATCH", path, { enabled: true, revision: 1 })).rejects.toMatchObject({
      code: "changed-meanwhile",
    });
    await outward.orders.call("PATCH", `/work-orders/${order.id}`, { priority: 2 });
    await outward.outbox.flush();
    expect(receiver.received).toHaveLength(1);
  });

  it("tell of orders by their own names, and hear no echo of it", async () => {
    const hook = await subscribe();
    const order = await create();
    await tell(hook, { externalId: "T-7", number: order.number });
    const done = { externalId: "T-7", status: "done", action: "Byttet lås", comment: "Ferdig" };
    expect(await tell<WorkOrder>(hook, done)).toMatchObject({ id: order.id, status: "done" });
    const { revision } = await tell<WorkOrder>(hook, done);
    expect(revision).toBe(2);
    const detail = await outward.orders.call<WorkOrderDetail>("GET", `/work-orders/${order.id}`);
    expect(detail.comments.map((comment) => comment.text)).toEqual(["Ferdig"]);
    await outward.outbox.flush();
    expect(receiver.received.map(({ headers }) => headers["kontrollrom-event"])).toEqual(["created"]);
    await outward.orders.call("PATCH", `/work-orders/${order.id}`, { status: "closed" });
    await outward.outbox.flush();
    expect(JSON.parse(receiver.received.at(-1)?.body ?? "")).toMatchObject({ externalId: "T-7" });
    const made = await tell<WorkOrder>(hook, { externalId: "T-8", title: "Ny oppgave", spaceId: "room-101" });
    expect(made).toMatchObject({ title: "Ny oppgave", channel: "system", spaceLabel: "101 Klasserom" });
    expect((await tell<WorkOrder>(hook, { externalId: "T-8", title: "Ny oppgave" })).id).toBe(made.id);
  });

  it.each([
    ["a signature of another's", {}, "not the secret", 0, "signature-wrong"],
    ["one from yesterday", {}, undefined, -86_400_000, "signature-too-old"],
    ["a name nobody knows", { externalId: "T-9", status: "done" }, undefined, 0, "external-id-unknown"],
    [
      "a status that may not follow",
      { externalId: "T-1", status: "approved" },
      undefined,
      0,
      "status-not-allowed",
    ],
    ["something else than an order", { id: 7 }, undefined, 0, "invalid-request"],
  ])("are refused %s", async (_name, body, secret, offMs, code) => {
    const hook = await subscribe();
    const order = await create();
    await tell(hook, { externalId: "T-1", number: order.number });
    const now = outward.orders.clock;
    const text = JSON.stringify(body);
    const response = await fetch(`${outward.orders.url}/api/v1/webhooks/${hook.id}/inbound`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "kontrollrom-signature": sign(secret ?? hook.secret, text, now + offMs),
      },
      body: text,
    });
    expect(await response.json()).toMatchObject({ code });
  });
});

describe("orders as files", () => {
  let outward: Outward;
  beforeEach(async () => {
    outward = await startOutward();
    await outward.orders.call("POST", "/work-orders", {
      title: '=HYPERLINK("http://x"); "farlig"',
      spaceId: "room-101",
      estimateHours: 1.5,
      dueAt: "2026-12-01T13:00:00Z",
    });
    await outward.orders.call("POST", "/work-orders", { title: "Skift pære", assignee: "Kari" });
  });
  afterEach(() => outward.orders.stop());

  const bytes = async (path: string) => {
    const response = await fetch(path.startsWith("http") ? path : `${outward.orders.url}/api/v1${path}`);
    return { response, body: Buffer.from(await response.arrayBuffer()) };
  };

  it("are a table that a sheet opens and runs nothing of", async () => {
    const { body } = await bytes("/work-order-export?format=csv&search=farlig");
    const [head, row] = body.toString("utf8").split("\r\n");
    expect(head?.startsWith("\ufeffNummer;Tittel;Type")).toBe(true);
    expect(row).toContain(`"'=HYPERLINK(""http://x""); ""farlig"""`);
    expect(row).toContain(";2026-12-01 14:00;");
    expect(row).toContain(";1,5;");
    const { body: xlsx } = await bytes("/work-order-export?format=xlsx&language=en&assignee=Kari");
    const rows = await readXlsxFile(xlsx);
    const sheet = (
      Array.isArray(rows[0]) ? rows : (rows[0] as unknown as { data: unknown[][] }).data
    ) as unknown[][];
    expect(sheet[0]?.slice(0, 3)).toEqual(["Number", "Title", "Type"]);
    expect(sheet).toHaveLength(2);
    expect(sheet[1]?.[1]).toBe("Skift pære");
  });

  it("are a calendar of deadlines at an address that nobody guesses, and that can be made void", async () => {
    const feed = await outward.orders.call<{ id: string; url: string }>("POST", "/calendar-feeds", {
      name: "Karis frister",
      assignee: "Kari",
    });
    const secret = feed.url.split("/").at(-1);
    expect(feed.url).toBe(`https://kr.example.no/api/v1/calendars/${secret}`);
    const { response, body } = await bytes(`/calendars/${secret}`);
    expect(response.headers.get("content-type")).toContain("text/calendar");
    const text = body.toString("utf8").replaceAll("\r\n ", "");
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
    expect(text).toContain("Skift pære");
    expect(JSON.stringify(await outward.orders.call("GET", "/calendar-feeds"))).not.toContain(secret);
    await outward.orders.call("DELETE", `/calendar-feeds/${feed.id}`);
    expect((await bytes(`/calendars/${secret}`)).response.status).toBe(404);
  });
});

describe("who reported", () => {
  it("is told by mail at each status that says them something, also after the mail server was away", async () => {
    const mails: string[] = [];
    let refuse = true;
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onMailFrom: (_address, _session, done) =>
        done(refuse ? Object.assign(new Error("try later"), { responseCode: 451 }) : null),
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          mails.push(Buffer.concat(chunks).toString("utf8"));
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
    const { port } = smtp.server.address() as { port: number };
    const mail = createReporterMail({ smtpUrl: `smtp://127.0.0.1:${port}`, from: "drift@example.no" });
    const { orders, outbox } = await startOutward([mail]);
    const order = await orders.call<WorkOrder>("POST", "/work-orders", {
      title: "Det drypper",
      reporter: { name: "Ola", email: "ola@example.no" },
    });
    await outbox.flush();
    expect(mails).toHaveLength(0);
    refuse = false;
    orders.clock += 5000;
    // Passed on to another, and the reporter stays with it.
    for (const assignee of ["Kari", "Per"])
      await orders.call("PATCH", `/work-orders/${order.id}`, { assignee });
    await orders.call("PATCH", `/work-orders/${order.id}`, { status: "received" });
    await orders.call("PATCH", `/work-orders/${order.id}`, { status: "done", action: "Ny pakning" });
    await outbox.flush();
    expect(mails).toHaveLength(3);
    expect(mails.every((text) => text.includes("To: ola@example.no"))).toBe(true);
    expect(mails[2]).toContain("Ny pakning");
    mail.stop();
    await outbox.stop();
    await orders.stop();
    await new Promise<void>((resolve) => smtp.close(resolve));
  });
});
