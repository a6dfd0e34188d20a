import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { TFunction } from "i18next";
import { type Formats, stateWord } from "../i18n/format.ts";

/** An alarm in words. Together they read: what, where, how bad, since when. */
export interface AlarmSentence {
  /** CO₂ over 1 000 ppm */
  readonly what: string;
  /** 101 Klasserom, Skogly skole */
  readonly where: string;
  /** Målte 1 250 ppm */
  readonly measured: string;
  /** siden kl. 14.05 (12 min) */
  readonly since: string;
}

export function alarmSentence(alarm: Alarm, t: TFunction, formats: Formats, now: number): AlarmSentence {
  const measure = (value: number) => formats.measure(value, alarm.unit, alarm.quantity);
  const raised = Date.parse(alarm.raisedAt);
  const quantity = t(`quantity.${alarm.quantity}`);
  // "Over 0,5" says nothing of a leak: what has two states is told in words.
  const word = stateWord(alarm.quantity, alarm.value);
  return {
    what:
      word === undefined
        ? t(`alarm.sentence.${alarm.direction}`, { quantity, setpoint: measure(alarm.setpoint) })
        : t("alarm.sentence.is", { quantity, word: t(`value.${word}`).toLowerCase() }),
    where: alarmPlace(alarm, t),
    measured:
      word === undefined
        ? t("alarm.sentence.measured", { value: measure(alarm.value) })
        : t("alarm.sentence.reported"),
    since:
      alarm.returnedAt === undefined
        ? t("alarm.sentence.since", {
            time: formats.moment(raised, now),
            age: formats.duration(now - raised),
          })
        : t("alarm.sentence.lasted", {
            from: formats.moment(raised, now),
            to: formats.moment(alarm.returnedAt, now),
          }),
  };
}

/** The room and its building; a device outdoors is its own place. */
export function alarmPlace(alarm: Alarm, t: TFunction): string {
  const parts = [alarm.spaceLabel ?? alarm.deviceName, alarm.buildingName ?? t("alarm.sentence.outdoors")];
  return parts.filter((part) => part !== "").join(", ");
}
