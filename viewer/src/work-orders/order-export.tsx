import { Dropdown } from "@digdir/designsystemet-react";
import { DownloadIcon } from "@navikt/aksel-icons";
import { useMutation } from "@tanstack/react-query";
import { usePreferences } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { toApiProblem } from "../data/api-problem.ts";
import { routeUrl } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { filterOf } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { useOrdersAddress } from "./use-orders-address.ts";

/** The list as it is filtered, as a file. The button tells while it is made. */
export function OrderExport() {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const notice = useNotice();
  const { here, list } = useOrdersAddress();
  const { language } = usePreferences();
  const make = useMutation({
    mutationFn: async (format: "csv" | "xlsx") => {
      const { sort: _sort, ...filter } = filterOf(here.show, list);
      const url = routeUrl("GET /work-order-export", {}, { ...filter, format, language });
      const response = await fetch(url, { credentials: "same-origin" });
      if (!response.ok) throw toApiProblem(response.status, response.statusText, await response.text());
      const named = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "");
      return { name: named?.[1] ?? `arbeidsordrer.${format}`, file: await response.blob() };
    },
    onSuccess: ({ name, file }) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = name;
      link.click();
      // Not at once: some browsers read it after the click.
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      notice(t("export.done"));
    },
    onError: (error) => notice(explain(error, common), "problem"),
  });
  if (!useCan("work-order:read")) return null;
  return (
    <Dropdown.TriggerContext>
      <Dropdown.Trigger
        data-size="sm"
        variant="secondary"
        disabled={make.isPending}
        aria-busy={make.isPending}
      >
        <DownloadIcon aria-hidden />
        {t(make.isPending ? "export.running" : "export.open")}
      </Dropdown.Trigger>
      <Dropdown placement="bottom-end">
        <Dropdown.List>
          {(["xlsx", "csv"] as const).map((format) => (
            <Dropdown.Item key={format}>
              <Dropdown.Button onClick={() => make.mutate(format)}>{t(`export.${format}`)}</Dropdown.Button>
            </Dropdown.Item>
          ))}
        </Dropdown.List>
      </Dropdown>
    </Dropdown.TriggerContext>
  );
}
