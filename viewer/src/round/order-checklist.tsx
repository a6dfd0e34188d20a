import { Button, Checkbox, Textfield } from "@digdir/designsystemet-react";
import type { CheckItem, CheckItemPatch, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { useState } from "react";
import { useRoundTexts } from "./texts.ts";
import { useDo } from "./use-round.ts";

export function OrderChecklist({ order, mayWrite }: { order: WorkOrderDetail; mayWrite: boolean }) {
  const t = useRoundTexts();
  const act = useDo();
  const done = order.checklist.filter(({ doneAt }) => doneAt !== undefined).length;
  const change = (item: CheckItem, body: CheckItemPatch) =>
    void act?.(`${order.number} ${order.title}`, {
      kind: "check",
      orderId: order.id,
      itemId: item.id,
      body: { ...body, revision: item.revision },
    });
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
  onChange: (body: CheckItemPatch) => void;
}) {
  const t = useRoundTexts();
  const [value, setValue] = useState(item.value === undefined ? "" : String(item.value));
  const [deviation, setDeviation] = useState<string>();
  const measured = Number(value.replace(",", "."));
  return (
    <>
      <Checkbox
        label={item.text}
        value={item.id}
        checked={item.doneAt !== undefined}
        disabled={disabled}
        onChange={(event) => onChange({ done: event.target.checked })}
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
              onChange({ done: true, value: measured });
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
              onChange({ deviation: deviation.trim() === "" ? null : deviation.trim() });
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
