import type { ChecklistTemplate } from "@kontrollrom/contracts/work-order.ts";

type Items = ChecklistTemplate["items"];

/** Points as they are typed: one a line, a unit after a bar. */
export function pointsOf(text: string): Items {
  return text.split("\n").flatMap((line) => {
    const [point = "", unit = ""] = line.split("|").map((part) => part.trim());
    return point === "" ? [] : [{ text: point, ...(unit !== "" && { unit }) }];
  });
}

export function textOf(items: Items): string {
  return items.map(({ text, unit }) => (unit === undefined ? text : `${text} | ${unit}`)).join("\n");
}
