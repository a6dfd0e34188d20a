import { CodecMapping, codecPrefix } from "@kontrollrom/contracts/codec.ts";
import type { DecoderInfo } from "@kontrollrom/contracts/point.ts";
import type { ActiveCodec, CodecIndex } from "@kontrollrom/ingest/codecs/codec-index.ts";
import { decoderInfos, decoderNames } from "@kontrollrom/ingest/decoder-names.ts";
import type { RegistryDatabase } from "../registry/database.ts";

/** The active version of every uploaded codec, held in memory: every message of their devices asks for it. */
export interface CodecBook extends CodecIndex {
  load(): Promise<void>;
  /** Reads one codec again after it changed. */
  reload(id: string): Promise<void>;
  /** Whether a device can be read by this decoder, built in or uploaded. */
  known(decoder: string): boolean;
  names(): readonly string[];
  /** All decoders that a device can be registered with. */
  infos(): DecoderInfo[];
}

export function decoderOf(codecId: string): string {
  return codecPrefix + codecId;
}

export function createCodecBook(db: RegistryDatabase): CodecBook {
  const active = new Map<string, ActiveCodec>();
  const infos = new Map<string, DecoderInfo>();

  async function read(id?: string): Promise<void> {
    let query = db
      .selectFrom("codec")
      .innerJoin("codec_version", (join) =>
        join
          .onRef("codec_version.codec_id", "=", "codec.id")
          .onRef("codec_version.version", "=", "codec.active_version"),
      )
      .selectAll("codec")
      .select(["codec_version.version", "codec_version.source", "codec_version.mapping"]);
    if (id !== undefined) query = query.where("codec.id", "=", id);
    for (const row of await query.execute()) {
      const decoder = decoderOf(row.id);
      const { version, source } = row;
      active.set(decoder, { decoder, version, source, mapping: CodecMapping.parse(JSON.parse(row.mapping)) });
      infos.set(decoder, {
        id: decoder,
        vendor: row.vendor === "" ? row.name : row.vendor,
        models: row.model === "" ? [row.name] : [row.model],
        source: `${row.name}, version ${version} (uploaded)`,
        quantities: [],
      });
    }
  }

  return {
    load: () => read(),
    async reload(id) {
      active.delete(decoderOf(id));
      infos.delete(decoderOf(id));
      await read(id);
    },
    codec: (decoder) => active.get(decoder),
    known: (decoder) => active.has(decoder) || decoderNames().includes(decoder),
    names: () => [...decoderNames(), ...active.keys()],
    infos: () => [...decoderInfos(), ...infos.values()],
  };
}
