/** Counts attempts in fixed windows, by address. */
export interface AttemptLimiter {
  /** Counts one attempt. False when the window is full. */
  take(address: string): boolean;
  /** Whether the window is full, without counting. */
  full(address: string): boolean;
  /** Seconds until the window of this address is over. */
  retryAfterS(address: string): number;
}

const maxAddresses = 10_000;

/** Forgets the oldest windows first when more than 10,000 addresses come at once. */
export function createAttemptLimiter(
  config: { max: number; windowMs: number },
  now: () => number,
): AttemptLimiter {
  const windows = new Map<string, { endsAt: number; count: number }>();

  function windowOf(address: string) {
    const key = networkOf(address);
    const current = windows.get(key);
    if (current && current.endsAt > now()) return current;
    windows.delete(key);
    return undefined;
  }

  return {
    take(address) {
      let window = windowOf(address);
      if (!window) {
        if (windows.size >= maxAddresses) windows.delete(windows.keys().next().value ?? "");
        window = { endsAt: now() + config.windowMs, count: 0 };
        windows.set(networkOf(address), window);
      }
      if (window.count >= config.max) return false;
      window.count++;
      return true;
    },
    full: (address) => (windowOf(address)?.count ?? 0) >= config.max,
    retryAfterS: (address) => Math.max(1, Math.ceil(((windowOf(address)?.endsAt ?? now()) - now()) / 1000)),
  };
}

/** One household or host usually holds a whole IPv6 /64: it counts as one address. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address.replace(/^::ffff:/i, "");
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return [...left, ...gap, ...right]
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
    .join(":");
}
