/**
 * Which client follows which points, and which of them changed since it was last told. What is kept for a client is at most
 * one mark for each point that it follows, however slow it is.
 */
export interface InterestIndex<Client> {
  /** Replaces what the client follows; marks of points that it no longer follows are dropped. */
  follow(client: Client, pointIds: ReadonlySet<number>): void;
  leave(client: Client): void;
  /** Notes that points have new values. Cheap: clients are looked at in `spread`. */
  changed(pointIds: Iterable<number>): void;
  /** Hands what changed to the clients that follow it. */
  spread(): void;
  /** Takes at most `limit` marks of a client. */
  take(client: Client, limit: number): number[];
  /** Whether anything waits to be spread or taken. */
  readonly idle: boolean;
  readonly points: number;
}

export function createInterestIndex<Client>(): InterestIndex<Client> {
  const followers = new Map<number, Set<Client>>();
  const followed = new Map<Client, ReadonlySet<number>>();
  const marks = new Map<Client, Set<number>>();
  const news = new Set<number>();

  function drop(client: Client, pointId: number): void {
    const clients = followers.get(pointId);
    clients?.delete(client);
    if (clients?.size === 0) followers.delete(pointId);
  }

  return {
    follow(client, pointIds) {
      const before = followed.get(client);
      for (const id of before ?? []) if (!pointIds.has(id)) drop(client, id);
      for (const id of pointIds) {
        const clients = followers.get(id);
        if (clients) clients.add(client);
        else followers.set(id, new Set([client]));
      }
      followed.set(client, pointIds);
      const kept = marks.get(client)?.intersection(pointIds);
      if (kept && kept.size > 0) marks.set(client, kept);
      else marks.delete(client);
    },
    leave(client) {
      for (const id of followed.get(client) ?? []) drop(client, id);
      followed.delete(client);
      marks.delete(client);
    },
    changed(pointIds) {
      for (const id of pointIds) if (followers.has(id)) news.add(id);
    },
    spread() {
      for (const id of news) {
        for (const client of followers.get(id) ?? []) {
          const own = marks.get(client);
          if (own) own.add(id);
          else marks.set(client, new Set([id]));
        }
      }
      news.clear();
    },
    take(client, limit) {
      const own = marks.get(client);
      if (!own) return [];
      const taken = [...own.values().take(limit)];
      if (taken.length === own.size) marks.delete(client);
      else for (const id of taken) own.delete(id);
      return taken;
    },
    get idle() {
      return news.size === 0 && marks.size === 0;
    },
    get points() {
      return followers.size;
    },
  };
}
