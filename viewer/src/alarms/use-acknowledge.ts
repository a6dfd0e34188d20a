import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { writeAlarm } from "../data/event-writer.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";

/** Acknowledges one or many. What succeeds stands, also when another did not. */
export function useAcknowledge() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: async ({ ids, comment }: { ids: readonly string[]; comment?: string | undefined }) => {
      const body = comment === undefined || comment.trim() === "" ? {} : { comment: comment.trim() };
      const answers = await Promise.allSettled(
        ids.map((id) => call("POST /alarms/{id}/acknowledge", { params: { id }, body })),
      );
      const done = answers.filter((answer) => answer.status === "fulfilled");
      for (const { value } of done) writeAlarm(client, value);
      const failed = answers.find((answer) => answer.status === "rejected");
      return { done: done.length, problem: failed?.reason as unknown };
    },
    onSuccess: ({ done, problem }) => {
      if (problem === undefined) notice(t("alarm.acknowledged", { count: done }));
      else {
        const detail =
          problem instanceof ApiProblem && problem.status > 0 ? problem.detail : explain(problem, t);
        notice(t("alarm.acknowledgeFailed", { detail }), "problem");
      }
    },
  });
}
