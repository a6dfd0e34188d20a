import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DxfInspection, type DxfPurpose, PlanFormat } from "@kontrollrom/contracts/exchange.ts";
import { z } from "zod";
import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";
import { findBuilding } from "./find-building.ts";
import { jobDone } from "./job-done.ts";
import { openFile } from "./open-file.ts";

interface Common {
  readonly client: Client;
  readonly token: string | undefined;
  /** Id, number or exact name. */
  readonly building: string | undefined;
  write(line: string): void;
}

const JobStarted = z.object({ jobId: z.string() });

/** Has the platform write its rooms, zones and devices into a copy of a building's IFC, and fetches it. */
export async function exportIfc({
  client,
  token,
  building,
  out,
  write,
}: Common & { readonly out: string | undefined }): Promise<void> {
  if (building === undefined || out === undefined)
    throw new CliError("export-ifc needs --building NAME and --out FILE.ifc");
  const id = await findBuilding(client, building);
  const { jobId } = JobStarted.parse(await client.request("POST", `/buildings/${id}/ifc-export`));
  const result = await jobDone(client, jobId, "ifc-export", write);
  await fetchFile(client, token, `/ifc-exports/${jobId}/file`, out);
  const { renamedRooms, redrawnRooms, newRooms, removedRooms, zones, sensors, instances } = result;
  write(
    `${out}: ${renamedRooms} rooms renamed, ${redrawnRooms} redrawn, ${newRooms} new, ${removedRooms} removed, ${zones} zones, ${sensors} sensors`,
  );
  write(
    `  ${instances.changed} instances changed, ${instances.added} added, ${instances.removed} removed; the rest as it was`,
  );
  for (const { code, message, globalIds, count } of result.warnings)
    write(`  ${code}: ${message} (${globalIds.slice(0, 5).join(", ")}${count > 5 ? ", …" : ""})`);
}

/** Fetches the plan of a storey; what FILE ends in says as what. */
export async function exportPlan({
  client,
  token,
  building,
  storey,
  out,
  scale,
  language,
  write,
}: Common & {
  readonly storey: string | undefined;
  readonly out: string | undefined;
  readonly scale: string | undefined;
  readonly language: string | undefined;
}): Promise<void> {
  if (building === undefined || storey === undefined || out === undefined)
    throw new CliError(
      "export-plan needs --building NAME, --storey NAME and --out FILE.svg|.dxf|.pdf|.geojson",
    );
  const format = PlanFormat.safeParse(/\.(\w+)$/.exec(out)?.[1]?.toLowerCase());
  if (!format.success) throw new CliError(`"${out}" ends in no format: write .svg, .dxf, .pdf or .geojson`);
  const found = await findStorey(client, await findBuilding(client, building), storey);
  if (found === undefined) throw new CliError(`the building has no storey "${storey}"`);
  const query = new URLSearchParams({
    ...(scale !== undefined && { scale: scale.replace(/^1:/, "") }),
    ...(language !== undefined && { language }),
  });
  const bytes = await fetchFile(client, token, `/storeys/${found}/export/${format.data}?${query}`, out);
  write(`${out}: ${Math.ceil(bytes / 1000)} kB`);
}

export interface DxfOptions extends Common {
  readonly file: string;
  readonly storey: string | undefined;
  /** Metres above the building's zero, for a storey that it does not have yet. */
  readonly elevation: string | undefined;
  /** Names of layers with commas, by what they are for; without any, the platform's own suggestions. */
  readonly layers: Partial<Record<DxfPurpose, string | undefined>>;
  readonly unit: string | undefined;
  readonly height: string | undefined;
}

/** Makes a storey of a DXF drawing. */
export async function importDxf(options: DxfOptions): Promise<void> {
  const { client, file, building, storey, elevation, unit, height, write } = options;
  if (building === undefined || storey === undefined)
    throw new CliError('import-dxf needs --building NAME and --storey NAME, e.g. --storey "1. etasje"');
  const blob = await openFile(file);
  const id = await findBuilding(client, building);
  const inspection = DxfInspection.parse(
    await client.request("POST", "/drawings/dxf/inspect", { stream: blob.stream(), bytes: blob.size }),
  );
  const layers = layersOf(options.layers, inspection);
  if (layers.rooms === undefined)
    throw new CliError(
      `no layer looks like rooms: name it with --rooms. The file has ${inspection.layers.map(({ name, closed }) => `${name} (${closed} closed)`).join(", ")}`,
    );
  for (const [purpose, names] of Object.entries(layers)) write(`${purpose}: ${names.join(", ")}`);
  const known = await findStorey(client, id, storey);
  if (known === undefined && elevation === undefined)
    throw new CliError(
      `the building has no storey "${storey}" yet: say how high it lies with --elevation METRES`,
    );
  const { jobId } = JobStarted.parse(
    await client.request("POST", `/buildings/${id}/storeys/import-dxf`, {
      json: {
        fileKey: inspection.fileKey,
        name: basename(file),
        reading: {
          layers,
          ...(unit !== undefined && { unit }),
          ...(height !== undefined && { height: numberOf("--height", height) }),
        },
        storey:
          known === undefined
            ? { name: storey, elevation: numberOf("--elevation", elevation ?? "") }
            : { id: known },
      },
    }),
  );
  const result = await jobDone(client, jobId, "model-import", write);
  for (const { name, storeys, spaces } of result.buildings)
    write(`${name}: ${storeys} storeys, ${spaces} spaces`);
  for (const { code, message } of result.warnings) write(`  ${code}: ${message}`);
}

function layersOf(
  given: DxfOptions["layers"],
  { layers }: DxfInspection,
): Partial<Record<DxfPurpose, string[]>> {
  const named = Object.entries(given).flatMap(([purpose, names]) =>
    names === undefined ? [] : [[purpose, names.split(",").map((name) => name.trim())] as const],
  );
  if (named.length > 0) return Object.fromEntries(named);
  const suggested = Map.groupBy(
    layers.filter((layer) => layer.suggested !== undefined),
    (layer) => layer.suggested as DxfPurpose,
  );
  return Object.fromEntries([...suggested].map(([purpose, list]) => [purpose, list.map(({ name }) => name)]));
}

const Storeys = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });

async function findStorey(client: Client, buildingId: string, wanted: string): Promise<string | undefined> {
  const { items } = Storeys.parse(await client.request("GET", `/buildings/${buildingId}/storeys?limit=1000`));
  return items.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase())?.id;
}

function numberOf(option: string, text: string): number {
  const value = Number(text.replace(",", "."));
  if (text.trim() === "" || !Number.isFinite(value))
    throw new CliError(`${option} "${text}" is no number of metres`);
  return value;
}

/** Whole under its name, or not at all. */
async function fetchFile(
  { url }: Client,
  token: string | undefined,
  path: string,
  out: string,
): Promise<number> {
  const response = await fetch(new URL(`/api/v1${path}`, url), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  if (!response.ok || !response.body) {
    const text = await response.text();
    const { detail } = z
      .object({ detail: z.string() })
      .catch({ detail: text.slice(0, 300) })
      .parse(jsonOf(text));
    throw new CliError(`it was refused (${response.status}): ${detail}`);
  }
  const part = `${out}.part`;
  try {
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(part, { flush: true }));
    const { size } = await stat(part);
    await rename(part, out);
    return size;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
