import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { IfcAPI, LogLevel } from "web-ifc";
import type { IfcLine } from "./ifc-values.ts";
import { asImportError, ImportError } from "./import-error.ts";

/** Folder of web-ifc's wasm files; the trailing slash is needed by everyone who takes it. */
export const webIfcFolder = `${dirname(fileURLToPath(import.meta.resolve("web-ifc")))}/`;

/** An opened IFC model: the few calls of web-ifc that the import needs. */
export interface IfcFile {
  readonly api: IfcAPI;
  readonly model: number;
  /** Express ids of exactly this type, in the order of the file. */
  idsOf(type: number): number[];
  /** A line, or undefined when the file has none with this id (it is remembered in `missing`). */
  line(id: number): IfcLine | undefined;
  /** Whether the file has a line with this id; one that it has not is remembered in `missing`. */
  has(id: number): boolean;
  /** Types that occur in the file, by type code. */
  readonly types: ReadonlyMap<number, string>;
  /** Ids that something refers to and that do not exist. */
  readonly missing: ReadonlySet<number>;
  close(): void;
}

/**
 * Opens the bytes of an IFC file.
 * @throws ImportError `unreadable` when web-ifc cannot parse it, `out-of-memory` when its memory is spent
 */
export async function openIfcFile(bytes: Uint8Array): Promise<IfcFile> {
  const api = new IfcAPI();
  await api.Init();
  api.SetLogLevel(LogLevel.LOG_LEVEL_OFF);
  let model: number;
  try {
    model = api.OpenModel(bytes);
  } catch (cause) {
    throw asImportError(cause, "The file could not be parsed as IFC");
  }
  if (model < 0) throw new ImportError("unreadable", "The file could not be parsed as IFC. Export it again.");

  const types = new Map<number, string>();
  for (const { typeID, typeName } of api.GetAllTypesOfModel(model)) types.set(typeID, typeName);
  const missing = new Set<number>();

  return {
    api,
    model,
    types,
    missing,
    idsOf(type) {
      if (!types.has(type)) return [];
      const ids = api.GetLineIDsWithType(model, type);
      return Array.from({ length: ids.size() }, (_, i) => ids.get(i));
    },
    line(id) {
      const line: IfcLine | undefined = api.GetLine(model, id);
      if (line === undefined) missing.add(id);
      return line;
    },
    has(id) {
      const found = api.GetLineType(model, id) !== 0;
      if (!found) missing.add(id);
      return found;
    },
    close: () => api.CloseModel(model),
  };
}
