import { Button, Textfield } from "@digdir/designsystemet-react";
import type { WorkOrderDetail, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { ArrowLeftIcon } from "@navikt/aksel-icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Fact, Facts } from "../ui/list-detail.tsx";
import { useNotice } from "../ui/notice.tsx";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Answer, explain } from "../ui/states.tsx";
import { Attachments } from "./attachments.tsx";
import { OrderStatus } from "./order-status.tsx";
import { useChangeOrder } from "./use-change-order.ts";
import "./order-detail.css";

export function OrderDetail({ id, show }: { id: string; show: "open" | "all" }) {
  const { t } = useTranslation();
  const order = useQuery(queries.order(id));
  return (
    <article className="detail" aria-label={t("order.detail.label")}>
      <Link className="ds-link detail-back" to={{ page: "work-orders", show }}>
        <ArrowLeftIcon aria-hidden /> {t("order.detail.back")}
      </Link>
      <Answer of={order} rows={4}>
        {(data) => (
          <>
            <Head order={data} />
            <Comments order={data} />
            <Attachments order={data} />
            <History order={data} />
          </>
        )}
      </Answer>
    </article>
  );
}

function Head({ order }: { order: WorkOrderDetail }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const place = [order.spaceLabel, order.buildingName].filter(Boolean).join(", ");
  return (
    <section className="detail-card">
      <div className="detail-head">
        <PriorityMark priority={order.priority} state="acknowledged" size={32} />
        <div>
          <h2>{order.title}</h2>
          <p className="quiet figures">
            {order.number} · {t(`order.type.${order.type}`)}
          </p>
        </div>
        <OrderStatus order={order} />
      </div>
      <p className="order-description">
        {order.description === "" ? (
          <span className="quiet">{t("order.detail.noDescription")}</span>
        ) : (
          order.description
        )}
      </p>
      <Facts>
        <Fact name={t("order.detail.place")}>{place}</Fact>
        <Fact name={t("order.detail.created")}>
          {formats.dateTime(order.createdAt)} {t("order.detail.by", { name: order.createdBy })}
        </Fact>
        {order.dueAt !== undefined && (
          <Fact name={t("order.detail.field.dueAt")}>{formats.dateTime(order.dueAt)}</Fact>
        )}
        {order.closedAt !== undefined && (
          <Fact name={t("order.detail.closed")}>{formats.dateTime(order.closedAt)}</Fact>
        )}
      </Facts>
      <Assignee key={order.revision} order={order} />
      <p className="detail-links">
        {order.spaceId !== undefined && (
          <Link
            className="ds-link"
            to={controlRoom({
              buildingId: order.buildingId,
              storeyId: order.storeyId,
              spaceId: order.spaceId,
            })}
          >
            {t("order.showRoom")}
          </Link>
        )}
        {order.sourceAlarmId !== undefined && (
          <Link className="ds-link" to={{ page: "alarms", alarmId: order.sourceAlarmId, show: "active" }}>
            {t("order.showAlarm")}
          </Link>
        )}
      </p>
    </section>
  );
}

function Assignee({ order }: { order: WorkOrderDetail }) {
  const { t } = useTranslation();
  const change = useChangeOrder(order);
  const [name, setName] = useState(order.assignee ?? "");
  if (!useCan("work-order:write")) {
    return (
      <Facts>
        <Fact name={t("order.detail.assignee")}>{order.assignee ?? t("order.detail.nobody")}</Fact>
      </Facts>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ assignee: name.trim() === "" ? null : name.trim() });
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <Textfield
        data-size="sm"
        label={t("order.detail.assignee")}
        value={name}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      <Button
        type="submit"
        variant="secondary"
        data-size="sm"
        loading={change.isPending}
        disabled={name.trim() === (order.assignee ?? "")}
      >
        {t("order.detail.saveAssignee")}
      </Button>
    </form>
  );
}

function Comments({ order }: { order: WorkOrderDetail }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const notice = useNotice();
  const mayWrite = useCan("work-order:write");
  const [text, setText] = useState("");
  const send = useMutation({
    mutationFn: () =>
      call("POST /work-orders/{id}/comments", { params: { id: order.id }, body: { text: text.trim() } }),
    onSuccess: () => {
      setText("");
      return client.invalidateQueries({ queryKey: ["work-order", order.id] });
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  return (
    <section className="detail-card">
      <h2>{t("order.detail.comments")}</h2>
      {order.comments.length === 0 ? (
        <p className="quiet">{t("order.detail.noComments")}</p>
      ) : (
        <ol className="steps figures">
          {order.comments.map((comment) => (
            <li key={comment.id}>
              <time dateTime={comment.at}>{formats.dateTime(comment.at)}</time>
              <div>
                <span className="quiet">{comment.by}</span>
                <blockquote>{comment.text}</blockquote>
              </div>
            </li>
          ))}
        </ol>
      )}
      {mayWrite && (
        <form
          className="inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== "") send.mutate();
          }}
        >
          <Textfield
            multiline
            rows={2}
            data-size="sm"
            label={t("order.detail.comment")}
            value={text}
            maxLength={10_000}
            onChange={(event) => setText(event.target.value)}
          />
          <Button
            type="submit"
            data-size="sm"
            variant="secondary"
            loading={send.isPending}
            disabled={text.trim() === ""}
          >
            {t("order.detail.sendComment")}
          </Button>
        </form>
      )}
    </section>
  );
}

const fields = ["status", "priority", "assignee", "title", "description", "dueAt"] as const;

function History({ order }: { order: WorkOrderDetail }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const shown = (field: string, value: string) => {
    if (value === "") return "–";
    if (field === "status") return t(`order.status.${value as WorkOrderStatus}`);
    if (field === "dueAt") return formats.dateTime(value);
    return value;
  };
  return (
    <section className="detail-card">
      <h2>{t("order.detail.history")}</h2>
      <ol className="steps figures">
        {order.history.map((step, index) => {
          const field = fields.find((name) => name === step.field) ?? "other";
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: history only grows at its end
            <li key={index}>
              <time dateTime={step.at}>{formats.dateTime(step.at)}</time>
              <div>
                {t("order.detail.change", {
                  field: t(`order.detail.field.${field}`),
                  from: shown(step.field, step.from),
                  to: shown(step.field, step.to),
                })}{" "}
                <span className="quiet">{t("order.detail.by", { name: step.by })}</span>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
