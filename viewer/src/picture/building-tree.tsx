import type { Building, Space, Storey } from "@kontrollrom/contracts/building.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { ChevronRightIcon } from "@navikt/aksel-icons";
import { useQueries } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { LayerName } from "../app/address.ts";
import { useNavigation } from "../app/navigation.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { buildTree, pathsTo, type RoomContents, type TreeNode, visibleRows } from "./tree-model.ts";
import "./building-tree.css";

interface BuildingTreeProps {
  readonly building: Building;
  readonly storeys: readonly Storey[];
  readonly spaces: readonly Space[];
  readonly points: readonly Point[];
  readonly storeyId: string | undefined;
  readonly selectedId: string | undefined;
  readonly onStorey: (storeyId: string | undefined) => void;
  readonly onRoom: (spaceId: string, layer?: LayerName) => void;
}

/** The building's parts as a tree (WAI-ARIA tree view): what is chosen here is chosen in the pictures and lists, and the other way round. */
export function BuildingTree(props: BuildingTreeProps) {
  const { building, storeys, spaces, points, storeyId, selectedId, onStorey, onRoom } = props;
  const { t } = useTranslation();
  const { go } = useNavigation();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(["b"]));
  const [focus, setFocus] = useState<string>();
  const list = useRef<HTMLDivElement>(null);
  const moves = useRef(false);
  const typed = useRef({ text: "", at: 0 });

  const openRooms = useMemo(
    () => spaces.filter(({ id }) => [...open].some((path) => path.endsWith(`/${id}`))).map(({ id }) => id),
    [spaces, open],
  );
  const read = useQueries({
    queries: openRooms.map((spaceId) => ({
      queryKey: ["components", "room", spaceId],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call("GET /components", { query: { spaceId, limit: "200" }, signal }),
      staleTime: 600_000,
    })),
  });
  const answers = read.map(({ data }) => data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers themselves, not the list of them, which is new each time
  const contents: RoomContents = useMemo(
    () =>
      new Map(
        openRooms.flatMap((id, i) => {
          const components = answers[i];
          if (components === undefined) return [];
          const sensors = points
            .filter((point) => point.spaceId === id && !point.diagnostic)
            .map(
              (point): TreeNode => ({
                path: `p:${point.id}`,
                kind: "sensor",
                id: String(point.id),
                label: t(`quantity.${point.quantity}`),
                detail: point.deviceName,
              }),
            );
          const parts = components.items.map(
            (component): TreeNode => ({
              path: `c:${component.id}`,
              kind: "component",
              id: component.id,
              label: component.tag ?? component.name,
              ...(component.tag !== undefined && { detail: component.name }),
            }),
          );
          return [[id, [...sensors, ...parts]] as const];
        }),
      ),
    [openRooms, points, t, ...answers],
  );
  const root = useMemo(
    () => buildTree(building, storeys, spaces, contents, t("scene.tree.noZone")),
    [building, storeys, spaces, contents, t],
  );
  const rows = useMemo(() => visibleRows(root, open), [root, open]);

  const known = useRef(root);
  known.current = root;
  // What was chosen elsewhere is opened and brought into sight here.
  useEffect(() => {
    if (selectedId === undefined) return;
    const above = pathsTo(known.current, selectedId);
    setOpen((before) => (above.every((path) => before.has(path)) ? before : new Set([...before, ...above])));
    requestAnimationFrame(() =>
      list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }),
    );
  }, [selectedId]);

  // At once, so that the next key already meets the row that it moved to.
  useLayoutEffect(() => {
    if (!moves.current || focus === undefined) return;
    moves.current = false;
    list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(focus)}"]`)?.focus();
  }, [focus]);

  const current =
    rows.find(({ node }) => node.path === focus) ??
    rows.find(({ node }) => node.kind === "room" && node.id === selectedId) ??
    rows[0];
  const toggle = (node: TreeNode, to = !open.has(node.path)) => {
    const next = new Set(open);
    if (to) next.add(node.path);
    else next.delete(node.path);
    setOpen(next);
  };
  const moveTo = (path: string | undefined) => {
    if (path === undefined) return;
    moves.current = true;
    setFocus(path);
  };
  const choose = ({ node, parent }: (typeof rows)[number]) => {
    setFocus(node.path);
    if (node.kind === "building") onStorey(undefined);
    else if (node.kind === "storey") onStorey(node.id);
    else if (node.kind === "zone") toggle(node);
    else if (node.kind === "room") onRoom(node.id);
    else if (node.kind === "component") go({ page: "register", componentId: node.id });
    else {
      const room = rows.find((row) => row.node.path === parent)?.node.id;
      const point = points.find(({ id }) => String(id) === node.id);
      if (room !== undefined && point !== undefined) onRoom(room, point.quantity);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (current === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = rows.indexOf(current);
    const { node, parent } = current;
    const opened = open.has(node.path);
    const actions: Record<string, () => void> = {
      ArrowDown: () => moveTo(rows[at + 1]?.node.path),
      ArrowUp: () => moveTo(rows[at - 1]?.node.path),
      Home: () => moveTo(rows[0]?.node.path),
      End: () => moveTo(rows.at(-1)?.node.path),
      ArrowRight: () => {
        if (node.children === undefined) return;
        if (!opened) toggle(node, true);
        else if (rows[at + 1]?.parent === node.path) moveTo(rows[at + 1]?.node.path);
      },
      ArrowLeft: () => (opened && node.children !== undefined ? toggle(node, false) : moveTo(parent)),
      Enter: () => choose(current),
      " ": () => choose(current),
      "*": () =>
        setOpen(
          new Set([
            ...open,
            ...rows
              .filter((row) => row.parent === parent && row.node.kind !== "room")
              .map((row) => row.node.path),
          ]),
        ),
    };
    const action = actions[event.key];
    if (action !== undefined) action();
    else if (event.key.length === 1) moveTo(byTyping(event.key, at));
    else return;
    event.preventDefault();
  };
  /** The next row whose label begins with what was typed within half a second. */
  const byTyping = (key: string, at: number) => {
    const now = performance.now();
    typed.current = { text: now - typed.current.at < 500 ? typed.current.text + key : key, at: now };
    const text = typed.current.text.toLocaleLowerCase("nb");
    const from = text.length === 1 ? at + 1 : at;
    return [...rows.slice(from), ...rows.slice(0, from)].find(({ node }) =>
      node.label.toLocaleLowerCase("nb").startsWith(text),
    )?.node.path;
  };

  return (
    <nav className="building-tree" aria-label={t("scene.tree.title")}>
      <div ref={list} role="tree" aria-label={t("scene.tree.title")} onKeyDown={onKeyDown}>
        {rows.map((row) => {
          const { node, level, position, siblings } = row;
          const opened = open.has(node.path);
          const selected =
            (node.kind === "room" && node.id === selectedId) ||
            (node.kind === "storey" && node.id === storeyId && selectedId === undefined);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys for all of its items
            <div
              key={node.path}
              role="treeitem"
              data-path={node.path}
              data-kind={node.kind}
              aria-level={level}
              aria-posinset={position}
              aria-setsize={siblings}
              aria-selected={selected}
              aria-expanded={node.children === undefined ? undefined : opened}
              tabIndex={row === current ? 0 : -1}
              style={{ "--level": level } as React.CSSProperties}
              onFocus={() => setFocus(node.path)}
              onClick={() => choose(row)}
            >
              {node.children === undefined ? (
                <span className="tree-toggle" />
              ) : (
                // biome-ignore lint/a11y/useKeyWithClickEvents: arrow keys open and close
                // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; the item itself says whether it is open
                <span
                  className="tree-toggle"
                  data-open={opened || undefined}
                  onClick={(event) => {
                    event.stopPropagation();
                    toggle(node);
                  }}
                >
                  <ChevronRightIcon aria-hidden />
                </span>
              )}
              <span className="tree-label">{node.label}</span>
              {node.detail !== undefined && <span className="quiet small">{node.detail}</span>}
              {opened && node.children === "unread" && (
                <span className="quiet small">{t("scene.tree.loading")}</span>
              )}
              {opened && node.children !== "unread" && node.children?.length === 0 && (
                <span className="quiet small">{t("scene.tree.empty")}</span>
              )}
            </div>
          );
        })}
      </div>
    </nav>
  );
}
