import { hash } from "node:crypto";
import {
  type Codec,
  type CodecDetail,
  CodecMapping,
  type CodecVersion,
  maxCodecSourceBytes,
} from "@kontrollrom/contracts/codec.ts";
import type { Ingest } from "@kontrollrom/ingest/app.ts";
import { ProblemError } from "../http/problem-error.ts";
import { afterCursor } from "../registry/cursor.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import type { Row } from "../registry/schema.ts";
import { type CodecBook, decoderOf } from "./codec-book.ts";
import { devicesReadWith } from "./frame-replays.ts";

export interface NewCodec {
  readonly name: string;
  readonly vendor: string;
  readonly model: string;
  readonly source: string;
  readonly mapping: CodecMapping;
  readonly note: string;
}

export interface NewVersion {
  readonly source?: string | undefined;
  readonly mapping?: CodecMapping | undefined;
  readonly note: string;
  readonly activate: boolean;
}

export type CodecService = ReturnType<typeof createCodecService>;

/** Uploaded codecs and their versions. What devices are read with changes at once, for messages that come from then on. */
export function createCodecService(deps: {
  db: RegistryDatabase;
  book: CodecBook;
  codecs: Ingest["codecs"];
  now(): number;
}) {
  const { db, book } = deps;

  async function row(id: string): Promise<Row<"codec">> {
    const found = await db.selectFrom("codec").selectAll().where("id", "=", id).executeTakeFirst();
    if (!found) throw codecNotFound(id);
    return found;
  }

  async function versionRow(id: string, version: number): Promise<Row<"codec_version">> {
    const found = await db
      .selectFrom("codec_version")
      .selectAll()
      .where("codec_id", "=", id)
      .where("version", "=", version)
      .executeTakeFirst();
    if (!found)
      throw new ProblemError(
        404,
        "codec-version-not-found",
        `codec "${id}" has no version ${version}: see GET /codecs/${id}`,
      );
    return found;
  }

  async function mustBeCodec(name: string, source: string): Promise<void> {
    const bytes = Buffer.byteLength(source);
    if (bytes > maxCodecSourceBytes)
      throw new ProblemError(
        413,
        "codec-too-large",
        `the source has ${bytes} bytes; at most ${maxCodecSourceBytes} are taken`,
      );
    const fault = await deps.codecs.fault({ name, source });
    if (fault !== undefined)
      throw new ProblemError(422, "codec-refused", `this is no codec that can be run: ${fault}`);
  }

  function versionValues(
    codecId: string,
    version: number,
    given: Omit<NewCodec, "name" | "vendor" | "model">,
    by: string,
  ) {
    return {
      codec_id: codecId,
      version,
      source: given.source,
      sha256: hash("sha256", given.source),
      mapping: JSON.stringify(given.mapping),
      note: given.note,
      created_at: deps.now(),
      created_by: by,
    };
  }

  async function freeId(name: string): Promise<string> {
    const base = slug(name);
    for (let number = 1; ; number++) {
      const id = number === 1 ? base : `${base}-${number}`;
      const taken = await db.selectFrom("codec").select("id").where("id", "=", id).executeTakeFirst();
      if (!taken) return id;
    }
  }

  async function toCodec(codec: Row<"codec">): Promise<Codec> {
    const decoder = decoderOf(codec.id);
    return {
      id: codec.id,
      decoder,
      name: codec.name,
      vendor: codec.vendor,
      model: codec.model,
      activeVersion: codec.active_version,
      createdAt: iso(codec.created_at),
      devices: (await devicesReadWith(db, decoder)).length,
    };
  }

  async function detail(id: string): Promise<CodecDetail> {
    const codec = await toCodec(await row(id));
    const versions = await db
      .selectFrom("codec_version")
      .selectAll()
      .where("codec_id", "=", id)
      .orderBy("version", "desc")
      .execute();
    return {
      ...codec,
      versions: versions.map(toVersion),
      unmapped: [...deps.codecs.unmapped({ decoder: codec.decoder, version: codec.activeVersion })],
    };
  }

  async function activate(id: string, version: number): Promise<CodecDetail> {
    await versionRow(id, version);
    await db.updateTable("codec").set({ active_version: version }).where("id", "=", id).execute();
    await book.reload(id);
    return detail(id);
  }

  return {
    async list(limit: number, after: { key: string; id: string } | undefined): Promise<Row<"codec">[]> {
      let query = db.selectFrom("codec").selectAll().orderBy("name_key").orderBy("id").limit(limit);
      if (after !== undefined) query = query.where(afterCursor(["name_key", "id"], after));
      return query.execute();
    },
    toCodec,
    detail,
    activate,

    /** The codec of this name, capitals aside. */
    async named(name: string): Promise<string | undefined> {
      const found = await db
        .selectFrom("codec")
        .select("id")
        .where("name_key", "=", name.toLowerCase())
        .executeTakeFirst();
      return found?.id;
    },

    async create(codec: NewCodec, by: string): Promise<CodecDetail> {
      const known = await this.named(codec.name);
      if (known !== undefined)
        throw new ProblemError(
          409,
          "codec-exists",
          `there is a codec "${codec.name}" already: add a version to it with POST /codecs/${known}/versions`,
        );
      await mustBeCodec(codec.name, codec.source);
      const id = await freeId(codec.name);
      const { name, vendor, model } = codec;
      await db.transaction().execute(async (tx) => {
        await tx
          .insertInto("codec")
          .values({
            id,
            name,
            name_key: name.toLowerCase(),
            vendor,
            model,
            active_version: 1,
            created_at: deps.now(),
          })
          .execute();
        await tx
          .insertInto("codec_version")
          .values(versionValues(id, 1, codec, by))
          .execute();
      });
      await book.reload(id);
      return detail(id);
    },

    /** A version like the active one is not made again. */
    async addVersion(
      id: string,
      given: NewVersion,
      by: string,
    ): Promise<{ readonly detail: CodecDetail; readonly version: number; readonly added: boolean }> {
      const codec = await row(id);
      const active = await versionRow(id, codec.active_version);
      const source = given.source ?? active.source;
      const mapping = given.mapping ?? CodecMapping.parse(JSON.parse(active.mapping));
      if (source === active.source && JSON.stringify(mapping) === active.mapping)
        return { detail: await detail(id), version: active.version, added: false };
      if (source !== active.source) await mustBeCodec(codec.name, source);
      const version = await db.transaction().execute(async (tx) => {
        const { last } = await tx
          .selectFrom("codec_version")
          .select((eb) => eb.fn.max("version").as("last"))
          .where("codec_id", "=", id)
          .executeTakeFirstOrThrow();
        const next = Number(last) + 1;
        await tx
          .insertInto("codec_version")
          .values(versionValues(id, next, { source, mapping, note: given.note }, by))
          .execute();
        return next;
      });
      return {
        detail: given.activate ? await activate(id, version) : await detail(id),
        version,
        added: true,
      };
    },

    async source(id: string, version: number): Promise<string> {
      await row(id);
      return (await versionRow(id, version)).source;
    },

    /** What is to be tried: a stored version, the active one where none is named. */
    async stored(
      id: string,
      version: number | undefined,
    ): Promise<{ readonly name: string; readonly source: string; readonly mapping: CodecMapping }> {
      const codec = await row(id);
      const { source, mapping } = await versionRow(id, version ?? codec.active_version);
      return { name: codec.name, source, mapping: CodecMapping.parse(JSON.parse(mapping)) };
    },

    async remove(id: string): Promise<void> {
      const codec = await row(id);
      const decoder = decoderOf(id);
      const devices = await devicesReadWith(db, decoder);
      const profiles = await db
        .selectFrom("device_profile")
        .select("name")
        .where("decoder", "=", decoder)
        .execute();
      if (devices.length > 0 || profiles.length > 0) {
        const users = [
          ...devices.slice(0, 3).map((externalId) => `device ${externalId}`),
          ...profiles.slice(0, 3).map(({ name }) => `profile "${name}"`),
        ].join(", ");
        throw new ProblemError(
          409,
          "codec-in-use",
          `codec "${codec.name}" is used by ${devices.length} devices and ${profiles.length} profiles (${users}): give them another decoder first`,
        );
      }
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom("codec_version").where("codec_id", "=", id).execute();
        await tx.deleteFrom("codec").where("id", "=", id).execute();
      });
      await book.reload(id);
    },
  };
}

function codecNotFound(id: string): ProblemError {
  return new ProblemError(404, "codec-not-found", `there is no codec "${id}": see GET /codecs`);
}

function toVersion(row: Row<"codec_version">): CodecVersion {
  return {
    version: row.version,
    createdAt: iso(row.created_at),
    createdBy: row.created_by,
    note: row.note,
    bytes: Buffer.byteLength(row.source),
    sha256: row.sha256,
    mapping: CodecMapping.parse(JSON.parse(row.mapping)),
  };
}

/** A name that can stand in a table and an address. */
function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll("æ", "ae")
    .replaceAll("ø", "o")
    .replaceAll("å", "a")
    .normalize("NFD")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, "");
  return plain === "" ? "codec" : plain;
}
