import { Button, Checkbox, Textfield } from "@digdir/designsystemet-react";
import type { CheckItem, CheckItemPatch, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { useState } from "react";
import { useNotice } from "../ui/notice.tsx";
import { useTick } from "../ui/use-tick.ts";
import { useRoundTexts } from "./texts.ts";
import { useDo } from "./use-round.ts";

export function OrderChecklist({ order, mayWrite }: { order: WorkOrderDetail; mayWrite: boolean }) {
  const t = useRoundTexts();
  const act = useDo();
  const notice = useNotice();
  const done = order.checklist.filter(({ doneAt }) => doneAt !== undefined).length;
  /** From when the device holds the change, the order is shown with it. */
  const change = async (item: CheckItem, body: CheckItemPatch): Promise<number> => {
    try {
      await act?.(`${order.number} ${order.title}`, {
        kind: "check",
        orderId: order.id,
        itemId: item.id,
        body: { ...body, revision: item.revision },
      });
    } catch (error) {
      notice(t("order.notKept"), "problem");
      throw error;
    }
    return item.revision;
  };
  return (
    <section className="detail-card">
      <h2>
        {t("order.checklist")}{" "}
        <span className="quiet figures">{t("order.checked", { done, all: order.checklist.length })}</span>
      </h2>
      <ul className="round-checks">
        {order.checklist.map((item) => (
          <li key={item.id}>
            <Item
              item={item}
              disabled={!mayWrite || act === undefined}
              onChange={(body) => change(item, body)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Item({
  item,
  disabled,
  onChange,
}: {
  item: CheckItem;
  disabled: boolean;
  onChange: (body: CheckItemPatch) => Promise<number>;
}) {
  const t = useRoundTexts();
  const kept = item.value === undefined ? "" : String(item.value).replace(".", ",");
  const [value, setValue] = useState(kept);
  // What another wrote comes into a field that nobody has typed in: left as it was, it would overwrite that.
  const [before, setBefore] = useState(kept);
  if (before !== kept) {
    setBefore(kept);
    if (value === before) setValue(kept);
  }
  const [done, tick] = useTick(item.doneAt !== undefined, item.revision);
  const change = (body: CheckItemPatch) => {
    const sent = onChange(body);
    if (body.done !== undefined) tick(body.done, sent);
    else sent.catch(() => {});
  };
  const [deviation, setDeviation] = useState<string>();
  const measured = Number(value.replace(",", "."));
  return (
    <>
      <Checkbox
        label={item.text}
        value={item.id}
        checked={done}
        disabled={disabled}
        onChange={(event) => change({ done: event.target.checked })}
      />
      {item.unit !== undefined && (
        <Textfield
          label={t("order.value")}
          suffix={item.unit}
          inputMode="decimal"
          value={value}
          disabled={disabled}
          onChange={(event) => setValue(event.target.value)}
          onBlur={() => {
            if (value !== "" && Number.isFinite(measured) && measured !== item.value)
              change({ done: true, value: measured });
          }}
        />
      )}
      {item.deviation !== undefined && (
        <p className="round-deviation">
          {t("order.deviation")}: {item.deviation}
        </p>
      )}
      {deviation === undefined ? (
        !disabled && (
          <Button variant="tertiary" data-size="sm" onClick={() => setDeviation(item.deviation ?? "")}>
            {t("order.addDeviation")}
          </Button>
        )
      ) : (
        <div className="round-inline">
          <Textfield
            label={t("order.deviation")}
            value={deviation}
            maxLength={2000}
            onChange={(event) => setDeviation(event.target.value)}
          />
          <Button
            variant="secondary"
            onClick={() => {
              change({ deviation: deviation.trim() === "" ? null : deviation.trim() });
              setDeviation(undefined);
            }}
          >
            {t("order.saveDeviation")}
          </Button>
        </div>
      )}
    </>
  );
}
