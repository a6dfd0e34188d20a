import { beforeAll, describe, expect, it } from "vitest";
import { anAlarm } from "../data/samples.fixture.ts";
import { createFormats } from "../i18n/format.ts";
import { createI18n } from "../i18n/i18n.ts";
import { textsOf } from "../i18n/text.ts";
import { alarmSentence } from "./alarm-sentence.ts";

const now = Date.parse("2026-03-12T13:17:00Z");
const plain = (text: string) => text.replaceAll("\u00a0", " ");
let nb: Awaited<ReturnType<typeof createI18n>>;
let en: Awaited<ReturnType<typeof createI18n>>;
beforeAll(async () => {
  nb = await createI18n("nb");
  en = await createI18n("en");
});

const limit = { kind: "threshold", deadband: 0, onDelayMs: 0, offDelayMs: 0 } as const;

describe("an alarm in words", () => {
  const inNorwegian = (change = {}) => {
    const sentence = alarmSentence(anAlarm(change), textsOf(nb), createFormats("nb", "Europe/Oslo"), now);
    return Object.values(sentence).map(plain);
  };

  it("says what, where, how bad and since when", () => {
    expect(inNorwegian()).toEqual([
      "CO₂ over 1 000 ppm",
      "101 Klasserom, Skogly skole",
      "Målte 1 250 ppm",
      "siden kl. 14.05 (12 min)",
    ]);
  });

  it("says how long it lasted when it is over", () => {
    expect(inNorwegian({ state: "returnedUnacknowledged", returnedAt: "2026-03-12T13:15:00Z" })[3]).toBe(
      "varte fra kl. 14.05 til kl. 14.15",
    );
  });

  it("tells a leak in words, not in numbers", () => {
    const leak = { quantity: "leak-detected" as const, unit: "1", value: 1 };
    expect(inNorwegian(leak).slice(0, 3)).toEqual([
      "Vannlekkasje: lekkasje",
      "101 Klasserom, Skogly skole",
      "Meldt",
    ]);
  });

  it.each([
    ["band", { kind: "band", low: 400, high: 900, deadband: 0 }, "CO₂ utenfor 400 ppm til 900 ppm"],
    ["silence", { kind: "no-data", afterMs: 7_200_000 }, "CO₂: ingen målinger"],
    [
      "a sensor that is stuck",
      { kind: "stuck", tolerance: 0, durationMs: 7_200_000 },
      "CO₂ har stått stille i 2 t",
    ],
  ] as const)("says what a %s is", (_what, condition, expected) => {
    expect(inNorwegian({ condition: { ...condition, onDelayMs: 0, offDelayMs: 0 } })[0]).toBe(expected);
  });

  it("says the rule's own words where it has some, as the reader's language writes numbers and times", () => {
    const alarm = anAlarm({ textTemplate: "{{value}} i {{space}}, grense {{limit}}, {{time}}{{ukjent}}" });
    const own = (texts: typeof nb, language: "nb" | "en") =>
      plain(alarmSentence(alarm, textsOf(texts), createFormats(language, "Europe/Oslo"), now).own ?? "");
    expect(own(nb, "nb")).toBe("1 250 ppm i 101 Klasserom, grense 1 000 ppm, 12.03.2026 kl. 14.05");
    expect(own(en, "en")).toBe("1,250 ppm i 101 Klasserom, grense 1,000 ppm, 2026-03-12 14:05");
  });

  it("names the device where there is no room", () => {
    expect(
      inNorwegian({ spaceLabel: undefined, buildingName: undefined, deviceName: "Pumpestasjon Vågen" })[1],
    ).toBe("Pumpestasjon Vågen, Ute");
  });

  it("speaks English too", () => {
    const sentence = alarmSentence(
      anAlarm({
        condition: { ...limit, direction: "below", setpoint: 18 },
        quantity: "temperature",
        unit: "Cel",
        value: 16.4,
      }),
      textsOf(en),
      createFormats("en", "Europe/Oslo"),
      now,
    );
    expect(Object.values(sentence).map(plain)).toEqual([
      "Temperature below 18.0 °C",
      "101 Klasserom, Skogly skole",
      "Measured 16.4 °C",
      "since 14:05 (12 min)",
    ]);
  });
});
