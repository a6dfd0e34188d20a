import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededDemoVariable, startDemo } from "./demo.ts";

/** Imports the demo's drawings, devices and rules once for all tests; each begins with a copy of the folder. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "kontrollrom-seeded-"));
  // Nobody measures yet: the clock of the sensors all but stands, and the gateway is stopped as soon as it starts.
  const demo = await startDemo({ KR_DATA_DIR: folder, KR_DEMO_RATE: "0.001" });
  await demo.stop();
  process.env[seededDemoVariable] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
