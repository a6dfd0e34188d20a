import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { expectLooksRight, type Shot, windows } from "./appearance.ts";
import { launchBrowser, type Visit, visit } from "./browser.ts";
import { type Demo, startDemo, until } from "./demo.ts";

interface PageShot extends Omit<Shot, "path"> {
  readonly path: (seen: Seen) => string;
}
interface Seen {
  readonly alarm: Alarm;
  readonly orderId: string;
}
const room = ({ alarm }: Seen) => `bygg=${alarm.buildingId}&rom=${alarm.spaceId}`;
const shots: readonly PageShot[] = [
  { name: "map", path: () => "/", ready: '.city-map-canvas[data-ready="true"]' },
  { name: "map-list", path: () => "/?som=liste", ready: ".city-list tbody tr" },
  { name: "shift-log", path: () => "/vaktlogg", ready: ".shift-log .empty-state" },
  {
    name: "control-room",
    path: ({ alarm }) => `/?bygg=${alarm.buildingId}`,
    ready: '.scene canvas[data-drawings~="architecture"]',
  },
  {
    name: "room",
    path: (seen) => `/?${room(seen)}&lag=co2&etasje=${seen.alarm.storeyId}`,
    ready: ".room-panel .trend",
  },
  { name: "plan", path: ({ alarm }) => `/?bygg=${alarm.buildingId}&visning=plan`, ready: ".plan-room" },
  {
    name: "plan-editor",
    path: ({ alarm }) => `/?bygg=${alarm.buildingId}&etasje=${alarm.storeyId}&rediger=plan`,
    ready: ".editor-room",
  },
  {
    name: "room-list",
    path: ({ alarm }) => `/?bygg=${alarm.buildingId}&visning=list`,
    ready: ".room-table tr",
  },
  {
    name: "building-tree",
    path: ({ alarm }) => `/?bygg=${alarm.buildingId}&tre=vis&verdier=vis&form=spredt`,
    ready: '.building-tree [role="treeitem"]',
  },
  {
    name: "building-section",
    path: ({ alarm }) => `/?bygg=${alarm.buildingId}&snitt=z2&lag=humidity`,
    ready: ".section-handle",
  },
  { name: "live-messages", path: () => "/integrasjoner/live", ready: ".live-list li" },
  {
    name: "trends",
    path: ({ alarm }) => `/trender?punkter=${alarm.pointId}`,
    ready: '.trend-stage[aria-busy="false"]',
  },
  {
    name: "time-machine",
    path: ({ alarm }) =>
      `/?bygg=${alarm.buildingId}&visning=plan&at=${new Date(Date.parse(alarm.raisedAt) + 1000).toISOString()}`,
    ready: ".time-machine[data-past] .plan-room",
  },
  { name: "control-room-alarms", path: () => "/?del=alarms", ready: ".alarm-row" },
  { name: "alarms", path: () => "/alarmer", ready: ".alarm-row" },
  { name: "alarm", path: ({ alarm }) => `/alarmer/${alarm.id}`, ready: ".detail .trend" },
  { name: "work-orders", path: () => "/arbeidsordrer", ready: ".order-line" },
  { name: "work-order-board", path: () => "/arbeidsordrer?visning=board", ready: ".board-card" },
  {
    name: "work-order-calendar",
    path: () => "/arbeidsordrer?visning=calendar",
    ready: ".calendar-days, .calendar > p",
  },
  { name: "order-plan", path: () => "/arbeidsordrer/planer/ny", ready: ".plan-sentence" },
  { name: "order-settings", path: () => "/innstillinger/arbeidsordrer", ready: ".order-settings form" },
  { name: "work-order", path: ({ orderId }) => `/arbeidsordrer/${orderId}`, ready: ".detail .steps" },
  { name: "devices", path: () => "/integrasjoner", ready: ".integrations table" },
  { name: "waiting-devices", path: () => "/integrasjoner/waiting", ready: ".refused-item" },
  { name: "refused-messages", path: () => "/integrasjoner/refused", ready: ".refused-item" },
  { name: "register", path: (seen) => `/register/bygg/${seen.alarm.buildingId}`, ready: ".register-list li" },
  { name: "rules", path: () => "/regler", ready: ".rule-row" },
  { name: "on-call", path: () => "/innstillinger/vakt", ready: ".on-call .empty-state" },
  { name: "round", path: () => "/runde", ready: ".round-head" },
  { name: "drawings", path: () => "/integrasjoner/drawings", ready: ".drawings table" },
  { name: "not-found", path: () => "/finnes-ikke", ready: ".empty-state" },
];

describe("every page", () => {
  let demo: Demo;
  let browser: Browser;
  let visitor: Visit;
  let seen: Seen;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    visitor = await visit(browser, demo.url);
    // The demo raises its first alarms within a minute or so; each makes a work order.
    let alarm: Alarm | undefined;
    await until(async () => {
      const { items } = await demo.call<"GET /alarms">("GET", "/alarms?state=active");
      alarm = items.find((one) => one.quantity === "co2" && one.workOrderId !== undefined);
      return alarm !== undefined;
    }, 170_000);
    if (alarm?.workOrderId === undefined) throw new Error("no alarm with a work order");
    seen = { alarm, orderId: alarm.workOrderId };
    await giveHistory(demo, alarm);
    await fetch(`${demo.url}/api/v1/ingest/json`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        time: new Date().toISOString(),
        device: "ukjent-enhet",
        values: [{ quantity: "co2", value: 400 }],
      }),
    });
    await demo.call<"POST /work-orders/{id}/comments">("POST", `/work-orders/${seen.orderId}/comments`, {
      text: "Spjeldet sto fast. Ny motor er bestilt.",
    });
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  describe.each(shots)("$name", ({ name, path, ready }) => {
    it.each(windows)("looks right and is accessible in a $named window, light and dark", async (window) => {
      await expectLooksRight(visitor, { name, path: path(seen), ready }, window);
    });
  });
});

/** A day of readings for the sensor behind the alarm, as a backlog that arrives late. */
async function giveHistory(demo: Demo, alarm: Alarm) {
  const point = await demo.call<"GET /points/{id}">("GET", `/points/${alarm.pointId}`);
  const device = await demo.call<"GET /devices/{id}">("GET", `/devices/${point.deviceId}`);
  const now = Date.now();
  const messages = Array.from({ length: 144 }, (_, i) => {
    const time = now - (144 - i) * 600_000;
    const hour = new Date(time).getHours() + new Date(time).getMinutes() / 60;
    // A school day: people from eight to three, air that clears in the breaks.
    const people = hour > 8 && hour < 15 ? 1 : 0;
    const co2 = 430 + people * (330 + 120 * Math.sin((hour - 8) * 4)) + 12 * Math.sin(i * 1.7);
    const temperature = 20.2 + people * 1.4 + 0.5 * Math.sin((hour - 9) / 3.8) + 0.1 * Math.sin(i * 2.1);
    return {
      time: new Date(time).toISOString(),
      device: device.externalId,
      values: [
        { quantity: "co2", value: Math.round(co2) },
        { quantity: "temperature", value: Number(temperature.toFixed(1)) },
      ],
    };
    // An hour in the night without a word: a gap is shown as a gap.
  }).filter(({ time }) => new Date(time).getUTCHours() !== 2);
  await demo.call<"POST /ingest/{format}">("POST", "/ingest/json", messages);
}
