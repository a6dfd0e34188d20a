const two = (number: number) => String(number).padStart(2, "0");

/** A moment as `<input type="datetime-local">` has it: `2026-11-21T10:00:00` on the reader's clocks. */
export function toLocal(ms: number): string {
  const date = new Date(ms);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** ms; undefined where the field is not filled in. */
export function fromLocal(text: string): number | undefined {
  const ms = new Date(text).getTime();
  return Number.isNaN(ms) ? undefined : ms;
}

/** A figure as people write it, with a comma or a point; undefined where it is none. */
export function parseFigure(text: string): number | undefined {
  const plain = text
    .trim()
    .replaceAll(/[\s\u00a0]/g, "")
    .replace("−", "-")
    .replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
}
