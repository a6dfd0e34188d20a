import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import {
  type Document,
  DocumentKind,
  DocumentSubject,
  documentMediaTypes,
} from "@kontrollrom/contracts/document.ts";
import { sql } from "kysely";
import type { Audit } from "../events/audit.ts";
import type { FileStore } from "../files/file-store.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor, listCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso, present } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { caller } from "../work-orders/routes.ts";

type Keys =
  | "GET /documents"
  | "POST /documents"
  | "GET /documents/{id}"
  | "GET /documents/{id}/file"
  | "PATCH /documents/{id}"
  | "DELETE /documents/{id}";

const documents = listCursor("GET /documents", "string");
/** A browser shows these itself; the rest is saved. */
const shown = /^(application\/pdf|image\/(jpeg|png|webp))$/;

export function documentHandlers(deps: {
  readonly db: RegistryDatabase;
  readonly files: FileStore;
  readonly audit: Audit;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, files, audit } = deps;

  async function row(id: string): Promise<Row<"document">> {
    const found = await db.selectFrom("document").selectAll().where("id", "=", id).executeTakeFirst();
    if (found) return found;
    throw new ProblemError(404, "document-not-found", `there is no document "${id}": see GET /documents`);
  }

  async function subjectOf(
    subject: DocumentSubject,
    id: string,
  ): Promise<{ subject_name: string; building_id: string | null }> {
    const found = await readSubject(db, subject, id);
    if (found) return found;
    throw new ProblemError(
      422,
      `${subject}-not-found`,
      `there is no ${subject} "${id}" to hang a document on`,
    );
  }

  async function replaced(id: string): Promise<Row<"document">> {
    const before = await row(id);
    if (before.newest === 1) return before;
    throw new ProblemError(
      409,
      "document-replaced",
      `"${before.title}" has a newer version than ${before.version}: replace that one (GET /documents/${id})`,
    );
  }

  return {
    "GET /documents": async ({ query }) => {
      const after = documents.read(query.cursor);
      let rows = db
        .selectFrom("document")
        .selectAll()
        .where("newest", "=", 1)
        .orderBy("title_key")
        .orderBy("id")
        .limit(query.limit + 1);
      if (after) rows = rows.where(afterCursor(["title_key", "id"], after));
      if (query.subject !== undefined) rows = rows.where("subject", "=", query.subject);
      if (query.subjectId !== undefined) rows = rows.where("subject_id", "=", query.subjectId);
      if (query.buildingId !== undefined) rows = rows.where("building_id", "=", query.buildingId);
      if (query.kind !== undefined) rows = rows.where("kind", "=", query.kind);
      for (const word of keyOf(query.search ?? "")
        .split(/\s+/)
        .filter((each) => each !== "")) {
        const like = `%${word.replace(/[\\%_]/g, "\\$&")}%`;
        rows = rows.where(sql<boolean>`title_key like ${like} escape '\\'`);
      }
      return documents.page(
        await rows.execute(),
        query.limit,
        (each) => ({ key: each.title_key, id: each.id }),
        toDocument,
      );
    },
    "POST /documents": async ({ query }, call) => {
      const place = await subjectOf(query.subject, query.subjectId);
      const before = query.replaces === undefined ? undefined : await replaced(query.replaces);
      const { key, bytes } = await files.putStream(call.body, call.signal);
      await checkContent(files.path(key), call.contentType, query.name);
      const id = randomUUID();
      const document: Row<"document"> = {
        id,
        series: before?.series ?? id,
        version: (before?.version ?? 0) + 1,
        newest: 1,
        subject: query.subject,
        subject_id: query.subjectId,
        ...place,
        title: query.title,
        title_key: keyOf(query.title),
        kind: query.kind,
        name: query.name,
        media_type: call.contentType,
        bytes,
        file_key: key,
        at: deps.now(),
        by: caller(call),
      };
      await db.transaction().execute(async (tx) => {
        if (before) {
          const { numUpdatedRows } = await tx
            .updateTable("document")
            .set({ newest: 0 })
            .where("id", "=", before.id)
            .where("newest", "=", 1)
            .executeTakeFirst();
          if (numUpdatedRows === 0n) await replaced(before.id);
        }
        await tx.insertInto("document").values(document).execute();
      });
      await audit.record(caller(call), "document-added", id, {
        title: query.title,
        subject: query.subject,
        subjectId: query.subjectId,
        version: document.version,
        sha256: key,
      });
      return toDocument(document);
    },
    "GET /documents/{id}": async ({ params }) => {
      const document = await row(params.id);
      const versions = await db
        .selectFrom("document")
        .selectAll()
        .where("series", "=", document.series)
        .orderBy("version", "desc")
        .limit(500)
        .execute();
      return {
        ...toDocument(document),
        versions: versions.map(({ id, version, name, bytes, at, by }) => ({
          id,
          version,
          name,
          bytes,
          at: iso(at),
          by,
        })),
      };
    },
    "GET /documents/{id}/file": async ({ params }) => {
      const { media_type, file_key, name, bytes } = await row(params.id);
      const how = shown.test(media_type) ? "inline" : "attachment";
      return new RawAnswer(media_type, files.stream(file_key), {
        "content-disposition": `${how}; filename*=UTF-8''${encodeURIComponent(name)}`,
        "content-length": String(bytes),
        "cache-control": "private, max-age=31536000, immutable",
      });
    },
    "PATCH /documents/{id}": async ({ params, body }, call) => {
      await row(params.id);
      const change = {
        ...(body.title !== undefined && { title: body.title, title_key: keyOf(body.title) }),
        ...(body.kind !== undefined && { kind: body.kind }),
      };
      if (Object.keys(change).length > 0) {
        await db.updateTable("document").set(change).where("id", "=", params.id).execute();
        await audit.record(caller(call), "document-changed", params.id, body);
      }
      return toDocument(await row(params.id));
    },
    "DELETE /documents/{id}": async ({ params }, call) => {
      const { series, title } = await row(params.id);
      await db.deleteFrom("document").where("series", "=", series).execute();
      await audit.record(caller(call), "document-removed", params.id, { title });
      return undefined;
    },
  };
}

