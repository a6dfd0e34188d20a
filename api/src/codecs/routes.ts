import type { CodecDetail } from "@kontrollrom/contracts/codec.ts";
import { CodecMapping, maxCodecSourceBytes } from "@kontrollrom/contracts/codec.ts";
import type { Ingest } from "@kontrollrom/ingest/app.ts";
import { NotStoredError } from "@kontrollrom/ingest/commit/group-commit.ts";
import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { readText } from "../http/read-body.ts";
import type { Jobs } from "../models/jobs.ts";
import { listCursor } from "../registry/cursor.ts";
import { caller } from "../work-orders/routes.ts";
import type { FrameReplays } from "./frame-replays.ts";
import type { CodecService } from "./service.ts";

type Keys =
  | "GET /codecs"
  | "POST /codecs"
  | "POST /codecs/upload"
  | "POST /codecs/try"
  | "GET /codecs/{id}"
  | "DELETE /codecs/{id}"
  | "POST /codecs/{id}/versions"
  | "GET /codecs/{id}/versions/{version}"
  | "POST /codecs/{id}/activate"
  | "POST /frames/replay"
  | "POST /frames/replay/offer";

const codecList = listCursor("GET /codecs", "string");

export function codecHandlers(deps: {
  service: CodecService;
  replays: FrameReplays;
  codecs: Ingest["codecs"];
  jobs: Jobs;
  audit: Audit;
  now(): number;
}): Pick<Handlers, Keys> {
  const { service, replays, jobs, audit } = deps;

  /** With what older messages of its devices have not seen of the change. */
  async function withOffer(detail: CodecDetail): Promise<CodecDetail> {
    const replay = await replays.offer({ decoder: detail.decoder });
    return replay.frames === 0 ? detail : { ...detail, replay };
  }

  async function addVersion(
    id: string,
    given: Parameters<CodecService["addVersion"]>[1],
    by: string,
  ): Promise<CodecDetail> {
    const { detail, version, added } = await service.addVersion(id, given, by);
    if (!added) return detail;
    await audit.record(by, "codec-version-added", id, { version, activate: given.activate });
    return given.activate ? withOffer(detail) : detail;
  }

  return {
    "GET /codecs": async ({ query }) => {
      const rows = await service.list(query.limit + 1, codecList.read(query.cursor));
      const { items, nextCursor } = codecList.page(
        rows,
        query.limit,
        (row) => ({ key: row.name_key, id: row.id }),
        (row) => row,
      );
      const found = await Promise.all(items.map(service.toCodec));
      return nextCursor === undefined ? { items: found } : { items: found, nextCursor };
    },
    "POST /codecs": async ({ body }, call) => {
      const detail = await service.create(body, caller(call));
      await audit.record(caller(call), "codec-created", detail.id, { name: body.name });
      return detail;
    },
    "POST /codecs/upload": async ({ query }, call) => {
      const source = await readText(call.body);
      if (source.trim() === "")
        throw new ProblemError(
          400,
          "empty-file",
          `the body is empty: send the JavaScript of the codec, at most ${maxCodecSourceBytes} bytes`,
        );
      const known = await service.named(query.name);
      const note = query.note ?? "";
      if (known !== undefined) return addVersion(known, { source, note, activate: true }, caller(call));
      const { name, vendor = "", model = "" } = query;
      const detail = await service.create(
        { name, vendor, model, source, note, mapping: CodecMapping.parse({}) },
        caller(call),
      );
      await audit.record(caller(call), "codec-created", detail.id, { name });
      return detail;
    },
    "POST /codecs/try": async ({ body }) => {
      const stored =
        body.codecId === undefined ? undefined : await service.stored(body.codecId, body.version);
      const bytes =
        body.bytesHex === undefined
          ? Buffer.from(body.bytesBase64 ?? "", "base64")
          : Buffer.from(body.bytesHex.replaceAll(/[^0-9a-fA-F]/g, ""), "hex");
      try {
        return await deps.codecs.tryOut(
          {
            name: stored?.name ?? "codec",
            source: stored?.source ?? body.source ?? "",
            mapping: body.mapping ?? stored?.mapping ?? CodecMapping.parse({}),
          },
          {
            bytes,
            fPort: body.fPort,
            recvTime: body.recvTime === undefined ? deps.now() : Date.parse(body.recvTime),
          },
        );
      } catch (error) {
        if (!(error instanceof NotStoredError)) throw error;
        throw new ProblemError(503, "stopping", "the platform is stopping: try again soon", { cause: error });
      }
    },
    "GET /codecs/{id}": ({ params }) => service.detail(params.id),
    "DELETE /codecs/{id}": async ({ params }, call) => {
      await service.remove(params.id);
      await audit.record(caller(call), "codec-deleted", params.id);
      return undefined;
    },
    "POST /codecs/{id}/versions": ({ params, body }, call) => addVersion(params.id, body, caller(call)),
    "GET /codecs/{id}/versions/{version}": async ({ params }) => ({
      source: await service.source(params.id, params.version),
    }),
    "POST /codecs/{id}/activate": async ({ params, body }, call) => {
      const detail = await service.activate(params.id, body.version);
      await audit.record(caller(call), "codec-activated", params.id, { version: body.version });
      return withOffer(detail);
    },
    "POST /frames/replay": async ({ body }, call) => {
      const devices = await replays.check(body);
      const name =
        body.decoder ?? (devices.length === 1 ? (devices[0] as string) : `${devices.length} devices`);
      const jobId = await jobs.add("frame-replay", name, JSON.stringify(body));
      await audit.record(caller(call), "frames-replayed", jobId, { ...body, devices: devices.length });
      return { jobId };
    },
    "POST /frames/replay/offer": ({ body }) => replays.offer(body),
  };
}
