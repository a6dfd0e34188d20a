import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Notice, OnCallPersonInput } from "@kontrollrom/contracts/notice.ts";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import { type AlarmBench, minute, startAlarmBench } from "../alarms/test-bench.ts";
import { createAudit } from "../events/audit.ts";
import { createTestServer } from "../http/test-server.ts";
import { openRegistry, type RegistryDatabase } from "../registry/database.ts";
import type { NoticeConfig } from "./config.ts";
import { createNotices, type Notices } from "./notices.ts";

interface Mail {
  readonly to: string[];
  readonly text: string;
  readonly id: string;
}
interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
const everyDay = { days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "00:00" };
const patient = { timeout: 15_000 };

let dir: string;
let bench: AlarmBench;
let mails: Mail[];
let refuse: number | undefined;
let smtp: SMTPServer;
let receiver: Server;
let calls: Call[];
let answer: (call: Call) => Promise<number> | number;
let config: NoticeConfig;
let platform: {
  db: RegistryDatabase;
  notices: Notices;
  url: string;
  errors: unknown[];
  stop(): Promise<void>;
};
let point: number;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "kontrollrom-notices-"));
  bench = await startAlarmBench(join(dir, "registry.sqlite"));
  point = await bench.device("sensor-1");
  mails = [];
  refuse = undefined;
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onAuth: (auth, _session, done) =>
      auth.password === "hemmelig-passord" ? done(null, { user: "kr" }) : done(new Error("wrong password")),
    onRcptTo(_address, _session, done) {
      if (refuse === undefined) return done();
      done(Object.assign(new Error("no such mailbox"), { responseCode: refuse }));
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        // Quoted-printable: a long line is broken by = at its end.
        const text = Buffer.concat(parts).toString("utf8").replaceAll("=\r\n", "");
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text,
          id: /^Message-ID: <(.*)>/im.exec(text)?.[1] ?? "",
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  calls = [];
  answer = () => 204;
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", async () => {
      const call = { headers: request.headers, body: Buffer.concat(parts).toString("utf8") };
      calls.push(call);
      response.statusCode = await answer(call);
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const port = ({ port }: AddressInfo) => port;
  config = {
    smtpUrl: `smtp://kr:hemmelig-passord@127.0.0.1:${port(smtp.server.address() as AddressInfo)}`,
    smtpFrom: "kontrollrom@kommune.example",
    smsUrl: `http://127.0.0.1:${port(receiver.address() as AddressInfo)}/sms`,
    smsSecret: "sms-hemmelighet",
    publicUrl: "https://kontrollrom.example",
  };
  platform = await start();
});
afterEach(async () => {
  await platform.stop();
  await bench.stop();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

/** The notices of a platform on the bench's registry, with a connection of their own that can break. */
async function start() {
  const db = await openRegistry(join(dir, "registry.sqlite"));
  const errors: unknown[] = [];
  const notices = createNotices(config, {
    db,
    alarms: bench.alarms.service,
    audit: createAudit(db, () => bench.now),
    onError: (error) => errors.push(error),
    now: () => bench.now,
  });
  await notices.start();
  const server = createTestServer({ checkAnswers: true, handlers: notices.handlers });
  const { url } = await server.start();
  return {
    db,
    notices,
    url,
    errors,
    async stop() {
      await server.stop();
      await notices.stop();
      await db.destroy();
    },
  };
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${platform.url}/api/v1${path}`, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  const json = text === "" ? undefined : JSON.parse(text);
  if (!response.ok) throw json;
  return json as T;
}
const make = async (path: string, body: unknown) => (await call<{ id: string }>("POST", path, body)).id;
const person = (name: string, more: Partial<z.input<typeof OnCallPersonInput>> = {}) =>
  make("/on-call/people", { name, email: `${name}@kommune.example`, phone: "+4791234567", ...more });
const group = (name: string, personIds: string[], schedule: unknown = everyDay) =>
  make("/on-call/groups", { name, shifts: [{ schedule, personIds }] });
const step = (afterMinutes: number, groupId: string, channels = ["email"]) => ({
  afterMinutes,
  to: { kind: "group", groupId, channels },
});
const chain = (steps: unknown[], priorities = [1, 2]) =>
  make("/on-call/chains", { name: "Kritiske alarmer", priorities, steps });
const log = async () => (await call<{ items: Notice[] }>("GET", "/notices")).items;
const raise = async (rule = bench.rule()) => {
  await bench.raise(rule, point);
  return (await bench.list(`?ruleId=${rule.id}`))[0]?.id ?? "";
};

it("a system can be tried, and is told as it would be of an alarm", async () => {
  const { id } = await call<{ id: string }>("POST", "/on-call/webhooks", {
    name: "Drift",
    url: config.smsUrl,
  });
  await call("POST", "/notices/test", { webhookId: id });
  await expect.poll(() => calls.length, patient).toBe(1);
  expect(calls[0]?.headers["x-kontrollrom-signature"]).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
  expect(JSON.parse(calls[0]?.body ?? "")).toMatchObject({ subject: "Prøvevarsel fra Kontrollrom" });
  await expect
    .poll(async () => (await log())[0], patient)
    .toMatchObject({ to: "Drift", channel: "webhook", state: "sent" });
  await expect(call("POST", "/notices/test", { webhookId: "nobody" })).rejects.toMatchObject({
    status: 422,
    code: "webhook-unknown",
  });
});

describe("an alarm that nobody acknowledges", () => {
  it("is told to who is on call, then to the next, and to nobody once it is acknowledged", async () => {
    const first = await group("Vakt", [await person("kari")]);
    const second = await group("Bakvakt", [await person("ola")]);
    const third = await group("Leder", [await person("leder")]);
    await chain([step(0, first), step(10, second), step(20, third)]);
    const id = await raise();
    await expect.poll(() => mails.map((mail) => mail.to[0]), patient).toEqual(["kari@kommune.example"]);
    expect(mails[0]?.text).toContain(`https://kontrollrom.example/alarmer/${id}`);
    expect(mails[0]?.text).toContain("CO2 for");

    bench.now += 10 * minute;
    await expect.poll(() => mails.length, patient).toBe(2);
    await bench.call("POST", `/alarms/${id}/acknowledge`, {});
    bench.now += 30 * minute;
    await bench.raise(bench.rule({ priority: 1 }), point);
    await expect.poll(() => mails.length, patient).toBe(3);
    expect(mails.map((mail) => mail.to[0])).toEqual([
      "kari@kommune.example",
      "ola@kommune.example",
      "kari@kommune.example",
    ]);
  });

  it("is told by the chain of those who look after its rule, in the rule's own words and the reader's language", async () => {
    const kari = await person("kari");
    const john = await person("john", { language: "en" });
    const to = (id: string) => ({
      afterMinutes: 0,
      to: { kind: "person", personId: id, channels: ["email", "sms"] },
    });
    await make("/on-call/chains", {
      name: "Ventilasjon",
      priorities: [1, 2],
      ownerGroups: ["Ventilasjon"],
      steps: [to(kari), to(john)],
    });
    await make("/on-call/chains", {
      name: "Vann",
      priorities: [1, 2],
      ownerGroups: ["Vann"],
      steps: [to(kari)],
    });
    await raise(bench.rule({ text: "CO2 {{value}} over {{limit}} {{time}}", ownerGroup: "Ventilasjon" }));
    await raise(bench.rule());
    await expect.poll(() => [mails.length, calls.length], patient).toEqual([2, 2]);
    const said = calls.map(({ body }) => (JSON.parse(body) as { text: string }).text.replaceAll(/\s/g, " "));
    expect(said.toSorted()).toEqual([
      expect.stringContaining("High: CO2 1,250 ppm over 1,000 ppm 12 Mar 2026, 11:00"),
      expect.stringContaining("Høy: CO2 1 250 ppm over 1 000 ppm 12.03.2026, 11:00"),
    ]);
    expect(said[0]).toContain("101 Klasserom, Furuset skole");
  });

  it("of another priority, or set aside, is told to nobody", async () => {
    await chain([step(0, await group("Vakt", [await person("kari")]))], [1]);
    await raise(bench.rule({ priority: 3 }));
    const shelved = bench.rule({ priority: 1 });
    const id = await raise(shelved);
    await bench.call("POST", `/alarms/${id}/shelve`, { reason: "r", minutes: 60 });
    await expect
      .poll(async () => (await log()).filter(({ state }) => state === "queued"), patient)
      .toEqual([]);
    expect(mails.length).toBeLessThanOrEqual(1);
    bench.now += minute;
    await bench.raise(shelved, point);
    const told = mails.length;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(mails.length).toBe(told);
  });

  it("about somebody's health goes to the certified alone, and names nobody", async () => {
    const vakt = await group("Vakt", [await person("kari"), await person("sykepleier", { certified: true })]);
    await chain([step(0, vakt)]);
    await raise(bench.rule({ health: true, name: "Fall hos beboer", priority: 1 }));
    await expect.poll(() => mails.map((mail) => mail.to[0]), patient).toEqual(["sykepleier@kommune.example"]);
    expect(mails[0]?.text).not.toContain("Fall");
    expect(mails[0]?.text).not.toContain("101");
  });

  it("with nobody on call is itself told of", async () => {
    const never = { ...everyDay, days: [2], from: "00:00", to: "00:01" };
    await chain([step(0, await group("Tom vakt", [await person("kari")], never))]);
    await raise();
    await expect
      .poll(async () => (await bench.list()).flatMap(({ cause }) => (cause ? [cause] : [])), patient)
      .toEqual([{ kind: "notice-undelivered", channel: "nobody", to: "Kritiske alarmer, 1" }]);
  });
});

