import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import type { RouteAnswer } from "@kontrollrom/contracts/routes.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { writeAlarm } from "../data/event-writer.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";

type Changed = RouteAnswer<"POST /alarms/acknowledge">;
/** As many as one call takes. */
const atOnce = 1000;

function parts(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, part) =>
    ids.slice(part * atOnce, (part + 1) * atOnce),
  );
}

function useWrite() {
  const client = useQueryClient();
  return (alarms: readonly Alarm[]) => {
    for (const alarm of alarms) writeAlarm(client, alarm);
    void client.invalidateQueries({ queryKey: ["alarm-groups"] });
  };
}

export function useDetail() {
  const { t } = useTranslation();
  return (problem: unknown) =>
    problem instanceof ApiProblem && problem.status > 0 ? problem.detail : explain(problem, t);
}

/** Many at once; what succeeds stands, also when another did not. */
function useMany<V>(
  send: (value: V, ids: string[]) => Promise<Changed>,
  texts: {
    done: "alarm.acknowledged" | "alarm.shelved";
    failed: "alarm.acknowledgeFailed" | "alarm.actFailed";
  },
) {
  const { t } = useTranslation();
  const notice = useNotice();
  const write = useWrite();
  const detailOf = useDetail();
  return useMutation({
    mutationFn: async ({ ids, ...value }: V & { ids: readonly string[] }) => {
      let done = 0;
      let refused: string | undefined;
      for (const part of parts(ids)) {
        const answer = await send(value as V, part);
        write(answer.items);
        done += answer.items.length;
        refused ??= answer.refused[0]?.detail;
      }
      return { done, refused };
    },
    onSuccess: ({ done, refused }) => {
      if (refused === undefined) notice(t(texts.done, { count: done }));
      else notice(t(texts.failed, { detail: refused }), "problem");
    },
    onError: (problem) => notice(t(texts.failed, { detail: detailOf(problem) }), "problem"),
  });
}

export function useAcknowledge() {
  return useMany<{ comment?: string | undefined }>(
    ({ comment }, ids) =>
      call("POST /alarms/acknowledge", {
        body: { ids, ...(comment?.trim() && { comment: comment.trim() }) },
      }),
    { done: "alarm.acknowledged", failed: "alarm.acknowledgeFailed" },
  );
}

export function useShelve() {
  return useMany<{ reason: string; minutes: number }>(
    ({ reason, minutes }, ids) => call("POST /alarms/shelve", { body: { ids, reason, minutes } }),
    { done: "alarm.shelved", failed: "alarm.actFailed" },
  );
}

/** What is done with one alarm on its own page. */
export type AlarmAct =
  | { readonly act: "reset" | "unshelve" | "unsuppress" | "return-to-service" }
  | { readonly act: "comments"; readonly comment: string }
  | { readonly act: "suppress"; readonly reason: string; readonly minutes?: number | undefined }
  | { readonly act: "out-of-service"; readonly reason: string; readonly workOrderId: string };

export function useAlarmAct(id: string) {
  const { t } = useTranslation();
  const notice = useNotice();
  const write = useWrite();
  const detailOf = useDetail();
  return useMutation({
    mutationFn: (what: AlarmAct): Promise<Alarm> => {
      const params = { id };
      switch (what.act) {
        case "comments":
          return call("POST /alarms/{id}/comments", { params, body: { comment: what.comment } });
        case "out-of-service": {
          const { reason, workOrderId } = what;
          return call("POST /alarms/{id}/out-of-service", { params, body: { reason, workOrderId } });
        }
        case "suppress": {
          const { reason, minutes } = what;
          return call("POST /alarms/{id}/suppress", {
            params,
            body: { reason, ...(minutes !== undefined && { minutes }) },
          });
        }
        case "reset":
          return call("POST /alarms/{id}/reset", { params, body: {} });
        case "unshelve":
          return call("POST /alarms/{id}/unshelve", { params, body: {} });
        case "unsuppress":
          return call("POST /alarms/{id}/unsuppress", { params, body: {} });
        case "return-to-service":
          return call("POST /alarms/{id}/return-to-service", { params, body: {} });
      }
    },
    onSuccess: (alarm) => {
      write([alarm]);
      notice(t("alarm.acted"));
    },
    onError: (problem) => notice(t("alarm.actFailed", { detail: detailOf(problem) }), "problem"),
  });
}
