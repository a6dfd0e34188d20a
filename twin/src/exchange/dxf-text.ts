import { DxfError } from "./dxf-error.ts";

/** Code pages that `$DWGCODEPAGE` names, as TextDecoder knows them. */
const CODE_PAGES: Record<string, string> = {
  "437": "windows-1252",
  "850": "windows-1252",
  "865": "windows-1252",
  "932": "shift_jis",
  "936": "gbk",
  "949": "euc-kr",
  "950": "big5",
  "874": "windows-874",
};

/**
 * The text of a DXF file in its own encoding: UTF-8 from AutoCAD 2007 (AC1021) on, before that the code page of its
 * header.
 * @throws DxfError for what is no text DXF, or ends before its end
 */
export function decodeDxf(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new DxfError("empty-file", "The file is empty. Send the bytes of a .dxf.");
  const head = latin1(bytes.subarray(0, 65_536));
  if (/^AC10\d\d/.test(head))
    throw new DxfError("dwg-file", "This is a DWG file. Save it as DXF (ASCII) in the drawing program.");
  if (head.startsWith("AutoCAD Binary DXF"))
    throw new DxfError("binary-dxf", "This is a binary DXF. Save it as ASCII DXF in the drawing program.");
  if (!/^(?:\uFEFF|ï»¿)?\s*(?:999\r?\n[^\n]*\n\s*)*0\s*\r?\n\s*SECTION\b/.test(head))
    throw new DxfError(
      "not-dxf",
      `The file begins with "${printable(head.slice(0, 40))}", not with a SECTION as a DXF does. Export it as ASCII DXF.`,
    );
  if (!/\b0\s*\r?\n\s*EOF\s*$/.test(latin1(bytes.subarray(-4096))))
    throw new DxfError(
      "truncated-file",
      "The file does not end with EOF: a part of it is missing. Send it again.",
    );
  const version = Number(/\$ACADVER\s+1\s+AC(\d{4})/.exec(head)?.[1] ?? 1009);
  const page = /\$DWGCODEPAGE\s+3\s+(?:ANSI_|DOS|CP)?(\d+)/i.exec(head)?.[1] ?? "1252";
  if (version >= 1021 || isUtf8(bytes)) return new TextDecoder("utf-8").decode(bytes);
  return decoder(CODE_PAGES[page] ?? `windows-${page}`).decode(bytes);
}

function decoder(label: string): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder("windows-1252");
  }
}

/** Many programs write UTF-8 under an old version number. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, " ").trim();
}

/** Lines of a TEXT or MTEXT as a person reads them: without codes for fonts, colours, heights and columns. */
export function plainLines(coded: string): string[] {
  return coded
    .replace(/%%(\d{3})/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/%%[cC]/g, "Ø")
    .replace(/%%[dD]/g, "°")
    .replace(/%%[pP]/g, "±")
    .replace(/%%[uUoOkK]/g, "")
    .replace(/\\[Uu]\+([0-9A-Fa-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\\\/g, "\u0001")
    .replace(/\\S([^;^#/]*)[\^#/]?([^;]*);/g, (_, over: string, under: string) => `${over}${under.trim()}`)
    .replace(/\\[ACFHQTWcfpq][^;\\{}]*;/g, "")
    .replace(/\\[LlOoKkN]/g, "")
    .replace(/\\P|\^J|\n/g, "\n")
    .replace(/\^[IM]/g, " ")
    .replace(/\\~/g, " ")
    .replace(/\\([{}])/g, (_, brace: string) => (brace === "{" ? "\u0002" : "\u0003"))
    .replace(/[{}]/g, "")
    .replaceAll("\u0001", "\\")
    .replaceAll("\u0002", "{")
    .replaceAll("\u0003", "}")
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
}
