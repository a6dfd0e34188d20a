/**
 * Puts the memory of a WebAssembly engine back to an earlier moment: everything that foreign code did to the engine
 * in between, to its objects, its allocator or, through a fault of it, to any byte, is undone.
 *
 * An Emscripten program lays its memory out as `[static data][stack][heap up to the break][untouched]`. The stack is
 * dead between two calls, so an image holds the static data and the heap. What lies over the break is zero in a new
 * instance, and is made zero again.
 */
export interface MemoryLayout {
  /** The end of the static data. */
  readonly dataEnd: number;
  readonly heapStart: number;
  /** Where the allocator keeps the address up to which it has taken memory. */
  readonly breakAt: number;
}

export interface MemoryImage {
  readonly data: Uint8Array;
  readonly heap: Uint8Array;
  readonly break: number;
}

const page = 4096;

export class UnknownMemoryLayoutError extends Error {
  readonly code = "unknown-memory-layout";
}

function isZero(words: Uint32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (words[i] !== 0) return false;
  return true;
}

/** The address after the last word that is not zero. */
function writtenUpTo(words: Uint32Array): number {
  let end = words.length;
  while (end > 0 && words[end - 1] === 0) end -= 1;
  return end * 4;
}

/** The longest run of pages below `end` that nothing has written to: the stack of a program that was just loaded. */
function longestZeroRun(words: Uint32Array, end: number): { readonly start: number; readonly end: number } {
  const perPage = page / 4;
  let best = { start: 0, end: 0 };
  let start = 0;
  for (let at = 0; at < end; at += perPage) {
    if (!isZero(words, at, at + perPage)) start = at + perPage;
    else if (at + perPage - start > best.end - best.start) best = { start, end: at + perPage };
  }
  return { start: best.start * 4, end: best.end * 4 };
}

/**
 * Finds out how an instance lays out its memory. `memory` belongs to an instance that has run no more than its start,
 * and that is of no use afterwards; `allocate` takes that many bytes from its heap.
 *
 * The break is the one word that, before and after an allocation too large for what the heap has at hand, points
 * over everything that is written, and moved by about as much as was allocated.
 *
 * @throws UnknownMemoryLayoutError when no word is, or several are: the engine was built in a way not known here.
 */
export function findMemoryLayout(
  memory: WebAssembly.Memory,
  allocate: (bytes: number) => void,
): MemoryLayout {
  const step = 2 ** 20;
  const before = new Uint32Array(memory.buffer).slice();
  allocate(step);
  const after = new Uint32Array(memory.buffer);
  if (after.length !== before.length)
    throw new UnknownMemoryLayoutError("the engine's memory grew for one MiB");
  const writtenBefore = writtenUpTo(before);
  const writtenAfter = writtenUpTo(after);
  const found: number[] = [];
  for (let i = 0; i * 4 < writtenBefore; i++) {
    const was = before[i] ?? 0;
    const is = after[i] ?? 0;
    const pastAll = was >= writtenBefore && is >= writtenAfter && is <= memory.buffer.byteLength;
    if (pastAll && is - was > step / 2) found.push(i);
  }
  const [at] = found;
  if (at === undefined || found.length > 1) {
    throw new UnknownMemoryLayoutError(
      `${found.length} words of the engine's memory look like the end of its heap; expected one`,
    );
  }
  const stack = longestZeroRun(before, writtenBefore / 4);
  return { dataEnd: stack.start, heapStart: stack.end, breakAt: at * 4 };
}

export interface MemoryImages {
  take(): MemoryImage;
  restore(image: MemoryImage): void;
}

export function createMemoryImages(memory: WebAssembly.Memory, layout: MemoryLayout): MemoryImages {
  let view = new DataView(memory.buffer);
  let bytes = new Uint8Array(memory.buffer);

  /** The views of a memory that has grown are dead. */
  function renew(): void {
    if (bytes.buffer === memory.buffer) return;
    view = new DataView(memory.buffer);
    bytes = new Uint8Array(memory.buffer);
  }

  return {
    take() {
      renew();
      const end = view.getUint32(layout.breakAt, true);
      return {
        data: bytes.slice(0, layout.dataEnd),
        heap: bytes.slice(layout.heapStart, end),
        break: end,
      };
    },
    restore(image) {
      renew();
      const end = view.getUint32(layout.breakAt, true);
      bytes.set(image.data, 0);
      bytes.set(image.heap, layout.heapStart);
      // A codec that got hold of the engine's memory could have written any break.
      if (end > image.break) bytes.fill(0, image.break, Math.min(end, bytes.length));
    },
  };
}
