import type { Space, Storey } from "@kontrollrom/contracts/building.ts";

/** A part of the building in the tree. `path` is its own: a room of two zones stands under both. */
export interface TreeNode {
  readonly path: string;
  readonly kind: "building" | "storey" | "zone" | "room" | "component" | "sensor";
  /** Of the storey, room, component or point. */
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  /** Absent for leaves; "unread" where what is in it has not been asked for yet. */
  readonly children?: readonly TreeNode[] | "unread";
}

/** What is in a room, once it has been read. */
export type RoomContents = ReadonlyMap<string, readonly TreeNode[]>;

const byNumber = new Intl.Collator("nb", { numeric: true });

/** Building → storey → zone → room → component or sensor. Rooms of a storey without zones stand right under it. */
export function buildTree(
  building: { readonly id: string; readonly name: string },
  storeys: readonly Storey[],
  spaces: readonly Space[],
  contents: RoomContents,
  noZone: string,
): TreeNode {
  const room = (space: Space, above: string): TreeNode => ({
    path: `${above}/${space.id}`,
    kind: "room",
    id: space.id,
    label: `${space.number} ${space.name}`.trim(),
    children:
      contents.get(space.id)?.map((node) => ({ ...node, path: `${above}/${space.id}/${node.path}` })) ??
      "unread",
  });
  const ordered = [...spaces].sort((a, b) => byNumber.compare(a.number, b.number));
  return {
    path: "b",
    kind: "building",
    id: building.id,
    label: building.name,
    children: storeys.toReversed().map((storey): TreeNode => {
      const path = `b/${storey.id}`;
      const mine = ordered.filter(({ storeyId }) => storeyId === storey.id);
      const zones = [...new Set(mine.flatMap((space) => space.zones))].sort(byNumber.compare);
      const loose = mine.filter((space) => space.zones.length === 0);
      const zoned = zones.map((zone): TreeNode => {
        const inside = mine.filter((space) => space.zones.includes(zone));
        const above = `${path}/z:${zone}`;
        return {
          path: above,
          kind: "zone",
          id: zone,
          label: zone,
          children: inside.map((one) => room(one, above)),
        };
      });
      const rest: TreeNode[] =
        zones.length === 0 || loose.length === 0
          ? loose.map((one) => room(one, path))
          : [
              {
                path: `${path}/z`,
                kind: "zone",
                id: "",
                label: noZone,
                children: loose.map((one) => room(one, `${path}/z`)),
              },
            ];
      return { path, kind: "storey", id: storey.id, label: storey.name, children: [...zoned, ...rest] };
    }),
  };
}

export interface TreeRow {
  readonly node: TreeNode;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  readonly parent: string | undefined;
}

/** The rows that are to be seen, from the top down. */
export function visibleRows(root: TreeNode, open: ReadonlySet<string>): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (node: TreeNode, level: number, position: number, siblings: number, parent?: string) => {
    rows.push({ node, level, position, siblings, parent });
    const { children } = node;
    if (!open.has(node.path) || children === undefined || children === "unread") return;
    for (const [i, child] of children.entries()) visit(child, level + 1, i + 1, children.length, node.path);
  };
  visit(root, 1, 1, 1);
  return rows;
}

/** The paths of all that has to be open for a room to be seen: of its first place in the tree. */
export function pathsTo(root: TreeNode, roomId: string): readonly string[] {
  const find = (node: TreeNode): readonly string[] | undefined => {
    if (node.kind === "room") return node.id === roomId ? [] : undefined;
    if (node.children === undefined || node.children === "unread") return undefined;
    for (const child of node.children) {
      const below = find(child);
      if (below !== undefined) return [node.path, ...below];
    }
    return undefined;
  };
  return find(root) ?? [];
}