/** What a title is ordered and searched by. */
export const keyOf = (title: string): string => title.trim().toLocaleLowerCase("nb");

async function readSubject(
  db: RegistryDatabase,
  subject: DocumentSubject,
  id: string,
): Promise<{ subject_name: string; building_id: string | null } | undefined> {
  switch (subject) {
    case "property": {
      const found = await db.selectFrom("property").select("name").where("id", "=", id).executeTakeFirst();
      return found && { subject_name: found.name, building_id: null };
    }
    case "building": {
      const found = await db.selectFrom("building").select("name").where("id", "=", id).executeTakeFirst();
      return found && { subject_name: found.name, building_id: id };
    }
    case "room": {
      const found = await db
        .selectFrom("space")
        .select(["number", "name", "building_id"])
        .where("id", "=", id)
        .executeTakeFirst();
      return (
        found && { subject_name: `${found.number} ${found.name}`.trim(), building_id: found.building_id }
      );
    }
    case "component": {
      const found = await db
        .selectFrom("element")
        .select(["name", "building_id"])
        .where("id", "=", id)
        .executeTakeFirst();
      return found && { subject_name: found.name, building_id: found.building_id };
    }
  }
}

/**
 * What a file says that it is must be what it is: others will open it.
 * @throws ProblemError 400 `empty-file`, 415 `content-differs`
 */
async function checkContent(path: string, mediaType: string, name: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    if (bytesRead === 0)
      throw new ProblemError(400, "empty-file", `"${name}" is empty: send the bytes of the file`);
    const begins = buffer.toString("hex");
    const known = documentMediaTypes[mediaType as keyof typeof documentMediaTypes];
    if (!known.some((magic) => begins.startsWith(magic)))
      throw new ProblemError(
        415,
        "content-differs",
        `"${name}" is sent as ${mediaType} and does not begin as such a file does: send it as what it is`,
      );
  } finally {
    await handle.close();
  }
}

function toDocument(row: Row<"document">): Document {
  return {
    id: row.id,
    subject: DocumentSubject.parse(row.subject),
    subjectId: row.subject_id,
    subjectName: row.subject_name,
    ...present({ buildingId: row.building_id }),
    title: row.title,
    kind: DocumentKind.parse(row.kind),
    version: row.version,
    newest: row.newest === 1,
    name: row.name,
    mediaType: row.media_type,
    bytes: row.bytes,
    at: iso(row.at),
    by: row.by,
  };
}
