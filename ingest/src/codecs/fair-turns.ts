interface Waiting<I, R> {
  readonly input: I;
  resolve(result: R): void;
  reject(error: unknown): void;
}

interface Line<O, I, R> {
  owner: O;
  waiting: Waiting<I, R>[];
  /** What one piece of its work takes, ms. */
  costMs: number;
}

export interface FairTurnsOptions<O, I, R> {
  keyOf(owner: O): string;
  work(owner: O, input: I): Promise<R>;
  /** Monotonic, ms. */
  readonly now: () => number;
}

/** A turn ends after about so long, ms, and after so many pieces. */
const turnMs = 100;
const turnPieces = 64;
/** From so many waiting on, an owner is behind when what waits takes longer than `behindMs`. */
const behindPieces = 1000;
const behindMs = 30_000;
const maxLines = 1000;
/** What is not known yet is taken to be slow: the first turn is a short one. */
const firstCostMs = 25;

/**
 * Work of several owners done in turns, so that one whose work is slow or much delays the others by a tenth of a second and no more. Each
 * owner's work is done and answered in its order.
 */
export function createFairTurns<O, I, R>(options: FairTurnsOptions<O, I, R>) {
  const lines = new Map<string, Line<O, I, R>>();
  let running = false;

  function lineOf(owner: O): Line<O, I, R> {
    const key = options.keyOf(owner);
    let line = lines.get(key);
    if (line === undefined) {
      line = { owner, waiting: [], costMs: firstCostMs };
      for (const [other, { waiting }] of lines) {
        if (lines.size < maxLines) break;
        if (waiting.length === 0) lines.delete(other);
      }
      lines.set(key, line);
    }
    // Another version of the same codec has another price; what waits is done with the new one.
    if (line.owner !== owner) line = Object.assign(line, { owner, costMs: firstCostMs });
    return line;
  }

  async function turn(line: Line<O, I, R>): Promise<void> {
    const pieces = Math.max(1, Math.min(turnPieces, Math.floor(turnMs / line.costMs)));
    const batch = line.waiting.splice(0, pieces);
    const { owner } = line;
    const startedAt = options.now();
    await Promise.all(
      batch.map(({ input, resolve, reject }) => options.work(owner, input).then(resolve, reject)),
    );
    const cost = (options.now() - startedAt) / batch.length;
    // What became slow is believed at once, what became quick half.
    line.costMs = cost > line.costMs ? cost : (line.costMs + cost) / 2;
  }

  async function run(): Promise<void> {
    for (;;) {
      const next = [...lines].find(([, { waiting }]) => waiting.length > 0);
      if (next === undefined) {
        running = false;
        return;
      }
      const [key, line] = next;
      // Behind all others, also behind those that come during its turn.
      lines.delete(key);
      lines.set(key, line);
      await turn(line);
    }
  }

  return {
    add(owner: O, input: I): Promise<R> {
      const line = lineOf(owner);
      return new Promise((resolve, reject) => {
        line.waiting.push({ input, resolve, reject });
        if (running) return;
        running = true;
        // What comes in the same turn of the event loop joins the first turn.
        setImmediate(run);
      });
    },
    /** Set where an owner's work has become more than it gets done in reasonable time. */
    behind(owner: O): { readonly waiting: number; readonly costMs: number } | undefined {
      const line = lines.get(options.keyOf(owner));
      if (line === undefined || line.owner !== owner || line.waiting.length < behindPieces) return undefined;
      const { costMs, waiting } = line;
      return waiting.length * costMs > behindMs ? { waiting: waiting.length, costMs } : undefined;
    },
  };
}
