/** One line of a STEP file's data: `#id=TYPE(args)`. */
export interface StepLine {
  readonly id: number;
  readonly type: string;
  /** What stands between the outer brackets. */
  args: string;
}

export interface StepText {
  readonly head: string;
  readonly lines: StepLine[];
  readonly tail: string;
}

/** Reads the data section of a STEP file (ISO 10303-21) line by line; strings and comments may hold any character. */
export function readStep(text: string): StepText {
  const start = text.indexOf("DATA;") + "DATA;".length;
  const end = text.lastIndexOf("ENDSEC;");
  const lines: StepLine[] = [];
  let from = start;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 39) {
      at = text.indexOf("'", at + 1);
      if (at < 0) break;
    } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      const blank = text.slice(from, at).trim() === "";
      at = text.indexOf("*/", at + 2) + 1;
      if (at < 1) break;
      if (blank) from = at + 1;
    } else if (code === 59) {
      const found = /#(\d+)\s*=\s*(\w+)\s*\(([\s\S]*)\)\s*$/.exec(text.slice(from, at));
      if (found)
        lines.push({ id: Number(found[1]), type: (found[2] ?? "").toUpperCase(), args: found[3] ?? "" });
      from = at + 1;
    }
  }
  return { head: text.slice(0, start), lines, tail: text.slice(end) };
}

export function writeStep({ head, lines, tail }: StepText): string {
  return `${head}\n${lines.map(({ id, type, args }) => `#${id}=${type}(${args});`).join("\n")}\n${tail}`;
}

/** The arguments of a line, one by one, lists and strings whole. */
export function splitArguments(args: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < args.length; at++) {
    const character = args[at];
    if (character === "'") at = args.indexOf("'", at + 1);
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "," && depth === 0) {
      parts.push(args.slice(from, at).trim());
      from = at + 1;
    }
    if (at < 0) break;
  }
  parts.push(args.slice(from).trim());
  return parts;
}

/** The ids that an argument refers to. */
export function referencesIn(argument: string): number[] {
  return [...argument.replace(/'(?:[^']|'')*'/g, "").matchAll(/#(\d+)/g)].map((match) => Number(match[1]));
}
