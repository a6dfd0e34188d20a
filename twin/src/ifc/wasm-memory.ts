/** The part of the platform's WebAssembly.Memory that is used here; its types come with the DOM's only. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 64 * 1024;

/**
 * Bounds the WebAssembly memory of this thread: `resourceLimits` of a worker counts the JavaScript heap only, and a
 * drawing's geometry lives in web-ifc's memory, which may grow to 4 GiB. To be called once, in a thread that does
 * nothing else.
 * @returns tells whether memory was refused since it was last asked: web-ifc then throws an exception without a word,
 * or leaves things out
 */
export function limitWasmMemory(maxBytes: number): () => boolean {
  const { prototype } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: WasmMemory } } })
    .WebAssembly.Memory;
  const grow = prototype.grow;
  let refused = false;
  prototype.grow = function limited(this: WasmMemory, pages: number): number {
    try {
      if (this.buffer.byteLength + pages * PAGE > maxBytes) throw new RangeError("memory limit reached");
      return grow.call(this, pages);
    } catch (cause) {
      refused = true;
      throw cause;
    }
  };
  return () => {
    const was = refused;
    refused = false;
    return was;
  };
}
