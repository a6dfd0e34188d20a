/** Attributes of an instance as they are written, blanks and comments around them included. */
export function splitAttributes(line: string): { head: string; attributes: string[]; tail: string } {
  const open = line.indexOf("(");
  const attributes: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at >= 0 && at < line.length; at++) {
    const letter = line[at];
    if (letter === "'") at = afterString(line, at) - 1;
    else if (letter === "/" && line[at + 1] === "*") at = afterComment(line, at) - 1;
    else if (letter === "(") depth++;
    else if (letter === ")") {
      depth--;
      if (depth > 0) continue;
      attributes.push(line.slice(from, at));
      return { head: line.slice(0, open + 1), attributes, tail: line.slice(at) };
    } else if (letter === "," && depth === 1) {
      attributes.push(line.slice(from, at));
      from = at + 1;
    }
  }
  throw new Error(`an instance does not end: ${line.slice(0, 80)}`);
}

/** Ids that a piece of an instance refers to, in their order; what stands in texts and comments is none. */
export function refsIn(text: string): number[] {
  const bare = text.replace(/'(?:[^']|'')*'|\/\*[\s\S]*?\*\//g, " ");
  return Array.from(bare.matchAll(/#(\d+)/g), ([, id]) => Number(id));
}

/** The id of an attribute that is one reference. */
export function refOf(attribute: string | undefined): number | undefined {
  const [, id] = /^\s*#(\d+)\s*$/.exec(attribute ?? "") ?? [];
  return id === undefined ? undefined : Number(id);
}

/** A text as a STEP string: ISO 10303-21 §6.4.3, letters beyond ASCII as \X2\ or \X4\. */
export function stepString(text: string): string {
  const coded = text.replace(/['\\]/g, "$&$&").replace(/[^\x20-\x7e]+/gu, (part) => {
    const letters = Array.from(part, (letter) => letter.codePointAt(0) ?? 0);
    const wide = letters.some((code) => code > 0xffff);
    const hex = letters.map((code) =>
      code
        .toString(16)
        .toUpperCase()
        .padStart(wide ? 8 : 4, "0"),
    );
    return `\\X${wide ? 4 : 2}\\${hex.join("")}\\X0\\`;
  });
  return `'${coded}'`;
}

/** A text, or `$` for none: IfcLabel has at most 255 letters. */
export function label(text: string | undefined): string {
  return text === undefined || text === "" ? "$" : stepString(Array.from(text).slice(0, 255).join(""));
}

/** A number as a STEP real: it has a point, and its exponent an E (ISO 10303-21 §6.4.2). */
export function stepReal(value: number): string {
  const [mantissa = "0", exponent] = String(Number(value.toPrecision(15))).split("e");
  const pointed = mantissa.includes(".") ? mantissa : `${mantissa}.`;
  return exponent === undefined ? pointed : `${pointed}E${exponent}`;
}

function afterString(line: string, start: number): number {
  const end = line.indexOf("'", start + 1);
  return end < 0 ? line.length : end + 1;
}

function afterComment(line: string, start: number): number {
  const end = line.indexOf("*/", start + 2);
  return end < 0 ? line.length : end + 2;
}
