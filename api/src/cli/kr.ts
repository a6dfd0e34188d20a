import { parseArgs } from "node:util";
import { makeBackup, restore, verify } from "./backup.ts";
import { CliError } from "./cli-error.ts";
import { createClient } from "./client.ts";
import { exportIfc, exportPlan, importDxf } from "./drawings.ts";
import { exportSeries } from "./export.ts";
import { importModel } from "./import-model.ts";
import { importSamples } from "./import-samples.ts";
import { replay } from "./replay.ts";
import { replayFrames } from "./replay-frames.ts";

const help = `kr – work with a running Kontrollrom from the command line

  npm run kr -- import <file.ifc|.ifczip|.ifc.gz> [--name NAME] [--building ID]
                       [--discipline architecture|mechanical|electrical|structure|other]
      Import a drawing, as a new revision where the building is known, and show its report.
  npm run kr -- export-ifc --building NAME --out FILE.ifc
      Fetch a copy of a building's IFC with the rooms, zones and devices of the register; all else stays as the architect drew it.
  npm run kr -- export-plan --building NAME --storey NAME --out FILE.svg|.dxf|.pdf|.geojson [--scale 100] [--language nb|en]
      Fetch the plan of a storey. A PDF is to scale, with a title block, on the smallest paper that holds it.
  npm run kr -- import-dxf <file.dxf> --building NAME --storey NAME [--elevation METRES] [--rooms LAYER[,…]] [--walls …] [--doors …]
                       [--windows …] [--stairs …] [--texts …] [--unit millimetre|centimetre|decimetre|metre|inch|foot] [--height METRES]
      Make a storey of a DXF drawing, or draw one anew. Without layers, what the platform takes them for.

  npm run kr -- replay <file.csv|.csv.gz> --map Column=quantity[,Column=quantity…] [--time COLUMN] [--timezone ZONE]
                       [--device ID] [--room BUILDING/NUMBER] [--speed N|max]
      Send recorded values through MQTT as if they came live. The file's column "date", "time" or "timestamp" is the time unless
      --time names another; times without a zone are read as --timezone (UTC). --speed 1 is as fast as it happened, 60 a
      minute a second, max (the default) as fast as the platform stores it.

  npm run kr -- import-samples <file.csv|.ndjson[.gz]> [--map Column=quantity[,…] --device ID [--room BUILDING/NUMBER]]
                       [--time COLUMN] [--timezone ZONE] [--rejects FILE]
      Store a history of any length. A CSV file has the columns device, time, quantity, value and, if wanted, unit and channel; or,
      with --map, a column for each quantity, of one --device or of a column device. An NDJSON file has a native message a line.
      What is not stored is told with its line, and written to --rejects. Begin again after a break: nothing is stored twice.

  npm run kr -- export --out FILE.csv|.ndjson|.parquet --from DATE --to DATE [--points 12,13] [--building NAME] [--quantity NAME]
                       [--bucket PT1H] [--aggregates avg,min,max] [--timezone ZONE] [--excel]
      Fetch the history of many points as a file. --excel writes CSV as a Norwegian Excel opens it: semicolons, decimal commas,
      local time. Goes on where a connection broke; FILE is there when it is whole, and not before.

  npm run kr -- replay-frames [--device ID[,ID…]] [--decoder NAME] [--from TIME] [--to TIME]
      Read the raw messages that are kept (30 days) again, with the decoders as they are now. Samples that are the same stay, others are
      corrected or added on the same points; nobody is alarmed about the past.

  npm run kr -- backup <folder>
      Copy all that a running platform keeps (telemetry, register, files) into a new folder. The platform goes on meanwhile.
  npm run kr -- verify-backup <folder>
      Read a backup again and compare it with its checksums.
  npm run kr -- restore <folder>
      Put a backup into KR_DATA_DIR (./data), which has to be empty, and then start the platform.

  Every command takes --url (http://127.0.0.1:8080, or KR_HTTP_HOST and KR_HTTP_PORT) and, for replay, --mqtt
  (mqtt://127.0.0.1:1883, or KR_MQTT_HOST and KR_MQTT_PORT). The access key is read from KR_TOKEN or KR_ADMIN_TOKEN.
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: "boolean", short: "h" },
    url: { type: "string" },
    mqtt: { type: "string" },
    name: { type: "string" },
    discipline: { type: "string" },
    map: { type: "string" },
    time: { type: "string" },
    timezone: { type: "string" },
    device: { type: "string" },
    room: { type: "string" },
    speed: { type: "string" },
    rejects: { type: "string" },
    decoder: { type: "string" },
    out: { type: "string" },
    points: { type: "string" },
    building: { type: "string" },
    quantity: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    bucket: { type: "string" },
    aggregates: { type: "string" },
    format: { type: "string" },
    excel: { type: "boolean" },
    storey: { type: "string" },
    elevation: { type: "string" },
    rooms: { type: "string" },
    walls: { type: "string" },
    doors: { type: "string" },
    windows: { type: "string" },
    stairs: { type: "string" },
    texts: { type: "string" },
    unit: { type: "string" },
    height: { type: "string" },
    scale: { type: "string" },
    language: { type: "string" },
  },
});
const [command, file] = positionals;
const env = process.env;
const token = env.KR_TOKEN ?? env.KR_ADMIN_TOKEN;
const client = createClient({
  url: values.url ?? `http://${env.KR_HTTP_HOST ?? "127.0.0.1"}:${env.KR_HTTP_PORT ?? "8080"}`,
  token,
});
const write = (line: string) => process.stdout.write(`${line}\n`);

