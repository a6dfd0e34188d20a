import { Button, Tag, Textfield } from "@digdir/designsystemet-react";
import type { WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { ArrowLeftIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Address, controlRoom } from "../app/address.ts";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { Answer } from "../ui/states.tsx";
import { Attachments } from "./attachments.tsx";
import { historySentence } from "./history-sentence.ts";
import { InPlace } from "./in-place.tsx";
import { OrderCause } from "./order-cause.tsx";
import { OrderFacts } from "./order-facts.tsx";
import { isLate } from "./order-queries.ts";
import { useOrderTexts } from "./order-texts.ts";
import { ChecklistCard, CostCard, HoursCard } from "./order-work.tsx";
import { StatusActions } from "./status-actions.tsx";
import { useChangeOrder } from "./use-change-order.ts";
import { useBeside, useMoveOrder, useOrderRights } from "./use-order.ts";
import "./order-detail.css";

/** One order: what is to be done and by whom first, then the work, then what lies behind it. */
export function OrderDetail({ id, back }: { id: string; back: Address }) {
  const { t } = useTranslation();
  const order = useQuery(queries.order(id));
  return (
    <article className="detail" aria-label={t("order.detail.label")}>
      <Link className="ds-link detail-back" to={back}>
        <ArrowLeftIcon aria-hidden /> {t("order.detail.back")}
      </Link>
      <Answer of={order} rows={6}>
        {(data) => <Loaded order={data} />}
      </Answer>
    </article>
  );
}

function Loaded({ order }: { order: WorkOrderDetail }) {
  const { mayWrite, mayWork } = useOrderRights();
  const change = useChangeOrder(order);
  return (
    <>
      <Head order={order} />
      <section className="detail-card">
        <Description order={order} editable={mayWrite} />
        <OrderFacts order={order} editable={mayWrite} onChange={(patch) => change.mutate(patch)} />
        <Links order={order} />
      </section>
      <OrderCause order={order} />
      <ChecklistCard order={order} editable={mayWork} />
      <HoursCard order={order} editable={mayWork} />
      <CostCard
        order={order}
        editable={mayWork}
        mayCost={mayWrite}
        onCost={(costNok) => change.mutate({ costNok })}
      />
      <Attachments order={order} editable={mayWork} />
      <Comments order={order} editable={mayWork} />
      <Reporter order={order} />
      <History order={order} />
    </>
  );
}

function Head({ order }: { order: WorkOrderDetail }) {
  const { t: common } = useTranslation();
  const t = useOrderTexts();
  const formats = useFormats();
  const now = useNow(60_000);
  const { mayWork, mayWrite, contractor } = useOrderRights();
  const change = useChangeOrder(order);
  const { move, busy } = useMoveOrder(order);
  return (
    <header className="detail-card order-head">
      <div className="order-head-line">
        <PriorityMark priority={order.priority} state="acknowledged" size={28} />
        <p className="quiet figures">
          {order.number} · {common(`order.type.${order.type}`)}
          {order.channel !== undefined && ` · ${t(`channel.${order.channel}`)}`}
        </p>
        <Tag data-color={order.status === "waiting" ? "warning" : "neutral"}>
          {common(`order.status.${order.status}`)}
        </Tag>
        {order.verifiedAt !== undefined && <Tag data-color="success">{t("cause.verified")}</Tag>}
        {isLate(order, now) && <Tag data-color="danger">{t("list.overdue")}</Tag>}
      </div>
      <dl className="order-title-edit">
        <InPlace
          name={t("field.title")}
          editable={mayWrite}
          wide
          shown={<h2>{order.title}</h2>}
          form={() => (
            <Textfield
              name="value"
              label={t("field.title")}
              defaultValue={order.title}
              maxLength={200}
              required
              autoFocus
            />
          )}
          onSave={(data) => {
            const title = String(data.get("value")).trim();
            if (title === "") return false;
            if (title !== order.title) change.mutate({ title });
            return true;
          }}
        />
      </dl>
      {mayWork && (
        <StatusActions order={order} busy={busy || change.isPending} contractor={contractor} onMove={move} />
      )}
      <p className="quiet figures">
        {t("field.created")} {formats.dateTime(order.createdAt)}{" "}
        {common("order.detail.by", { name: order.createdBy })}
        {order.closedAt !== undefined && ` · ${t("field.closed")} ${formats.dateTime(order.closedAt)}`}
      </p>
    </header>
  );
}

function Description({ order, editable }: { order: WorkOrderDetail; editable: boolean }) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const change = useChangeOrder(order);
  return (
    <dl>
      <InPlace
        name={t("field.description")}
        editable={editable}
        wide
        shown={
          order.description === "" ? (
            <span className="quiet">{common("order.detail.noDescription")}</span>
          ) : (
            <span className="order-description">{order.description}</span>
          )
        }
        form={() => (
          <Textfield
            multiline
            rows={5}
            name="value"
            label={t("field.description")}
            defaultValue={order.description}
            maxLength={10_000}
            autoFocus
          />
        )}
        onSave={(data) => {
          const description = String(data.get("value")).trim();
          if (description !== order.description) change.mutate({ description });
          return true;
        }}
      />
    </dl>
  );
}

