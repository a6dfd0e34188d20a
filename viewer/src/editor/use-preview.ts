import type { Drawing, DrawingCommand } from "@kontrollrom/contracts/drawing.ts";
import { useCallback, useRef, useState } from "react";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";

/** What a movement that is not finished would give: the drawing, or why it cannot be. */
export type Trial =
  | { readonly drawing: Drawing; readonly refused?: undefined }
  | { readonly refused: string; readonly drawing?: undefined };

export const preview = (
  storeyId: string,
  revision: string,
  commands: readonly DrawingCommand[],
  areas: boolean,
) =>
  call("POST /storeys/{id}/drawing/preview", {
    params: { id: storeyId },
    body: { revision, commands: [...commands], areas },
  });

/**
 * Follows the hand: one question at a time, and of those that come meanwhile only the last. `undefined` ends it, and what
 * is still under way is not shown.
 */
export function useTrial(storeyId: string, revision: string, done: readonly DrawingCommand[]) {
  const [trial, setTrial] = useState<Trial>();
  const asked = useRef<{ wanted: DrawingCommand | undefined; busy: boolean }>({
    wanted: undefined,
    busy: false,
  });
  const follow = useCallback(
    (command: DrawingCommand | undefined) => {
      const state = asked.current;
      state.wanted = command;
      if (command === undefined) setTrial(undefined);
      if (state.busy || command === undefined) return;
      state.busy = true;
      void (async () => {
        let last: DrawingCommand | undefined;
        while (state.wanted !== undefined && state.wanted !== last) {
          last = state.wanted;
          const found = await ask(storeyId, revision, [...done, last]);
          // The hand may have let go meanwhile.
          if (state.wanted !== undefined) setTrial(found);
        }
        state.busy = false;
      })();
    },
    [storeyId, revision, done],
  );
  return { trial, follow };
}

async function ask(
  storeyId: string,
  revision: string,
  commands: DrawingCommand[],
): Promise<Trial | undefined> {
  try {
    return { drawing: await preview(storeyId, revision, commands, false) };
  } catch (error) {
    return error instanceof ApiProblem && error.status === 422 ? { refused: error.code } : undefined;
  }
}
