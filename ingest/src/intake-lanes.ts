/**
 * Keeps the messages of a device in their order while some of them wait for a codec and others do not: a message is done when those
 * before it from the same device are.
 */
export function createLanes() {
  const last = new Map<string, Promise<unknown>>();

  return {
    /** Whether something of one of these devices is on its way. */
    busy(devices: readonly { readonly externalId: string }[]): boolean {
      return last.size > 0 && devices.some(({ externalId }) => last.has(externalId));
    },
    /** Resolves when `work` and all that came before it from these devices is done; rejects as `work` does, then too. */
    async follow(
      devices: readonly { readonly externalId: string }[],
      work: () => Promise<void>,
    ): Promise<void> {
      const names = [...new Set(devices.map(({ externalId }) => externalId))];
      const before = names.map((name) => last.get(name));
      const mine = work();
      const done = Promise.allSettled([...before, mine]);
      for (const name of names) last.set(name, done);
      await done;
      for (const name of names) if (last.get(name) === done) last.delete(name);
      await mine;
    },
  };
}
export type Lanes = ReturnType<typeof createLanes>;
