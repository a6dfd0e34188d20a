import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";

/** Sends a change of settings, tells how it went, and reads the list again. */
export function useSetting<V, A>(
  key: string,
  send: (value: V) => Promise<A>,
  onDone?: (answer: A, value: V) => void,
) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const notice = useNotice();
  return useMutation({
    mutationFn: send,
    onSuccess: (answer, value) => onDone?.(answer, value),
    onError: (error) => notice(explain(error, t), "problem"),
    onSettled: () => client.invalidateQueries({ queryKey: [key] }),
  });
}
