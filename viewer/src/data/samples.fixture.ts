import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";

/** An alarm for tests, as the platform would send it. */
export const anAlarm = (change: Partial<Alarm> = {}): Alarm => ({
  id: "a1",
  ruleId: "r1",
  ruleName: "CO₂ i klasserom",
  priority: 2,
  state: "unacknowledged",
  pointId: 7,
  quantity: "co2",
  unit: "[ppm]",
  deviceName: "CO2 101",
  condition: {
    kind: "threshold",
    direction: "above",
    setpoint: 1000,
    deadband: 50,
    onDelayMs: 0,
    offDelayMs: 0,
  },
  direction: "above",
  setpoint: 1000,
  withdrawn: false,
  value: 1250,
  raisedAt: "2026-03-12T13:05:00Z",
  advice: "Luft ut.",
  buildingId: "b1",
  buildingName: "Skogly skole",
  storeyId: "s1",
  spaceId: "room1",
  spaceLabel: "101 Klasserom",
  evidence: { conditionSince: "2026-03-12T12:55:00Z", sampleTime: "2026-03-12T13:05:00Z", frameId: "f1" },
  ...change,
});

/** A work order for tests. */
export const anOrder = (change: Partial<WorkOrder> = {}): WorkOrder => ({
  id: "o1",
  number: "AO-2026-00042",
  title: "Sjekk ventilasjonen",
  description: "",
  type: "alarm",
  status: "new",
  nextStatuses: ["assessed", "assigned"],
  priority: 2,
  createdAt: "2026-03-12T13:05:00Z",
  createdBy: "Regel",
  updatedAt: "2026-03-12T13:05:00Z",
  revision: 1,
  ...change,
});

/** A point for tests. */
export const aPoint = (change: Partial<Point> = {}): Point => ({
  id: 7,
  deviceId: "d1",
  deviceName: "Føler 101",
  quantity: "temperature",
  kind: "gauge",
  unit: "Cel",
  brickClass: "Zone_Air_Temperature_Sensor",
  diagnostic: false,
  ...change,
});
