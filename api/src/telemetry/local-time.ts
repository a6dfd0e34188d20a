import { createZone } from "@kontrollrom/ingest/store/series/zone.ts";

/** `2026-11-21 10:00:00` on the clocks of a zone, with milliseconds only where there are some. */
export function createLocalTime(zone: string): (time: number) => string {
  const { offset } = createZone(zone);
  return (time) => {
    const text = new Date(time + offset(time)).toISOString();
    return `${text.slice(0, 10)} ${text.slice(11, text.endsWith(".000Z") ? 19 : 23)}`;
  };
}
