import { Button, Textfield } from "@digdir/designsystemet-react";
import type { WorkOrderSettings } from "@kontrollrom/contracts/work-order.ts";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { parseFigure } from "../room/local-moment.ts";
import { useNotice } from "../ui/notice.tsx";
import { Answer } from "../ui/states.tsx";
import { orderQueries } from "../work-orders/order-queries.ts";
import { useOrderTexts } from "../work-orders/order-texts.ts";
import { useSetting } from "./use-setting.ts";

/** Deadlines by priority, and when sensors verify and reopen orders. */
export function Deadlines() {
  const settings = useQuery(orderQueries.settings());
  return (
    <Answer of={settings} rows={4}>
      {(data) => <DeadlineForm key={data.revision} settings={data} />}
    </Answer>
  );
}

function DeadlineForm({ settings }: { settings: WorkOrderSettings }) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const notice = useNotice();
  const mayManage = useCan("work-order:manage");
  const save = useSetting(
    "work-order-settings",
    (body: Partial<WorkOrderSettings>) => call("PATCH /work-order-settings", { body }),
    () => notice(t("set.saved")),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const figure = (name: string) => parseFigure(String(data.get(name)));
    const hours = { "1": figure("1"), "2": figure("2"), "3": figure("3"), "4": figure("4") };
    const verifyAfterMinutes = figure("verify");
    const reopenWithinDays = figure("reopen");
    if (
      Object.values(hours).some((one) => one === undefined || one <= 0) ||
      verifyAfterMinutes === undefined ||
      reopenWithinDays === undefined
    )
      return notice(t("set.deadline.wrong"), "problem");
    save.mutate({
      deadlineHours: hours as WorkOrderSettings["deadlineHours"],
      verifyAfterMinutes,
      reopenWithinDays,
      revision: settings.revision,
    });
  };
  const field = (name: string, label: string, value: number) => (
    <Textfield
      name={name}
      label={label}
      inputMode="decimal"
      defaultValue={String(value).replace(".", ",")}
      readOnly={!mayManage}
    />
  );
  return (
    <form className="detail-card" onSubmit={submit}>
      <p className="quiet">{t("set.deadline.text")}</p>
      <div className="fields-row">
        {([1, 2, 3, 4] as const).map((priority) => (
          <div key={priority}>
            {field(
              String(priority),
              t("set.deadline.priority", {
                priority,
                word: common(`alarm.priority.${priority}`).toLowerCase(),
              }),
              settings.deadlineHours[priority],
            )}
          </div>
        ))}
      </div>
      {field("verify", t("set.deadline.verify"), settings.verifyAfterMinutes)}
      {field("reopen", t("set.deadline.reopen"), settings.reopenWithinDays)}
      {mayManage && (
        <div>
          <Button type="submit" loading={save.isPending}>
            {t("set.save")}
          </Button>
        </div>
      )}
    </form>
  );
}
