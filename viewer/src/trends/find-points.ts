import type { Point } from "@kontrollrom/contracts/point.ts";

const plain = (text: string) => text.toLocaleLowerCase("nb").replaceAll("₂", "2").replaceAll("₃", "3");

/** Points in which every word that is looked for stands somewhere: in the room, the device, the TFM tag or what is measured. */
export function findPoints(
  points: readonly Point[],
  wanted: { readonly words: string; readonly quantity: string },
  textOf: (point: Point) => string,
): readonly Point[] {
  const words = plain(wanted.words).split(/\s+/).filter(Boolean);
  return points.filter((point) => {
    if (wanted.quantity !== "" && point.quantity !== wanted.quantity) return false;
    if (words.length === 0) return !point.diagnostic || wanted.quantity !== "";
    const text = plain(`${textOf(point)} ${point.quantity} ${point.binding?.tfmTag ?? ""}`);
    return words.every((word) => text.includes(word));
  });
}
