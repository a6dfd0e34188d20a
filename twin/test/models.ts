import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("../../../shared/models/", import.meta.url);

/** Whether the real drawings, which are too large for the repository, lie beside it. */
export const hasModels = existsSync(new URL("manifest.json", FOLDER));

/** Path of a real drawing, gzipped. */
export function modelPath(name: string): string {
  return fileURLToPath(new URL(`${name}.ifc.gz`, FOLDER));
}

export interface ModelFacts {
  readonly file: string;
  readonly schema: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly gz: string;
}

export function modelFacts(): ModelFacts[] {
  return JSON.parse(readFileSync(new URL("manifest.json", FOLDER), "utf8")) as ModelFacts[];
}
