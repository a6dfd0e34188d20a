import { XMLParser, XMLValidator } from "fast-xml-parser";

/** Deeper than any message of ThingPark: gateways lie four levels down. */
const maxDepth = 16;
/** The first character behind a byte order mark and white space. */
const startsAsXml = /^\uFEFF?\s*</;
const declaresTypes = /<!(?:DOCTYPE|ENTITY)/i;

export type XmlBody =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly detail: string };

/** Whether a body is XML: JSON never begins with a bracket of that kind. */
export function isXml(text: string): boolean {
  return startsAsXml.test(text);
}

/**
 * An XML body of ThingPark in the shape of its JSON form. All values stay text, as in the content type JSON. Entities are not
 * resolved and a document type is refused: ThingPark sends neither, and both are ways to make a parser work without end.
 */
export function readThingparkXml(text: string): XmlBody {
  if (declaresTypes.test(text)) return { ok: false, detail: "the XML declares a document type: send none" };
  const body = text.replace(/^\uFEFF/, "");
  const valid = XMLValidator.validate(body);
  if (valid !== true)
    return {
      ok: false,
      detail: `the XML cannot be read at line ${valid.err.line}, ${valid.err.msg.slice(0, 120)}: send it whole, in UTF-8`,
    };
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    removeNSPrefix: true,
    parseTagValue: false,
    processEntities: false,
    maxNestedTags: maxDepth,
  });
  try {
    return { ok: true, json: parser.parse(body) };
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.slice(0, 120) : "unknown error";
    return { ok: false, detail: `the XML cannot be read, ${said}: send it whole, in UTF-8` };
  }
}