describe("a message", () => {
  it("to a system is signed, and to a phone is short", async () => {
    const hook = await call<{ id: string; secret: string }>("POST", "/on-call/webhooks", {
      name: "Driftssystem",
      url: config.smsUrl?.replace("/sms", "/hook"),
    });
    const kari = await person("kari");
    await chain([
      { afterMinutes: 0, to: { kind: "webhook", webhookId: hook.id } },
      { afterMinutes: 0, to: { kind: "person", personId: kari, channels: ["sms"] } },
    ]);
    const id = await raise();
    await expect.poll(() => calls.length, patient).toBe(2);
    const system = calls.find(({ body }) => body.includes('"alarm"'));
    const phone = calls.find(({ body }) => body.includes("+4791234567"));
    expect(JSON.parse(system?.body ?? "")).toMatchObject({ alarm: { id, state: "unacknowledged" } });
    for (const [one, secret] of [
      [system, hook.secret],
      [phone, config.smsSecret],
    ] as const) {
      const [, at, sum] = /^t=(\d+),v1=(\w+)$/.exec(String(one?.headers["x-kontrollrom-signature"])) ?? [];
      expect(sum).toBe(createHmac("sha256", secret).update(`${at}.${one?.body}`).digest("hex"));
    }
    expect(JSON.stringify(await call("GET", "/on-call/webhooks"))).not.toContain(hook.secret);
  });

  it("that fails is tried again, later each time, and then says so itself", async () => {
    answer = () => 503;
    const hook = await call<{ id: string }>("POST", "/on-call/webhooks", {
      name: "Driftssystem",
      url: config.smsUrl,
    });
    await chain([{ afterMinutes: 0, to: { kind: "webhook", webhookId: hook.id } }], [1]);
    await raise(bench.rule({ priority: 1 }));
    await expect.poll(async () => (await log())[0]?.attempts, patient).toBe(1);
    expect((await log())[0]).toMatchObject({ state: "queued", error: "answered 503", to: "Driftssystem" });
    for (let attempt = 2; attempt <= 10; attempt++) {
      bench.now += 6 * minute;
      await expect.poll(async () => (await log())[0]?.attempts, patient).toBe(attempt);
    }
    expect((await log())[0]?.state).toBe("failed");
    expect((await bench.list()).find(({ cause }) => cause)?.cause).toEqual({
      kind: "notice-undelivered",
      channel: "webhook",
      to: "Driftssystem",
    });

    answer = () => 200;
    await bench.raise(bench.rule({ priority: 1 }), point);
    await expect
      .poll(async () => (await bench.list()).find(({ cause }) => cause)?.state, patient)
      .toBe("returnedUnacknowledged");
  }, 60_000);

  it("to a mailbox that is not there is given up at once; no password stands in the log", async () => {
    refuse = 550;
    await chain([step(0, await group("Vakt", [await person("kari")]))]);
    await raise();
    await expect.poll(async () => (await log())[0]?.state, patient).toBe("failed");
    expect((await log())[0]?.attempts).toBe(1);

    await platform.stop();
    config = { ...config, smtpUrl: config.smtpUrl?.replace("hemmelig-passord", "feil-passord") };
    platform = await start();
    refuse = undefined;
    await call("POST", "/notices/test", {
      personId: (await call<{ items: { id: string }[] }>("GET", "/on-call/people")).items[0]?.id,
      channel: "email",
    });
    await expect
      .poll(async () => (await log()).find((one) => one.alarmId === undefined)?.error, patient)
      .toBeTruthy();
    expect(JSON.stringify(await log())).not.toContain("passord");
  });

  it("is sent again with the same id when the platform crashed after sending and before writing it down", async () => {
    const hook = await call<{ id: string }>("POST", "/on-call/webhooks", {
      name: "Driftssystem",
      url: config.smsUrl,
    });
    await chain([{ afterMinutes: 0, to: { kind: "webhook", webhookId: hook.id } }]);
    let crashed = false;
    answer = async () => {
      // It has arrived; then the registry is gone before the answer is.
      if (!crashed) await platform.db.destroy();
      crashed = true;
      return 204;
    };
    await raise();
    await expect.poll(() => platform.errors.length, patient).toBeGreaterThan(0);
    expect(calls).toHaveLength(1);
    await platform.notices.stop();
    const old = platform;
    platform = await start();
    await old.stop().catch(() => undefined);
    await expect.poll(() => calls.length, patient).toBe(2);
    expect(calls[1]?.headers["x-kontrollrom-notice"]).toBe(calls[0]?.headers["x-kontrollrom-notice"]);
    await expect.poll(async () => (await log()).map(({ state }) => state), patient).toEqual(["sent"]);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(calls).toHaveLength(2);
  });
});

