import { Button, Field, Label, Select, ToggleGroup } from "@digdir/designsystemet-react";
import { ArrowLeftIcon, ArrowRightIcon, ZoomMinusIcon, ZoomPlusIcon } from "@navikt/aksel-icons";
import { useId } from "react";
import { type TrendComparison, trendComparisons } from "../app/trends-address.ts";
import { useTranslation } from "../i18n/text.ts";
import { useTrendTexts } from "./texts.ts";
import { useNorwegianFormats } from "./use-formats.ts";
import { liveView, pan, type View, viewOf, zoom } from "./view.ts";
import { momentOf, offsetAt } from "./zone.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const spans = { "1h": hour, "24h": day, "7d": 7 * day, "30d": 30 * day, "1y": 365 * day } as const;
const spanNames = Object.keys(spans) as (keyof typeof spans)[];

/** Which time is looked at, and what it is compared with. */
export function TimeTools({
  view,
  compare,
  onView,
  onCompare,
}: {
  view: View;
  compare: TrendComparison | undefined;
  onView: (view: View) => void;
  onCompare: (compare: TrendComparison | undefined) => void;
}) {
  const { t } = useTranslation();
  const tt = useTrendTexts();
  const formats = useNorwegianFormats();
  const fields = { from: useId(), to: useId(), compare: useId() };
  const span = view.to - view.from;
  const current = spanNames.find((name) => view.live && Math.abs(spans[name] - span) < minute) ?? "";
  const middle = (view.from + view.to) / 2;
  // The fields have Norwegian clocks, as the axis does.
  const written = (time: number) => new Date(time + offsetAt(time)).toISOString().slice(0, 16);
  const read = (text: string) => momentOf(Date.parse(`${text}Z`));
  const change = (from: number, to: number) => {
    if (from < to) onView(viewOf(from, to, Date.now()));
  };
  const buttons = [
    ["back", ArrowLeftIcon, () => onView(pan(view, -0.5, Date.now()))],
    ["forward", ArrowRightIcon, () => onView(pan(view, 0.5, Date.now()))],
    ["zoomIn", ZoomPlusIcon, () => onView(zoom(view, 0.5, view.live ? view.to : middle, Date.now()))],
    ["zoomOut", ZoomMinusIcon, () => onView(zoom(view, 2, view.live ? view.to : middle, Date.now()))],
  ] as const;
  return (
    <div className="trend-tools">
      <ToggleGroup
        data-size="sm"
        variant="secondary"
        aria-label={t("trend.period.label")}
        value={current}
        onChange={(value) => {
          const name = spanNames.find((one) => one === value);
          if (name !== undefined) onView(liveView(spans[name], Date.now()));
        }}
      >
        {spanNames.map((name) => (
          <ToggleGroup.Item key={name} value={name}>
            {tt(`span.${name}`)}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup>
      <div className="trend-steps">
        {buttons.map(([name, Icon, act]) => (
          <Button key={name} icon variant="secondary" data-size="sm" aria-label={tt(name)} onClick={act}>
            <Icon aria-hidden />
          </Button>
        ))}
        <Button
          variant={view.live ? "primary" : "secondary"}
          data-size="sm"
          aria-pressed={view.live}
          onClick={() => onView(liveView(span, Date.now()))}
        >
          {tt("now")}
        </Button>
      </div>
      <div className="trend-range figures">
        <input
          type="datetime-local"
          className="ds-input"
          data-size="sm"
          id={fields.from}
          aria-label={tt("from")}
          title={formats.dateTime(view.from)}
          value={written(view.from)}
          onChange={(event) => change(read(event.target.value), view.to)}
        />
        <span aria-hidden="true">–</span>
        <input
          type="datetime-local"
          className="ds-input"
          data-size="sm"
          id={fields.to}
          aria-label={tt("to")}
          title={formats.dateTime(view.to)}
          value={written(view.to)}
          onChange={(event) => change(view.from, read(event.target.value))}
        />
      </div>
      <Field data-size="sm" className="trend-compare">
        <Label htmlFor={fields.compare} className="visually-hidden">
          {tt("compare.label")}
        </Label>
        <Select
          id={fields.compare}
          value={compare ?? ""}
          onChange={(event) => onCompare(trendComparisons.find((one) => one === event.target.value))}
        >
          <Select.Option value="">{tt("compare.none")}</Select.Option>
          {trendComparisons.map((name) => (
            <Select.Option key={name} value={name}>
              {tt(`compare.${name}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
