import { Button, Textfield } from "@digdir/designsystemet-react";
import type { ChecklistTemplate } from "@kontrollrom/contracts/work-order.ts";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { RemoveButton } from "../ui/remove-button.tsx";
import { Answer, Empty } from "../ui/states.tsx";
import { orderQueries } from "../work-orders/order-queries.ts";
import { useOrderTexts } from "../work-orders/order-texts.ts";
import { pointsOf, textOf } from "./checklist-text.ts";
import { useSetting } from "./use-setting.ts";

/** Checklists that orders and plans can begin with. */
export function Checklists() {
  const t = useOrderTexts();
  const templates = useQuery(orderQueries.templates());
  const mayManage = useCan("work-order:manage");
  const [edited, setEdited] = useState<string>();
  return (
    <section className="detail-card" aria-label={t("set.tab.checklists")}>
      <Answer of={templates} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty level={2} title={t("set.list.none")}>
              {t("set.list.noneText")}
            </Empty>
          ) : (
            <ul>
              {items.map((template) =>
                template.id === edited ? (
                  <li key={template.id}>
                    <TemplateForm template={template} onEnd={() => setEdited(undefined)} />
                  </li>
                ) : (
                  <li key={template.id} className="setting-row">
                    <span>
                      <strong>{template.name}</strong>{" "}
                      <span className="quiet">{t("set.list.count", { count: template.items.length })}</span>
                    </span>
                    {mayManage && (
                      <span className="orders-tools">
                        <Button data-size="sm" variant="secondary" onClick={() => setEdited(template.id)}>
                          {t("set.list.edit")}
                        </Button>
                        <RemoveButton
                          name={template.name}
                          remove={() =>
                            call("DELETE /checklist-templates/{id}", { params: { id: template.id } })
                          }
                          onRemoved={() => void templates.refetch()}
                        />
                      </span>
                    )}
                  </li>
                ),
              )}
            </ul>
          )
        }
      </Answer>
      {mayManage &&
        (edited === "ny" ? (
          <TemplateForm template={undefined} onEnd={() => setEdited(undefined)} />
        ) : (
          <div>
            <Button data-size="sm" onClick={() => setEdited("ny")}>
              {t("set.list.new")}
            </Button>
          </div>
        ))}
    </section>
  );
}

function TemplateForm({ template, onEnd }: { template: ChecklistTemplate | undefined; onEnd: () => void }) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const notice = useNotice();
  const save = useSetting(
    "checklist-templates",
    (body: Pick<ChecklistTemplate, "name" | "items">) =>
      template === undefined
        ? call("POST /checklist-templates", { body })
        : call("PATCH /checklist-templates/{id}", {
            params: { id: template.id },
            body: { ...body, revision: template.revision },
          }),
    () => {
      notice(t("set.saved"));
      onEnd();
    },
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const name = String(data.get("name")).trim();
    const items = pointsOf(String(data.get("points")));
    if (name === "" || items.length === 0) notice(t("set.list.missing"), "problem");
    else save.mutate({ name, items });
  };
  return (
    <form className="form-part" onSubmit={submit}>
      <Textfield
        name="name"
        label={t("set.list.name")}
        defaultValue={template?.name ?? ""}
        maxLength={200}
        autoFocus
      />
      <Textfield
        multiline
        rows={8}
        name="points"
        label={t("set.list.points")}
        defaultValue={textOf(template?.items ?? [])}
      />
      <div className="form-dialog-actions">
        <Button type="submit" data-size="sm" loading={save.isPending}>
          {t("set.save")}
        </Button>
        <Button type="button" data-size="sm" variant="tertiary" onClick={onEnd}>
          {common("state.cancel")}
        </Button>
      </div>
    </form>
  );
}
