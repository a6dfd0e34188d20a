import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { IfcAPI, LogLevel } from "web-ifc";

/** The peer: web-ifc alone, opening a file and reading every mesh of it once, as any viewer does first. */
const api = new IfcAPI();
await api.Init();
api.SetLogLevel(LogLevel.LOG_LEVEL_OFF);
const model = api.OpenModel(readFileSync(workerData as string));
let triangles = 0;
api.StreamAllMeshes(model, (mesh) => {
  const geometries = mesh.geometries;
  for (let i = 0; i < geometries.size(); i++) {
    const geometry = api.GetGeometry(model, geometries.get(i).geometryExpressID);
    api.GetVertexArray(geometry.GetVertexData(), geometry.GetVertexDataSize());
    triangles += api.GetIndexArray(geometry.GetIndexData(), geometry.GetIndexDataSize()).length / 3;
    geometry.delete();
  }
});
parentPort?.postMessage(triangles);
