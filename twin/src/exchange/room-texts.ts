/** What the texts inside a room say of it. */
export interface RoomTexts {
  readonly number: string;
  readonly name: string;
  /** m² */
  readonly areaDeclared: number | undefined;
}

/** "104", "A-1.104b", "U012", "2.14": digits, perhaps a wing before and a letter after. */
const NUMBER = /^(?:[A-ZÆØÅ]{1,3}[-. ]?)?\d{1,5}(?:[-.]\d{1,4}){0,2}[A-Za-z]?$/;
const AREA = /^(?:(?:NTA|BRA|areal|area)\s*[:=]?\s*)?(\d+(?:[.,]\d+)?)\s*(?:m²|m2|m\^2|kvm)$/i;
/** "101 Kontor" in one text. */
const BOTH = /^((?:[A-ZÆØÅ]{1,3}[-.]?)?\d{1,5}(?:[-.]\d{1,4}){0,2}[A-Za-z]?)[\s:,-]+(\D.*)$/;

/**
 * Reads number, name and area of a room from the texts in it: by the tags of block attributes where there are any, else
 * by how they look.
 * @param texts in reading order, from the top
 */
export function readRoomTexts(
  texts: readonly { readonly lines: readonly string[]; readonly tag?: string | undefined }[],
): RoomTexts {
  let number = "";
  let areaDeclared: number | undefined;
  const names: string[] = [];
  const takeArea = (line: string): boolean => {
    const written = AREA.exec(line)?.[1];
    if (written !== undefined) areaDeclared ??= Number(written.replace(",", "."));
    return written !== undefined;
  };
  for (const { lines, tag = "" } of texts) {
    const whole = lines.join(" ");
    if (/(?:^|[_\s-]|ROM|ROOM)(?:NR|NUMMER|NUMBER|NO|NUM)$/i.test(tag) && number === "") number = whole;
    else if (/NAVN|NAME/i.test(tag)) names.unshift(whole);
    else if (/AREAL|AREA|BRA|NTA/i.test(tag)) {
      if (!takeArea(whole) && /^\d+([.,]\d+)?$/.test(whole)) areaDeclared ??= Number(whole.replace(",", "."));
    } else
      for (const line of lines) {
        if (takeArea(line)) continue;
        const both = BOTH.exec(line);
        if (number === "" && NUMBER.test(line)) number = line;
        else if (number === "" && both !== null) {
          number = both[1] ?? "";
          names.push(both[2] ?? "");
        } else names.push(line);
      }
  }
  const name = [...new Set(names)].join(" ").slice(0, 200);
  return { number: number.slice(0, 60), name, areaDeclared };
}