try {
  if (command === undefined || values.help || command === "help") write(help);
  else if (command === "export") {
    const givenUp = new AbortController();
    process.once("SIGINT", () => givenUp.abort());
    let shown = "";
    await exportSeries({
      client,
      token,
      out: values.out,
      points: values.points,
      building: values.building,
      quantity: values.quantity,
      from: values.from,
      to: values.to,
      bucket: values.bucket,
      aggregates: values.aggregates,
      timezone: values.timezone,
      format: values.format,
      excel: values.excel ?? false,
      signal: givenUp.signal,
      write: (line) => write(shown === "" || !process.stderr.isTTY ? line : `\r${line}`),
      progress(line) {
        // A log wants no line for each percent.
        const step = process.stderr.isTTY ? line : line.replace(/\d? %/, "");
        if (step === shown) return;
        shown = step;
        process.stderr.write(process.stderr.isTTY ? `\r${line.padEnd(20)}` : `${line}\n`);
      },
    });
  } else if (command === "replay-frames")
    await replayFrames({
      client,
      devices: values.device,
      decoder: values.decoder,
      from: values.from,
      to: values.to,
      write,
    });
  else if (command === "export-ifc")
    await exportIfc({ client, token, building: values.building, out: values.out, write });
  else if (command === "export-plan")
    await exportPlan({
      client,
      token,
      building: values.building,
      storey: values.storey,
      out: values.out,
      scale: values.scale,
      language: values.language,
      write,
    });
  else if (file === undefined) throw new CliError(`${command} needs a file: npm run kr -- ${command} <file>`);
  else if (command === "backup") await makeBackup({ client, folder: file, write });
  else if (command === "verify-backup") await verify({ folder: file, write });
  else if (command === "restore")
    await restore({ folder: file, dataDir: env.KR_DATA_DIR || "./data", write });
  else if (command === "import")
    await importModel({
      client,
      file,
      name: values.name,
      buildingId: values.building,
      discipline: values.discipline,
      write,
    });
  else if (command === "import-dxf") {
    const { rooms, walls, doors, windows, stairs, texts, building, storey, elevation, unit, height } = values;
    const layers = { rooms, walls, doors, windows, stairs, texts };
    await importDxf({ client, token, file, building, storey, elevation, layers, unit, height, write });
  } else if (command === "replay")
    await replay({
      client,
      file,
      mqttUrl: values.mqtt ?? `mqtt://${env.KR_MQTT_HOST ?? "127.0.0.1"}:${env.KR_MQTT_PORT ?? "1883"}`,
      token,
      map: values.map,
      timeColumn: values.time,
      timezone: values.timezone ?? "UTC",
      device: values.device,
      room: values.room,
      speed: values.speed ?? "max",
      write,
    });
  else if (command === "import-samples")
    await importSamples({
      client,
      token,
      file,
      map: values.map,
      timeColumn: values.time,
      timezone: values.timezone ?? "UTC",
      device: values.device,
      room: values.room,
      rejects: values.rejects,
      write,
    });
  else throw new CliError(`"${command}" is not a command: npm run kr -- help`);
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
