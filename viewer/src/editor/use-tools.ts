import type { Xy } from "@kontrollrom/contracts/building.ts";
import type { Drawing, DrawingCommand } from "@kontrollrom/contracts/drawing.ts";
import { useMemo, useRef, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import { readCorner } from "./exact.ts";
import {
  edgesOf,
  mainAxis,
  nearestEdge,
  outOf,
  polygonArea,
  type RoomEdge,
  roomAt,
  roomOfLine,
  toMillimetre,
} from "./geometry.ts";
import { freeNumber } from "./room-numbers.ts";
import { type Guide, snapOffset, snapPoint } from "./snap.ts";
import { type LineEvent, type LineState, nextLine, noLine } from "./tools/line-tool.ts";
import type { Editor } from "./use-editor.ts";
import type { ToolName } from "./view.ts";

export interface ToolSettings {
  readonly snap: boolean;
  /** m, when points lie on it. */
  readonly grid: number | undefined;
  /** Of walls that divide rooms, m. */
  readonly thickness: number;
}

/** A wall that is held, or chosen for the keyboard. */
export interface HeldWall {
  readonly edge: RoomEdge;
  readonly offset: number;
  readonly guides: readonly Guide[];
}

/** An outline that was drawn for an area, instead of a room. */
export type OnOutline = (corners: Xy[]) => void;

/** What the pointer and the keyboard do to the drawing, by the tool that is in the hand. */
export function useTools({
  editor,
  settings,
  onRoom,
  onOutline,
  outlining,
}: {
  editor: Editor;
  settings: ToolSettings;
  /** A room was pressed with a tool that takes rooms. */
  onRoom: (tool: ToolName, spaceId: string | undefined) => void;
  onOutline: OnOutline;
  /** The tool of areas draws outlines instead of choosing rooms. */
  outlining: boolean;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [tool, setTool] = useState<ToolName>("select");
  const [line, setLine] = useState<LineState>(noLine);
  const [guides, setGuides] = useState<readonly Guide[]>([]);
  const [wall, setWall] = useState<HeldWall>();
  const [hovered, setHovered] = useState<RoomEdge>();
  const [selectedId, setSelectedId] = useState<string>();
  const [mergeId, setMergeId] = useState<string>();
  const [said, setSaid] = useState("");
  const pulling = useRef<{ from: Xy; moved: boolean; wall: boolean }>(undefined);

  const { shown } = editor;
  const facts = useMemo(() => {
    const edges = shown.rooms.flatMap(edgesOf);
    const corners = [...shown.rooms.flatMap(({ polygon }) => polygon.flat())];
    return { edges, corners, axis: mainAxis(edges) };
  }, [shown]);

  const lines = tool === "draw" || tool === "split" || (tool === "area" && outlining);
  const closed = tool !== "split";
  const cm = (metres: number) => `${formats.number(metres, 2)} m`;

  function snapped(raw: Xy, reach: number): Xy {
    const { at, guides } = settings.snap
      ? snapPoint(raw, {
          corners: [...facts.corners, ...line.corners],
          edges: facts.edges,
          axis: facts.axis,
          grid: settings.grid,
          reach,
          previous: line.corners.at(-1),
        })
      : { at: [toMillimetre(raw[0]), toMillimetre(raw[1])] as Xy, guides: [] };
    setGuides(guides);
    return at;
  }

  /** What a saved step did, said aloud: the rooms whose area is another. */
  function tell(before: Drawing, after: Drawing | undefined): void {
    if (after === undefined) return;
    const old = new Map(before.rooms.map((room) => [room.spaceId, room]));
    const texts = after.rooms
      .filter((room) => JSON.stringify(old.get(room.spaceId)) !== JSON.stringify(room))
      .slice(0, 4)
      .map(({ number, area }) => t("editor.said.room", { number, area: formats.number(area, 1) }));
    const gone = before.rooms.filter(({ spaceId }) => !after.rooms.some((room) => room.spaceId === spaceId));
    setSaid([...texts, ...gone.map(({ number }) => t("editor.said.gone", { number }))].join(". "));
  }

  async function attempt(...commands: DrawingCommand[]): Promise<boolean> {
    const before = shown;
    const after = await editor.attempt(...commands);
    tell(before, after);
    return after !== undefined;
  }

  async function finishLine(corners: Xy[]): Promise<void> {
    setGuides([]);
    if (tool === "area") return onOutline(corners);
    if (tool === "draw") {
      const newRoomId = crypto.randomUUID();
      const number = freeNumber(shown.rooms);
      if (await attempt({ kind: "draw", newRoomId, corners, number })) setSelectedId(newRoomId);
      return;
    }
    const room = roomOfLine(shown.rooms, corners);
    if (room === undefined) return setSaid(t("editor.refusal.line-misses-room"));
    const newRoomId = crypto.randomUUID();
    const number = freeNumber(shown.rooms, room.number);
    const { thickness } = settings;
    const done = await attempt({
      kind: "split",
      roomId: room.spaceId,
      line: corners,
      newRoomId,
      number,
      ...(thickness > 0 && { thickness }),
    });
    if (done) setSelectedId(newRoomId);
  }

  function onLine(event: LineEvent, reach: number): void {
    const { state, done } = nextLine(line, event, { closed, reach, axis: facts.axis });
    setLine(state);
    if (done !== undefined) void finishLine(done);
  }

  const moving = ({ edge, offset }: HeldWall): DrawingCommand => ({
    kind: "moveWall",
    roomId: edge.roomId,
    edge: [edge.from, edge.to],
    offset: toMillimetre(offset),
  });

  function holdWall(next: HeldWall | undefined): void {
    setWall(next);
    editor.follow(next === undefined || Math.abs(next.offset) < 0.001 ? undefined : moving(next));
  }

  async function moveWall(held: HeldWall): Promise<void> {
    if (Math.abs(held.offset) < 0.001) return;
    setWall(undefined);
    await attempt(moving(held));
  }

  function pressRoom(at: Xy): void {
    const room = roomAt(shown.rooms, at);
    if (tool === "merge") void mergeWith(room?.spaceId);
    else if (tool === "select") setSelectedId(room?.spaceId);
    else onRoom(tool, room?.spaceId);
  }

  async function mergeWith(spaceId: string | undefined): Promise<void> {
    if (spaceId === undefined || spaceId === mergeId) return setMergeId(undefined);
    if (mergeId === undefined) {
      setSelectedId(spaceId);
      return setMergeId(spaceId);
    }
    setMergeId(undefined);
    if (await attempt({ kind: "merge", keepId: mergeId, otherId: spaceId })) setSelectedId(mergeId);
  }

  function choose(next: ToolName): void {
    setTool(next);
    setLine(noLine);
    setGuides([]);
    holdWall(undefined);
    setHovered(undefined);
    setMergeId(next === "merge" ? selectedId : undefined);
  }

  return {
    tool,
    choose,
    line: lines ? line : noLine,
    closed,
    guides: wall !== undefined ? wall.guides : guides,
    wall,
    hovered,
    said,
    say: setSaid,
    selectedId,
    select: (id: string | undefined) => setSelectedId(id),
    mergeId,
    axis: facts.axis,
    attempt,
    /** Whether the tool takes a pull of the pointer, instead of moving the plan. */
    takesGesture: () => lines || pulling.current?.wall === true,

    pointerDown(raw: Xy, reach: number): void {
      const edge = tool === "wall" ? nearestEdge(facts.edges, raw, reach) : undefined;
      if (edge !== undefined) {
        pulling.current = { from: raw, moved: false, wall: true };
        holdWall({ edge, offset: 0, guides: [] });
      } else if (lines) pulling.current = { from: snapped(raw, reach), moved: false, wall: false };
    },
    pointerMove(raw: Xy, reach: number): void {
      const pull = pulling.current;
      if (pull?.wall && wall !== undefined) {
        const way = outOf(wall.edge, raw) - outOf(wall.edge, pull.from);
        const next = settings.snap
          ? snapOffset(wall.edge, way, facts.edges, { reach, grid: settings.grid })
          : { offset: toMillimetre(way), guides: [] };
        pull.moved ||= Math.abs(next.offset) > 0.001;
        if (next.offset !== wall.offset) holdWall({ ...wall, ...next });
      } else if (lines) {
        const at = snapped(raw, reach);
        if (pull !== undefined && Math.hypot(at[0] - pull.from[0], at[1] - pull.from[1]) > reach)
          pull.moved = true;
        if (pull?.moved && closed && line.corners.length === 0)
          onLine({ kind: "pull", from: pull.from, to: at }, reach);
        else onLine({ kind: "move", at }, reach);
      } else if (tool === "wall" && pull === undefined) setHovered(nearestEdge(facts.edges, raw, reach));
    },
    pointerUp(raw: Xy, reach: number, more: boolean): void {
      const pull = pulling.current;
      pulling.current = undefined;
      if (pull?.wall && wall !== undefined) {
        if (pull.moved) void moveWall(wall);
        return;
      }
      if (!lines || pull === undefined) return;
      if (line.pulled !== undefined) onLine({ kind: "release" }, reach);
      else onLine({ kind: "press", at: snapped(raw, reach), more }, reach);
    },
    pointerLeave(): void {
      setHovered(undefined);
      if (pulling.current === undefined) setGuides([]);
    },
    /** A press that moved nothing, with a tool that takes rooms. */
    click(raw: Xy): void {
      if (!lines && tool !== "wall") pressRoom(raw);
    },

    /** The next corner, or how far the wall is moved, as it was written. */
    exact(text: string): boolean {
      const at = readCorner(text, line.corners.at(-1), line.next);
      if (at === undefined) return false;
      onLine({ kind: "press", at, more: true }, 0.001);
      return true;
    },
    holdEdge: (edge: RoomEdge | undefined) => holdWall(edge && { edge, offset: 0, guides: [] }),
    offsetWall: (offset: number) =>
      wall !== undefined && holdWall({ ...wall, offset: toMillimetre(offset), guides: [] }),
    nudge(direction: Xy, metres: number): boolean {
      if (tool === "wall" && wall !== undefined) {
        const way = direction[0] * wall.edge.out[0] + direction[1] * wall.edge.out[1];
        if (Math.abs(way) < 0.3) return true;
        holdWall({ ...wall, offset: toMillimetre(wall.offset + Math.sign(way) * metres), guides: [] });
        setSaid(t("editor.said.moved", { offset: cm(wall.offset + Math.sign(way) * metres) }));
        return true;
      }
      if (!lines) return false;
      const from = line.next ?? line.corners.at(-1) ?? middleOf(shown, selectedId);
      const at: Xy = [
        toMillimetre(from[0] + direction[0] * metres * 10),
        toMillimetre(from[1] + direction[1] * metres * 10),
      ];
      setGuides([]);
      setLine({ corners: line.corners, next: at });
      const last = line.corners.at(-1);
      if (last !== undefined) setSaid(cm(Math.hypot(at[0] - last[0], at[1] - last[1])));
      return true;
    },
    /** Enter: sets a corner, moves the wall, or takes the room. */
    confirm(finish: boolean): boolean {
      if (tool === "wall" && wall !== undefined) {
        void moveWall(wall);
        return true;
      }
      if (!lines) return false;
      if (finish || line.next === undefined) onLine({ kind: "finish" }, 0.001);
      else onLine({ kind: "press", at: line.next, more: true }, 0.05);
      return true;
    },
    finish: () => onLine({ kind: "finish" }, 0.001),
    back: () => lines && line.corners.length > 0 && onLine({ kind: "back" }, 0.001),
    cancel(): void {
      if (wall !== undefined) holdWall(undefined);
      else if (lines && (line.corners.length > 0 || line.pulled !== undefined))
        onLine({ kind: "cancel" }, 0.001);
      else if (mergeId !== undefined) setMergeId(undefined);
      else if (tool !== "select") choose("select");
      else setSelectedId(undefined);
    },
    async remove(): Promise<void> {
      if (selectedId === undefined) return;
      if (await attempt({ kind: "delete", roomId: selectedId })) setSelectedId(undefined);
    },
    /** Area of what is being drawn, m². */
    sketched:
      lines && closed && line.corners.length > 1 && line.next !== undefined
        ? polygonArea([[...line.corners, line.next]])
        : undefined,
  };
}
export type Tools = ReturnType<typeof useTools>;

function middleOf({ rooms, bounds }: Drawing, id: string | undefined): Xy {
  const room = rooms.find(({ spaceId }) => spaceId === id);
  return room?.label ?? [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
}
