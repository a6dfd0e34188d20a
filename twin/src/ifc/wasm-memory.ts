/** The part of the platform's WebAssembly.Memory that is used here; its types come with the DOM's only. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 64 * 1024;

/**
 * Bounds the WebAssembly memory of this thread: `resourceLimits` of a worker counts the JavaScript heap only, and a
 * drawing's geometry lives in web-ifc's memory, which may grow to 4 GiB. A refused growth is an error inside web-ifc.
 * To be called once, in a thread that does nothing else.
 */
export function limitWasmMemory(maxBytes: number): void {
  const { prototype } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: WasmMemory } } })
    .WebAssembly.Memory;
  const grow = prototype.grow;
  prototype.grow = function limited(this: WasmMemory, pages: number): number {
    if (this.buffer.byteLength + pages * PAGE > maxBytes) {
      throw new RangeError("The import's memory limit is reached");
    }
    return grow.call(this, pages);
  };
}
