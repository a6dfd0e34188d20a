import { parentPort, workerData } from "node:worker_threads";
import type { DrawnBuilding } from "./drawn-building.ts";
import { matchRevision } from "./match-revision.ts";

const { before, after } = workerData as { before: DrawnBuilding; after: DrawnBuilding };
parentPort?.postMessage(matchRevision(before, after));
