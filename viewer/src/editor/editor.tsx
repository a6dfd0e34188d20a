import { Button } from "@digdir/designsystemet-react";
import type { Building } from "@kontrollrom/contracts/building.ts";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import { ArrowRedoIcon, ArrowUndoIcon, FloppydiskIcon, PrinterSmallIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { controlRoom } from "../app/address.ts";
import { useLeaveGuard, useNavigation } from "../app/navigation.tsx";
import { routeUrl } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { nextRoom } from "../picture/plan-paths.ts";
import { useNarrow } from "../ui/use-narrow.ts";
import { usePlanUnderlay } from "../underlay/plan-underlay.tsx";
import { AreaPanel } from "./area-panel.tsx";
import { Canvas, type Shown } from "./canvas.tsx";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { editorQueries } from "./editor-queries.ts";
import { Figures } from "./figures.tsx";
import { directionName, keyAction } from "./keys.ts";
import { LeaveDialog } from "./leave-dialog.tsx";
import { refusalOf } from "./refusals.ts";
import { RoomPanel } from "./room-panel.tsx";
import { SensorPanel } from "./sensor-panel.tsx";
import { ShownLayers } from "./shown-layers.tsx";
import { Steps } from "./steps.tsx";
import { ToolPanel } from "./tool-panel.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useAreaLayers } from "./use-area-layers.ts";
import { useCanvasView } from "./use-canvas-view.ts";
import { useEditor } from "./use-editor.ts";
import { type ToolSettings, useTools } from "./use-tools.ts";
import { type ToolName, toolNames } from "./view.ts";
import "../picture/plan-view.css";
import "./editor.css";

const smallTools: readonly ToolName[] = ["select", "sensor"];

/** The plan of one storey as it is worked on. Nothing is the building's before it is saved. */
export function PlanEditor({ building, drawing: read }: { building: Building; drawing: Drawing }) {
  const { t, i18n } = useTranslation();
  const { go } = useNavigation();
  const small = useNarrow();
  const editor = useEditor(building.id, read);
  const { base, shown, trial, work } = editor;
  const [settings, setSettings] = useState<ToolSettings>({ snap: true, grid: 0.1, thickness: 0.1 });
  const [seen, setSeen] = useState<Shown>({ names: true, walls: true, underlay: false, sensors: true });
  const [picked, setPicked] = useState<string>();
  const [side, setSide] = useState<"work" | "history">("work");
  const before = useQuery(editorQueries.storeyAreas(base.storeyId)).data;
  const devices = useQuery(queries.devices({ buildingId: building.id })).data;
  const { underlay } = usePlanUnderlay(base);
  const areas = useAreaLayers(building.id, base.storeyId, editor);
  const help = useId();

  const tools = useTools({
    editor,
    settings,
    outlining: areas.outlining,
    onOutline: areas.addOutline,
    onRoom: (tool, spaceId) => {
      tools.select(spaceId);
      if (spaceId === undefined) return;
      if (tool === "area") areas.toggleRoom(spaceId);
      if (tool === "sensor" && picked !== undefined) {
        editor.change((now) => ({ ...now, placements: { ...now.placements, [picked]: spaceId } }));
        const number = shown.rooms.find((room) => room.spaceId === spaceId)?.number;
        tools.say(t("editor.said.placed", { number }));
        setPicked(undefined);
      }
    },
  });
  const svg = useRef<SVGSVGElement>(null);
  const focused = useRef<Element>(undefined);
  // What had the focus may be gone by what it did: then the drawing has it, so that the keys go on.
  useEffect(() => {
    const lost = focused.current;
    if (lost === undefined || document.activeElement !== document.body) return;
    if (!lost.isConnected || lost.matches(":disabled")) svg.current?.focus({ preventScroll: true });
  });
  const [bounds] = useState(read.bounds);
  const view = useCanvasView(svg, bounds, tools.takesGesture);
  const guard = useLeaveGuard(editor.dirty);

  const sensorsOf = useMemo(() => {
    const found = new Map<string, number>();
    for (const { id, spaceId } of devices ?? []) {
      const room = work.placements[id] ?? spaceId;
      if (room !== undefined) found.set(room, (found.get(room) ?? 0) + 1);
    }
    return found;
  }, [devices, work.placements]);

  const drawing = trial?.drawing ?? shown;
  const refused = trial?.refused === undefined ? undefined : refusalOf(trial.refused, t);
  const offered = small ? smallTools : toolNames;
  const leave = () =>
    go(
      controlRoom({
        buildingId: building.id,
        storeyId: base.storeyId,
        view: "plan",
        spaceId: tools.selectedId,
      }),
    );

  const onKeyDown = (event: KeyboardEvent) => {
    const inCanvas = event.target === svg.current;
    const action = keyAction(event, { writing: isWriting(event.target), inCanvas, tools: offered });
    if (action === undefined) return;
    const done = {
      save: () => void editor.save(),
      undo: () => (tools.line.corners.length > 0 ? tools.back() : editor.undo()),
      redo: editor.redo,
      tool: () => action.kind === "tool" && tools.choose(action.tool),
      nudge: () =>
        action.kind === "nudge" &&
        (tools.nudge(action.direction, action.metres) || stepRoom(action.direction)),
      confirm: () => action.kind === "confirm" && (tools.confirm(action.finish) || takeRoom()),
      cancel: tools.cancel,
      back: () => (tools.line.corners.length > 0 ? tools.back() : void tools.remove()),
      zoom: () => action.kind === "zoom" && (action.factor === 0 ? view.whole() : view.zoomBy(action.factor)),
      space: () => view.holdSpace(true),
    } satisfies Record<typeof action.kind, () => unknown>;
    done[action.kind]();
    event.preventDefault();
  };
  /** Arrow keys go from room to room when no tool takes them. */
  function stepRoom(direction: readonly [number, number]): void {
    const from = shown.rooms.find(({ spaceId }) => spaceId === tools.selectedId) ?? shown.rooms[0];
    if (from === undefined) return;
    const next = nextRoom(shown.rooms, from, directionName(direction)) ?? from;
    tools.select(next.spaceId);
    tools.say(`${next.number} ${next.name}`);
  }
  function takeRoom(): void {
    const room = shown.rooms.find(({ spaceId }) => spaceId === tools.selectedId);
    if (room !== undefined) tools.click(room.label);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of what is inside come together here
    <div
      className="editor"
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        focused.current = event.target;
      }}
      onKeyUp={(event) => event.key === " " && view.holdSpace(false)}
    >
      <header className="editor-head">
        <div className="editor-title">
          <h1>{t("editor.title")}</h1>
          <p className="quiet">
            {building.name}, {base.name}
          </p>
        </div>
        <div className="editor-buttons">
          <Button
            data-size="sm"
            variant="tertiary"
            aria-keyshortcuts="Control+Z"
            disabled={!editor.canUndo || editor.busy}
            onClick={editor.undo}
            {...(small && { icon: true, "aria-label": t("editor.undo") })}
          >
            <ArrowUndoIcon aria-hidden />
            {!small && t("editor.undo")}
          </Button>
          <Button
            data-size="sm"
            variant="tertiary"
            aria-keyshortcuts="Control+Y"
            disabled={!editor.canRedo || editor.busy}
            onClick={editor.redo}
            {...(small && { icon: true, "aria-label": t("editor.redo") })}
          >
            <ArrowRedoIcon aria-hidden />
            {!small && t("editor.redo")}
          </Button>
          {!small && (
            <Button data-size="sm" variant="tertiary" asChild>
              <a
                href={routeUrl(
                  "GET /storeys/{id}/export/{format}",
                  { id: base.storeyId, format: "pdf" },
                  { language: i18n.language },
                )}
                download
                title={editor.dirty ? t("editor.printSaved") : undefined}
              >
                <PrinterSmallIcon aria-hidden />
                {t("editor.print")}
              </a>
            </Button>
          )}
          <Button
            data-size="sm"
            variant="secondary"
            disabled={editor.busy}
            onClick={() => (editor.dirty ? guard.ask(leave, "discard") : leave())}
          >
            {editor.dirty ? t("editor.discard") : t("editor.close")}
          </Button>
          <Button
            data-size="sm"
            aria-keyshortcuts="Control+S"
            disabled={!editor.dirty || editor.busy}
            onClick={() => void editor.save()}
          >
            <FloppydiskIcon aria-hidden />
            {t("editor.save")}
          </Button>
        </div>
      </header>
      {editor.savedByOthers && (
        <div className="editor-banner" role="status">
          <span>{t("editor.others")}</span>
          <Button data-size="sm" variant="secondary" onClick={() => void editor.lookAtOthers()}>
            {t("editor.look")}
          </Button>
        </div>
      )}
      {small && <p className="editor-banner">{t("editor.small")}</p>}
      <Toolbar
        tools={offered}
        chosen={tools.tool}
        onChoose={(tool) => {
          tools.choose(tool);
          setSide("work");
        }}
      />
      <p id={help} className="visually-hidden">
        {t("editor.canvasHelp")}
      </p>
      <Canvas
        svg={svg}
        view={view}
        drawing={drawing}
        tools={tools}
        layer={areas.layer}
        areaId={areas.areaId}
        sensorsOf={sensorsOf}
        shown={seen}
        underlay={underlay}
        refused={refused}
        describedBy={help}
      />
      <p className="visually-hidden" role="status">
        {tools.said}
      </p>
      <div className="editor-side">
        <div className="editor-tabs" role="tablist" aria-label={t("editor.panels")}>
          {(["work", "history"] as const).map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={side === name}
              onClick={() => setSide(name)}
            >
              {t(name === "work" ? "editor.tab.work" : "editor.tab.history")}
            </button>
          ))}
        </div>
        {side === "history" ? (
          <Steps editor={editor} base={base} />
        ) : (
          <>
            {!small && (
              <ToolPanel
                key={tools.tool}
                drawing={shown}
                tools={tools}
                editor={editor}
                settings={settings}
                onSettings={setSettings}
                refused={refused}
              />
            )}
            {tools.tool === "area" && <AreaPanel {...areas} drawing={shown} />}
            {tools.tool === "sensor" && (
              <SensorPanel
                buildingId={building.id}
                drawing={shown}
                placements={work.placements}
                picked={picked}
                onPick={setPicked}
              />
            )}
            <Figures before={before} base={base} shown={shown} following={trial?.drawing} />
            <RoomPanel
              drawing={shown}
              tools={{ ...tools, select: pressInList }}
              busy={editor.busy}
              small={small}
            />
            <ShownLayers shown={seen} onShown={setSeen} hasUnderlay={underlay !== undefined} areas={areas} />
          </>
        )}
      </div>
      {editor.conflict !== undefined && (
        <ConflictDialog conflict={editor.conflict} base={shown} onSettle={editor.settle} />
      )}
      {guard.asked !== undefined && (
        <LeaveDialog
          onStay={guard.stay}
          onLeave={() => {
            editor.discard();
            guard.leave();
          }}
          onSave={
            guard.asked === "discard"
              ? undefined
              : async () => {
                  if (await editor.save()) guard.leave();
                  else guard.stay();
                }
          }
        />
      )}
    </div>
  );

  /** With a tool that takes rooms the list does what a press in the picture does. */
  function pressInList(id: string | undefined): void {
    const room = shown.rooms.find(({ spaceId }) => spaceId === id);
    if (room === undefined) return;
    view.bringIn(room.label);
    const takesRooms = tools.tool === "area" || (tools.tool === "sensor" && picked !== undefined);
    if (takesRooms) tools.click(room.label);
    else tools.select(id);
  }
}

function isWriting(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.matches("input, select, textarea, [contenteditable]");
}
