import {
  IFCBUILDINGSYSTEM,
  IFCCLASSIFICATION,
  IFCCLASSIFICATIONREFERENCE,
  IFCDISTRIBUTIONSYSTEM,
  IFCGROUP,
  IFCRELASSIGNSTOGROUP,
  IFCRELASSOCIATESCLASSIFICATION,
  IFCRELSPACEBOUNDARY,
  IFCRELSPACEBOUNDARY1STLEVEL,
  IFCRELSPACEBOUNDARY2NDLEVEL,
  IFCSPATIALZONE,
  IFCSYSTEM,
  IFCZONE,
} from "web-ifc";
import { webIfcFolder } from "./open-file.ts";

/**
 * Converts an IFC file to a fragments file for the viewer, with zones, systems, classification and space boundaries,
 * which the importer leaves out by itself. The same file gives the same bytes.
 * @param id names the model inside the file; from the content, so that nothing of it is random
 */
export async function toFrag(
  bytes: Uint8Array,
  id: string,
  onProgress?: (fraction: number) => void,
): Promise<Uint8Array> {
  // Loaded here because it brings three.js along, which nobody else in the import needs.
  const { IfcImporter } = await import("@thatopen/fragments");
  const importer = new IfcImporter();
  importer.wasm = { path: webIfcFolder, absolute: true };
  importer.classes.abstract.add(
    IFCZONE,
    IFCSPATIALZONE,
    IFCSYSTEM,
    IFCDISTRIBUTIONSYSTEM,
    IFCBUILDINGSYSTEM,
    IFCGROUP,
    IFCCLASSIFICATION,
    IFCCLASSIFICATIONREFERENCE,
  );
  importer.relations.set(IFCRELASSIGNSTOGROUP, { forRelating: "IsGroupedBy", forRelated: "HasAssignments" });
  importer.relations.set(IFCRELASSOCIATESCLASSIFICATION, {
    forRelating: "ClassificationRefForObjects",
    forRelated: "HasAssociations",
  });
  for (const boundary of [IFCRELSPACEBOUNDARY, IFCRELSPACEBOUNDARY1STLEVEL, IFCRELSPACEBOUNDARY2NDLEVEL]) {
    importer.relations.set(boundary, { forRelating: "BoundedBy", forRelated: "ProvidesBoundaries" });
  }
  return importer.process({
    bytes,
    id,
    progressCallback: (fraction) => onProgress?.(fraction),
  });
}