function Links({ order }: { order: WorkOrderDetail }) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const readsRegister = useCan("register:read");
  return (
    <p className="detail-links">
      {order.spaceId !== undefined && readsRegister && (
        <Link
          className="ds-link"
          to={controlRoom({ buildingId: order.buildingId, storeyId: order.storeyId, spaceId: order.spaceId })}
        >
          {common("order.showRoom")}
        </Link>
      )}
      {order.follows !== undefined && (
        <Link className="ds-link" to={{ page: "work-orders", orderId: order.follows.id, show: "open" }}>
          {t("detail.follows", { number: order.follows.number })}
        </Link>
      )}
      {order.planId !== undefined && readsRegister && (
        <Link className="ds-link" to={{ page: "plans", planId: order.planId }}>
          {t("detail.showPlan")}
        </Link>
      )}
      {order.externals.map(({ system, externalId, url }) => {
        const text = t("external.as", { system, id: externalId });
        return url === undefined ? (
          <span key={system}>{text}</span>
        ) : (
          <a key={system} className="ds-link" href={url} target="_blank" rel="noreferrer">
            {text}
          </a>
        );
      })}
    </p>
  );
}

function Comments({ order, editable }: { order: WorkOrderDetail; editable: boolean }) {
  const t = useOrderTexts();
  const formats = useFormats();
  const [text, setText] = useState("");
  const send = useBeside(
    order.id,
    (body: { text: string }) => call("POST /work-orders/{id}/comments", { params: { id: order.id }, body }),
    () => setText(""),
  );
  return (
    <section className="detail-card" aria-label={t("comments.title")}>
      <h2>{t("comments.title")}</h2>
      {order.comments.length === 0 ? (
        <p className="quiet">{t("comments.none")}</p>
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
      {editable && (
        <form
          className="inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== "") send.mutate({ text: text.trim() });
          }}
        >
          <Textfield
            multiline
            rows={2}
            data-size="sm"
            label={t("comments.write")}
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
            {t("comments.send")}
          </Button>
        </form>
      )}
    </section>
  );
}

/** Who told of the need, and what they have been told. */
function Reporter({ order }: { order: WorkOrderDetail }) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const formats = useFormats();
  const { reporter } = order;
  if (reporter === undefined) return null;
  return (
    <section className="detail-card" aria-label={t("reporter.title")}>
      <h2>{t("reporter.title")}</h2>
      <p className="detail-links">
        {reporter.name !== undefined && <span>{reporter.name}</span>}
        {reporter.phone !== undefined && (
          <a className="ds-link" href={`tel:${reporter.phone.replaceAll(/[^+\d]/g, "")}`}>
            {t("detail.phone", { phone: reporter.phone })}
          </a>
        )}
        {reporter.email !== undefined && (
          <a className="ds-link" href={`mailto:${reporter.email}`}>
            {reporter.email}
          </a>
        )}
      </p>
      {order.told.length === 0 ? (
        <p className="quiet">{t("reporter.notTold")}</p>
      ) : (
        <>
          <h3>{t("reporter.told")}</h3>
          <ol className="steps figures">
            {order.told.map((mail) => (
              <li key={`${mail.at}${mail.status}`}>
                <time dateTime={mail.at}>{formats.dateTime(mail.at)}</time>
                <div>
                  {common(`order.status.${mail.status}`)}{" "}
                  <span className="quiet">{t(`reporter.state.${mail.state}`)}</span>
                </div>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

const shownSteps = 8;

function History({ order }: { order: WorkOrderDetail }) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const formats = useFormats();
  const [all, setAll] = useState(false);
  const steps = order.history.toReversed();
  return (
    <section className="detail-card" aria-label={t("history.title")}>
      <h2>{t("history.title")}</h2>
      <ol className="steps figures">
        {(all ? steps : steps.slice(0, shownSteps)).map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: counted from the end, which never changes
          <li key={steps.length - index}>
            <time dateTime={step.at}>{formats.dateTime(step.at)}</time>
            <div>{historySentence(step, t, common, formats)}</div>
          </li>
        ))}
      </ol>
      {!all && steps.length > shownSteps && (
        <Button data-size="sm" variant="tertiary" onClick={() => setAll(true)}>
          {t("history.all", { count: steps.length })}
        </Button>
      )}
    </section>
  );
}
