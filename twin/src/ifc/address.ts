import { type IfcLine, ref, text } from "./ifc-values.ts";
import type { IfcFile } from "./open-file.ts";

/** What drawing programs write where nobody has filled in the address. */
const PLACEHOLDER = /^(enter address here|skriv inn adresse.*|adresse|address|unknown|\$)$/i;

/** The postal address of a building or site in one line, e.g. `Kongens plass 1, 6509 Kristiansund`. */
export function readAddress(file: IfcFile, owner: IfcLine | undefined): string | undefined {
  const id = ref(owner?.BuildingAddress) ?? ref(owner?.SiteAddress);
  const line = id === undefined ? undefined : file.line(id);
  if (line === undefined) return undefined;
  const lines = (Array.isArray(line.AddressLines) ? line.AddressLines : [])
    .map(text)
    .filter((part) => part !== undefined)
    .map((part) => part.replace(/\s*[\r\n]+\s*/g, ", "))
    .filter((part) => !PLACEHOLDER.test(part));
  if (lines.length === 0) return undefined;
  const town = [text(line.PostalCode), text(line.Town)].filter((part) => part !== undefined).join(" ");
  return [...lines, town]
    .filter((part) => part !== "")
    .join(", ")
    .slice(0, 300);
}
