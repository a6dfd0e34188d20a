import { ImportError } from "./import-error.ts";

const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 4 * 1024;

/** Schemas that can be read: IFC2X3, IFC4 and its addenda, IFC4X3 in all its releases. */
const KNOWN_SCHEMA = /^(IFC2X3(_\w+)?|IFC4(_ADD\d(_TC\d)?)?|IFC4X3(_\w+)?)$/;

/**
 * Checks that the bytes are a whole IFC file in STEP physical form (ISO 10303-21) and of a schema that can be read.
 * @returns the schema as written in FILE_SCHEMA
 * @throws ImportError `empty-file`, `not-ifc`, `truncated-file`, `unknown-schema`
 */
export function validateIfc(bytes: Uint8Array): { schema: string } {
  if (bytes.length === 0) throw new ImportError("empty-file", "The file is empty. Choose the drawing again.");
  const head = latin1(bytes.subarray(0, HEAD_BYTES)).replace(/^\u00ef\u00bb\u00bf/, "");
  if (!/^\s*(\/\*[\s\S]*?\*\/\s*)*ISO-10303-21\s*;/.test(head)) throw notIfc(head);

  const tail = latin1(bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES)));
  if (!/END-ISO-10303-21\s*;/.test(tail)) {
    throw new ImportError(
      "truncated-file",
      "The file ends before END-ISO-10303-21: a part of it is missing. Export or send it again.",
    );
  }

  const schema = /FILE_SCHEMA\s*\(\s*\(\s*'([^']*)'/i.exec(head)?.[1]?.trim();
  if (schema === undefined) {
    throw new ImportError(
      "unknown-schema",
      "The header has no FILE_SCHEMA. Export as IFC2x3, IFC4 or IFC4.3.",
    );
  }
  if (!KNOWN_SCHEMA.test(schema.toUpperCase())) {
    throw new ImportError(
      "unknown-schema",
      `The schema "${schema.slice(0, 60)}" is not known. Export as IFC2x3, IFC4 or IFC4.3.`,
    );
  }
  return { schema };
}

function notIfc(head: string): ImportError {
  const kind = /^\s*(<!doctype html|<html)/i.test(head)
    ? "a web page"
    : /^\s*<\?xml|^\s*<(ifc|uos)/i.test(head)
      ? "XML; ifcXML is not read"
      : /^AC10/.test(head)
        ? "a DWG drawing"
        : /^%PDF/.test(head)
          ? "a PDF"
          : /^\s*\{/.test(head)
            ? "JSON"
            : undefined;
  const found = kind === undefined ? "It does not begin with ISO-10303-21" : `It is ${kind}`;
  return new ImportError(
    "not-ifc",
    `The file is not an IFC drawing. ${found}. Export as IFC (.ifc or .ifczip).`,
  );
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
