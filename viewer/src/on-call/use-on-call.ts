import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../data/api-problem.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";

/** A change of the on-call list: says how it went, and reads the list again. */
export function useOnCallChange<V = void>(
  send: (value: V) => Promise<unknown>,
  text: "onCall.saved" | "onCall.removed" | "onCall.testSent",
  onDone?: () => void,
) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["on-call"] });
      notice(t(text));
      onDone?.();
    },
    onError: (problem) =>
      notice(
        t("onCall.failed", {
          detail: problem instanceof ApiProblem && problem.status > 0 ? problem.detail : explain(problem, t),
        }),
        "problem",
      ),
  });
}
