import { Button, Select } from "@digdir/designsystemet-react";
import {
  BellIcon,
  ChevronLeftIcon,
  ChevronRightIcon,
  PauseIcon,
  PlayIcon,
  XMarkIcon,
} from "@navikt/aksel-icons";
import { useEffect, useState } from "react";
import { useNorwegianFormats } from "../trends/use-formats.ts";
import { momentOf, offsetAt } from "../trends/zone.ts";
import { useSettled } from "../ui/use-settled.ts";
import { type Pace, paceNames, type Range, rangeNames, ranges, stepFor, stepLength } from "./pace.ts";
import type { Past } from "./past-context.tsx";
import { useTimeTexts } from "./texts.ts";

const minute = 60_000;

/** Which moment is shown, and every way to another. */
export function TimeBar({
  at,
  against,
  range,
  pace,
  playing,
  pending,
  failed,
  past,
  around,
  onAt,
  onAgainst,
  onRange,
  onPace,
  onPlaying,
  onNow,
}: {
  at: number;
  against: number | undefined;
  range: Range;
  pace: Pace;
  playing: boolean;
  pending: boolean;
  failed: boolean;
  past: Past | undefined;
  around: { readonly alarmBefore?: string | undefined; readonly alarmAfter?: string | undefined } | undefined;
  onAt: (at: number) => void;
  onAgainst: (at: number | undefined) => void;
  onRange: (range: Range) => void;
  onPace: (pace: Pace) => void;
  onPlaying: (playing: boolean) => void;
  onNow: () => void;
}) {
  const tt = useTimeTexts();
  const formats = useNorwegianFormats();
  const { from, to } = useWindow(at, range);
  const step = Math.max(minute, stepLength(stepFor(undefined, range)));
  const was =
    against === undefined
      ? tt("was", { at: formats.dateTime(at) })
      : tt("wasCompared", { other: formats.dateTime(against), at: formats.dateTime(at) });
  // Told when the moment rests: not at every step of the playing.
  const rested = useSettled(at, 1500);
  const told = rested !== at || playing || past === undefined ? "" : summary(past);
  function standing(alarms: number, orders: number) {
    return `${tt("alarms", { count: alarms })} ${tt("orders", { count: orders })}`;
  }
  function summary({ alarms, orders }: Past) {
    return `${was}. ${standing(alarms.length, orders.length)}`;
  }
  // Asked for before it is known where that is: gone to as soon as it is.
  const [sought, setSought] = useState<"alarmBefore" | "alarmAfter">();
  const jump = (where: "alarmBefore" | "alarmAfter") => {
    const moment = around?.[where];
    setSought(around === undefined ? where : undefined);
    if (moment !== undefined) onAt(Date.parse(moment));
  };
  useEffect(() => {
    if (sought !== undefined && around !== undefined) jump(sought);
  });
  const written = (time: number) => new Date(time + offsetAt(time)).toISOString().slice(0, 16);
  const read = (text: string) => {
    const local = Date.parse(`${text}Z`);
    return Number.isNaN(local) ? undefined : momentOf(local);
  };
  return (
    <section className="time-bar" aria-label={tt("label")}>
      <div className="time-bar-head">
        <strong className="figures time-bar-was">{was}</strong>
        <span className="quiet small figures">
          {failed
            ? tt("failed")
            : pending
              ? tt("reading")
              : past !== undefined && standing(past.alarms.length, past.orders.length)}
        </span>
        <span className="visually-hidden" role="status">
          {told}
        </span>
        <Button data-size="sm" onClick={onNow}>
          {tt("now")}
        </Button>
      </div>
      <input
        type="range"
        className="time-bar-slider"
        aria-label={`${tt("slider")}. ${tt("sliderHelp")}`}
        aria-valuetext={formats.dateTime(at)}
        min={from}
        max={to}
        step={minute}
        value={at}
        onChange={(event) => onAt(Number(event.target.value))}
        onKeyDown={(event) => {
          const steps = {
            ArrowLeft: -1,
            ArrowDown: -1,
            ArrowRight: 1,
            ArrowUp: 1,
            PageDown: -10,
            PageUp: 10,
          }[event.key];
          if (steps === undefined) return;
          event.preventDefault();
          onAt(at + steps * step);
        }}
      />
      <div className="time-bar-ends figures quiet" aria-hidden="true">
        <span>{formats.dateTime(from)}</span>
        <span>{formats.dateTime(to)}</span>
      </div>
      <div className="time-bar-tools">
        <div className="time-bar-group">
          <Button
            className="time-bar-jump"
            variant="secondary"
            data-size="sm"
            aria-label={tt("alarmBefore")}
            title={tt("alarmBefore")}
            disabled={around !== undefined && around.alarmBefore === undefined}
            onClick={() => jump("alarmBefore")}
          >
            <ChevronLeftIcon aria-hidden />
            <BellIcon aria-hidden />
          </Button>
          <Button
            icon
            variant="secondary"
            data-size="sm"
            aria-label={tt("stepBack")}
            title={tt("stepBack")}
            onClick={() => onAt(at - step)}
          >
            <ChevronLeftIcon aria-hidden />
          </Button>
          <Button
            variant="primary"
            data-size="sm"
            aria-label={tt(playing ? "pause" : "play")}
            onClick={() => onPlaying(!playing)}
          >
            {playing ? <PauseIcon aria-hidden /> : <PlayIcon aria-hidden />}
            {tt(playing ? "pause" : "play")}
          </Button>
          <Button
            icon
            variant="secondary"
            data-size="sm"
            aria-label={tt("stepForward")}
            title={tt("stepForward")}
            onClick={() => onAt(at + step)}
          >
            <ChevronRightIcon aria-hidden />
          </Button>
          <Button
            className="time-bar-jump"
            variant="secondary"
            data-size="sm"
            aria-label={tt("alarmAfter")}
            title={tt("alarmAfter")}
            disabled={around !== undefined && around.alarmAfter === undefined}
            onClick={() => jump("alarmAfter")}
          >
            <BellIcon aria-hidden />
            <ChevronRightIcon aria-hidden />
          </Button>
        </div>
        <Select
          data-size="sm"
          aria-label={tt("pace.label")}
          value={pace}
          onChange={(event) => onPace(paceNames.find((one) => one === event.target.value) ?? pace)}
        >
          {paceNames.map((name) => (
            <Select.Option key={name} value={name}>
              {tt(`pace.${name}`)}
            </Select.Option>
          ))}
        </Select>
        <Select
          data-size="sm"
          aria-label={tt("range.label")}
          value={range}
          onChange={(event) => onRange(rangeNames.find((one) => one === event.target.value) ?? range)}
        >
          {rangeNames.map((name) => (
            <Select.Option key={name} value={name}>
              {tt(`range.${name}`)}
            </Select.Option>
          ))}
        </Select>
        <MomentField
          label={tt("moment")}
          value={written(at)}
          onMoment={(text) => read(text) !== undefined && onAt(read(text) ?? at)}
        />
        {against === undefined ? (
          <Button
            variant="tertiary"
            data-size="sm"
            onClick={() => onAgainst(Math.max(0, at - 24 * 60 * minute))}
          >
            {tt("compare")}
          </Button>
        ) : (
          <div className="time-bar-group">
            <MomentField
              label={tt("compareWith")}
              value={written(against)}
              onMoment={(text) => onAgainst(read(text) ?? against)}
            />
            <Button
              icon
              variant="tertiary"
              data-size="sm"
              aria-label={tt("stopCompare")}
              onClick={() => onAgainst(undefined)}
            >
              <XMarkIcon aria-hidden />
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

function MomentField({
  label,
  value,
  onMoment,
}: {
  label: string;
  value: string;
  onMoment: (text: string) => void;
}) {
  return (
    <input
      type="datetime-local"
      className="ds-input figures"
      data-size="sm"
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onMoment(event.target.value)}
    />
  );
}

/** What the slider spans: it stands still while the moment moves inside it, and moves on when it leaves. */
function useWindow(at: number, range: Range): { from: number; to: number } {
  const span = ranges[range];
  const [begin, setBegin] = useState(() => beginOf(at, span));
  const inside = at >= begin && at <= begin + span;
  useEffect(() => {
    if (!inside) setBegin(beginOf(at, span));
  }, [inside, at, span]);
  const from = inside ? begin : beginOf(at, span);
  return { from, to: from + span };
}

/** The moment two thirds in, and the end never later than now. */
function beginOf(at: number, span: number): number {
  const end = Math.min(Math.ceil(Date.now() / minute) * minute, at + span / 3);
  return Math.floor((end - span) / minute) * minute;
}
