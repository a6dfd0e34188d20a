import type { Codec, CodecFailure } from "./codec.ts";
import type { LoadedCodec } from "./engine.ts";

/** Evaluated codecs, with a bound on the memory that their images take: a hostile one can be as large as the engine. */
export function createLoadedCodecs(maxBytes: number, load: (codec: Codec) => LoadedCodec | CodecFailure) {
  /** The longest unused first. */
  const kept = new Map<number, LoadedCodec | CodecFailure>();
  let bytes = 0;

  function forget(number: number): void {
    bytes -= sizeOf(kept.get(number));
    kept.delete(number);
  }

  function keep(number: number, loaded: LoadedCodec | CodecFailure): void {
    kept.set(number, loaded);
    bytes += sizeOf(loaded);
    for (const oldest of kept.keys()) {
      if (bytes <= maxBytes) break;
      forget(oldest);
    }
  }

  return {
    forget,
    get(number: number, codec: Codec): LoadedCodec | CodecFailure {
      const known = kept.get(number);
      if (known !== undefined) {
        kept.delete(number);
        kept.set(number, known);
        return known;
      }
      const loaded = load(codec);
      // Another time a busy machine may be quicker; the other failures come again.
      if (!("ok" in loaded) || loaded.reason !== "timeout") keep(number, loaded);
      return loaded;
    },
  };
}

function sizeOf(loaded: LoadedCodec | CodecFailure | undefined): number {
  if (loaded === undefined || "ok" in loaded || loaded.image === undefined) return 0;
  const { data, heap } = loaded.image.memory;
  return data.length + heap.length;
}