describe("the on-call list", () => {
  it("says who is on call now", async () => {
    const kari = await person("kari");
    await group("Vakt", [kari]);
    const { items } = await call<{ items: { now: { name: string }[] }[] }>("GET", "/on-call/groups");
    expect(items[0]?.now).toEqual([{ id: kari, name: "kari" }]);
  });

  it.each([
    [
      "a group with somebody who is not there",
      "/on-call/groups",
      { name: "g", shifts: [{ schedule: everyDay, personIds: ["x"] }] },
      422,
    ],
    [
      "a chain to a group that is not there",
      "/on-call/chains",
      { name: "c", priorities: [1], steps: [step(0, "x")] },
      422,
    ],
    ["a phone number without a country", "/on-call/people", { name: "p", phone: "91234567" }, 400],
  ])("refuses %s", async (_what, path, body, status) => {
    await expect(call("POST", path, body)).rejects.toMatchObject({ status });
  });

  it("keeps what others rest on, and does not let two write over each other", async () => {
    const kari = await person("kari");
    await group("Vakt", [kari]);
    await expect(call("DELETE", `/on-call/people/${kari}`)).rejects.toMatchObject({
      status: 409,
      code: "in-use",
    });
    await call("PATCH", `/on-call/people/${kari}`, { name: "Kari", revision: 1 });
    await expect(
      call("PATCH", `/on-call/people/${kari}`, { name: "Karl", revision: 1 }),
    ).rejects.toMatchObject({ status: 409, code: "changed-meanwhile" });
  });

  it("keeps its key pair for web push over restarts", async () => {
    const key = async () =>
      (await call<{ webPush: { publicKey: string } }>("GET", "/notices/channels")).webPush.publicKey;
    const before = await key();
    expect(before).toMatch(/^[\w-]{80,}$/);
    await platform.stop();
    platform = await start();
    expect(await key()).toBe(before);
  });
});
