import { Button, Heading } from "@digdir/designsystemet-react";
import type { ServiceMode } from "@kontrollrom/contracts/alarm.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { useNow } from "../ui/now.ts";
import { Answer, Empty } from "../ui/states.tsx";
import { ServiceDialog } from "./service-dialog.tsx";
import { useDetail } from "./use-alarm-acts.ts";
import "./service-modes.css";

/** What is in service mode now, and silences its own alarms: begun with a reason and an end, and ended by hand or by its time. */
export function ServiceModes() {
  const { t } = useTranslation();
  const canAct = useCan("alarm:act");
  const modes = useQuery(queries.serviceModes());
  const [beginning, setBeginning] = useState(false);
  return (
    <section className="service-modes" aria-label={t("alarm.filter.service")}>
      <p className="quiet">{t("alarm.service.lead")}</p>
      {canAct && (
        <div>
          <Button data-size="sm" onClick={() => setBeginning(true)}>
            {t("alarm.service.begin")}
          </Button>
        </div>
      )}
      <Answer of={modes} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t("alarm.service.empty")}>{t("alarm.service.emptyText")}</Empty>
          ) : (
            <ul>
              {items.map((mode) => (
                <Mode key={mode.id} mode={mode} canAct={canAct} />
              ))}
            </ul>
          )
        }
      </Answer>
      {beginning && <ServiceDialog onClose={() => setBeginning(false)} />}
    </section>
  );
}

function Mode({ mode, canAct }: { mode: ServiceMode; canAct: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(10_000);
  const client = useQueryClient();
  const notice = useNotice();
  const detailOf = useDetail();
  const end = useMutation({
    mutationFn: () => call("DELETE /service-modes/{id}", { params: { id: mode.id } }),
    onSuccess: () => {
      for (const key of ["service-modes", "alarms"]) void client.invalidateQueries({ queryKey: [key] });
      notice(t("alarm.service.ended", { label: mode.label }));
    },
    onError: (problem) => notice(t("alarm.service.failed", { detail: detailOf(problem) }), "problem"),
  });
  return (
    <li>
      <div>
        <Heading level={2} data-size="2xs">
          {mode.label}
        </Heading>
        <p>{t("alarm.aside.why", { reason: mode.reason, by: mode.by })}</p>
        <p className="quiet figures">
          {t("alarm.service.until", {
            time: formats.moment(mode.until, now),
            left: formats.duration(Date.parse(mode.until) - now),
          })}
          {" · "}
          {t("alarm.service.points", { count: mode.points })}
        </p>
      </div>
      {canAct && (
        <Button
          data-size="sm"
          variant="secondary"
          aria-label={`${t("alarm.service.end")}: ${mode.label}`}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          {t("alarm.service.end")}
        </Button>
      )}
    </li>
  );
}
