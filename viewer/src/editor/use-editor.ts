import type { Drawing, DrawingCommand } from "@kontrollrom/contracts/drawing.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { type Conflict, drawingConflict, layerConflict } from "./conflicts.ts";
import { editorQueries, refetchDrawn } from "./editor-queries.ts";
import { refusalText } from "./refusals.ts";
import { preview, useTrial } from "./use-preview.ts";
import { countOf, did, emptyHistory, isDirty, redone, undone, type Work, type WorkHistory } from "./work.ts";

const keyOf = (revision: string, commands: readonly DrawingCommand[]) =>
  `${revision} ${JSON.stringify(commands)}`;

/** A drawing with the work on it that is not saved. The server carries out every command, here it is only remembered. */
export function useEditor(buildingId: string, read: Drawing) {
  const { storeyId } = read;
  const { t } = useTranslation();
  const say = useNotice();
  const client = useQueryClient();
  const [base, setBase] = useState(read);
  const [history, setHistory] = useState<WorkHistory>(emptyHistory);
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState<Conflict>();
  const results = useRef(new Map<string, Drawing>());
  const work = history.now;
  const dirty = isDirty(work);
  const shown = results.current.get(keyOf(base.revision, work.commands)) ?? base;
  const { trial, follow } = useTrial(storeyId, base.revision, work.commands);
  const newest = useQuery(editorQueries.drawing(storeyId)).data ?? read;
  const savedByOthers = newest.revision !== base.revision;

  // Nothing is lost by following others while there is no work of one's own.
  useEffect(() => {
    if (savedByOthers && !dirty && !busy) setBase(newest);
  }, [savedByOthers, dirty, busy, newest]);

  const failed = useCallback(
    async (error: unknown) => {
      if (error instanceof ApiProblem && error.code === "drawing-changed")
        setConflict(await drawingConflict(storeyId, base, history.now));
      else if (error instanceof ApiProblem && error.status === 422) say(refusalText(error, t), "problem");
      else say(explain(error, t), "problem");
    },
    [storeyId, base, history.now, say, t],
  );

  /** Carries out commands on top of those that were done, or says why not. */
  const attempt = useCallback(
    async (...commands: DrawingCommand[]): Promise<Drawing | undefined> => {
      if (busy) return undefined;
      const all = [...history.now.commands, ...commands];
      setBusy(true);
      try {
        const result = await preview(storeyId, base.revision, all, true);
        results.current.set(keyOf(base.revision, all), result);
        setHistory(did(history, { ...history.now, commands: all }));
        return result;
      } catch (error) {
        await failed(error);
        return undefined;
      } finally {
        follow(undefined);
        setBusy(false);
      }
    },
    [storeyId, base.revision, history, busy, failed, follow],
  );

  const change = useCallback((next: (now: Work) => Work) => setHistory((all) => did(all, next(all.now))), []);

  const discard = useCallback(() => {
    setHistory(emptyHistory);
    follow(undefined);
  }, [follow]);

  /** Saves the drawing, then layers, then sensors: each needs what comes before it. What was saved is no longer work. */
  const save = useCallback(async (): Promise<boolean> => {
    if (!isDirty(history.now) || busy) return false;
    setBusy(true);
    let left = history.now;
    try {
      if (left.commands.length > 0) {
        const saved = await call("POST /storeys/{id}/drawing/commands", {
          params: { id: storeyId },
          body: { revision: base.revision, commands: [...left.commands] },
        });
        setBase(saved);
        client.setQueryData(editorQueries.drawing(storeyId).queryKey, saved);
        left = { ...left, commands: [] };
      }
      for (const draft of Object.values(left.layers)) {
        try {
          await saveLayer(buildingId, draft);
        } catch (error) {
          if (error instanceof ApiProblem && error.code === "area-layer-changed") {
            setConflict(await layerConflict(draft));
            return false;
          }
          throw error;
        }
        const { [draft.id]: _, ...layers } = left.layers;
        left = { ...left, layers };
      }
      for (const [deviceId, spaceId] of Object.entries(left.placements)) {
        await call("PATCH /devices/{id}", { params: { id: deviceId }, body: { spaceId } });
        const { [deviceId]: _, ...placements } = left.placements;
        left = { ...left, placements };
      }
      say(t("editor.saved", { count: countOf(history.now) }));
      return true;
    } catch (error) {
      await failed(error);
      return false;
    } finally {
      setHistory(left === history.now ? history : { past: [], now: left, future: [] });
      setBusy(false);
      refetchDrawn(client);
    }
  }, [history, busy, storeyId, base.revision, buildingId, client, say, t, failed]);

  /** Takes back, or does again, what was saved last, whoever saved it. */
  const turn = useCallback(
    async (way: "undo" | "redo") => {
      setBusy(true);
      try {
        const params = { id: storeyId };
        const body = { revision: base.revision };
        const turned =
          way === "undo"
            ? await call("POST /storeys/{id}/drawing/undo", { params, body })
            : await call("POST /storeys/{id}/drawing/redo", { params, body });
        setBase(turned);
        client.setQueryData(editorQueries.drawing(storeyId).queryKey, turned);
        say(t(way === "undo" ? "editor.history.undone" : "editor.history.redone"));
      } catch (error) {
        await failed(error);
      } finally {
        setBusy(false);
        refetchDrawn(client);
      }
    },
    [storeyId, base.revision, client, say, t, failed],
  );

  /** Goes on from a conflict: with the work that fits on what others saved, or with none of it. */
  const settle = useCallback(
    (choice: "mine" | "theirs" | "later") => {
      setConflict(undefined);
      if (conflict === undefined || choice === "later") return;
      if (conflict.kind === "drawing") {
        setBase(conflict.theirs);
        client.setQueryData(editorQueries.drawing(storeyId).queryKey, conflict.theirs);
        const commands = choice === "mine" ? conflict.kept : [];
        if (conflict.result !== undefined && choice === "mine")
          results.current.set(keyOf(conflict.theirs.revision, commands), conflict.result);
        setHistory({ past: [], now: { ...history.now, commands }, future: [] });
      } else {
        client.setQueryData(editorQueries.layer(conflict.draft.id).queryKey, conflict.theirs);
        const { [conflict.draft.id]: _, ...others } = history.now.layers;
        const layers = choice === "mine" ? { ...others, [conflict.draft.id]: conflict.rebased } : others;
        setHistory({ past: [], now: { ...history.now, layers }, future: [] });
      }
    },
    [conflict, client, storeyId, history.now],
  );

  return {
    base,
    shown,
    trial,
    work,
    dirty,
    busy,
    conflict,
    savedByOthers: savedByOthers && dirty,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    attempt,
    follow,
    change,
    discard,
    save,
    turn,
    settle,
    undo: () => setHistory(undone),
    redo: () => setHistory(redone),
    lookAtOthers: async () => setConflict(await drawingConflict(storeyId, base, history.now)),
  };
}
export type Editor = ReturnType<typeof useEditor>;

async function saveLayer(buildingId: string, draft: Work["layers"][string]): Promise<void> {
  const { id, name, covers, exclusive, revision, kind } = draft;
  const areas = draft.areas.map((area) => ({
    ...area,
    roomIds: [...area.roomIds],
    outlines: [...area.outlines],
  }));
  const body = {
    name,
    areas,
    ...(covers !== undefined && { covers }),
    ...(exclusive !== undefined && { exclusive }),
  };
  if (revision === undefined)
    await call("POST /buildings/{id}/area-layers", {
      params: { id: buildingId },
      body: { id, kind, ...body },
    });
  else await call("PUT /area-layers/{id}", { params: { id: draft.id }, body: { revision, ...body } });
}
