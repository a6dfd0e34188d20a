/** What stands at a level of the topic tree: what ends here, and the levels below. */
interface Node<T> {
  readonly values: Map<string, T>;
  readonly below: Map<string, Node<T>>;
}

/**
 * Values by topic filter, found by topic in the number of its levels rather than of the filters [MQTT-4.7]. A key and a filter
 * hold one value.
 */
export function createTopicIndex<T>() {
  const root: Node<T> = { values: new Map(), below: new Map() };
  let size = 0;

  function collect(node: Node<T>, levels: readonly string[], depth: number, found: T[]): void {
    // `a/#` matches `a` too; neither wildcard at the beginning reaches topics with $ [MQTT-4.7.2-1].
    const reserved = depth === 0 && levels[0]?.startsWith("$") === true;
    const rest = reserved ? undefined : node.below.get("#");
    if (rest !== undefined) found.push(...rest.values.values());
    if (depth === levels.length) {
      found.push(...node.values.values());
      return;
    }
    const any = reserved ? undefined : node.below.get("+");
    if (any !== undefined) collect(any, levels, depth + 1, found);
    const level = levels[depth] as string;
    const same = level === "+" || level === "#" ? undefined : node.below.get(level);
    if (same !== undefined) collect(same, levels, depth + 1, found);
  }

  return {
    set(filter: string, key: string, value: T): void {
      let node = root;
      for (const level of filter.split("/")) {
        let next = node.below.get(level);
        if (next === undefined) {
          next = { values: new Map(), below: new Map() };
          node.below.set(level, next);
        }
        node = next;
      }
      if (!node.values.has(key)) size++;
      node.values.set(key, value);
    },

    delete(filter: string, key: string): void {
      const path: [Node<T>, string][] = [];
      let node = root;
      for (const level of filter.split("/")) {
        const next = node.below.get(level);
        if (next === undefined) return;
        path.push([node, level]);
        node = next;
      }
      if (!node.values.delete(key)) return;
      size--;
      for (const [parent, level] of path.reverse()) {
        const child = parent.below.get(level);
        if (child !== undefined && child.values.size === 0 && child.below.size === 0)
          parent.below.delete(level);
      }
    },

    match(topic: string): T[] {
      if (size === 0) return [];
      const found: T[] = [];
      collect(root, topic.split("/"), 0, found);
      return found;
    },

    size: () => size,
  };
}
export type TopicIndex<T> = ReturnType<typeof createTopicIndex<T>>;
