import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import { NoticeChannel } from "@kontrollrom/contracts/notice.ts";
import { type Language, momentText, textOf } from "../rules/text.ts";

const texts = {
  nb: {
    priority: { 1: "Kritisk", 2: "Høy", 3: "Middels", 4: "Lav" },
    outdoors: "Ute",
    since: "Siden",
    health: "Alarm som gjelder helse. Logg inn for å se hvem og hvor.",
    test: "Prøvevarsel fra Kontrollrom",
    testText: "Varsler til deg kommer fram.",
  },
  en: {
    priority: { 1: "Critical", 2: "High", 3: "Medium", 4: "Low" },
    outdoors: "Outdoors",
    since: "Since",
    health: "An alarm about somebody's health. Sign in to see who and where.",
    test: "Test notice from Kontrollrom",
    testText: "Notices reach you.",
  },
} as const;

/** What a notice says. One about health names neither person nor place: mail and text messages are read by others too. */
export function noticeText(
  alarm: Alarm,
  health: boolean,
  language: Language,
): { subject: string; text: string } {
  const words = texts[language];
  const priority = words.priority[alarm.priority];
  if (health) return { subject: `${priority}: ${words.health}`, text: words.health };
  const place = [alarm.spaceLabel ?? alarm.deviceName, alarm.buildingName ?? words.outdoors].join(", ");
  const own = alarm.textTemplate === undefined ? undefined : textOf(alarm, language);
  const what = own ?? `${alarm.ruleName} – ${place}`;
  const lines = [
    what,
    // The rule's own words need not say where.
    ...(own === undefined ? [] : [place]),
    `${words.since} ${momentText(alarm.raisedAt, language)}.`,
    alarm.advice,
  ];
  return {
    subject: `${priority}: ${what}`.slice(0, 200),
    text: lines.filter((line) => line !== "").join("\n"),
  };
}

export function testText(language: Language): { subject: string; text: string } {
  return { subject: texts[language].test, text: texts[language].testText };
}

/** Longer ones cost several messages and arrive in pieces. */
const smsLength = 459;

export function forChannel(channel: NoticeChannel, subject: string, text: string): string {
  return channel === NoticeChannel.enum.sms ? `${subject}\n${text}`.slice(0, smsLength) : text;
}
