import type { Building } from "@kontrollrom/contracts/building.ts";
import { ClockDashedIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from "react";
import { useControlRoom } from "../app/navigation.tsx";
import { useCan } from "../app/session.tsx";
import { ValuesProvider } from "../data/live-context.tsx";
import { queries } from "../data/queries.ts";
import { useSettled } from "../ui/use-settled.ts";
import { type Pace, type Range, stepFor } from "./pace.ts";
import { type Past, PastContext } from "./past-context.tsx";
import { createPastStore } from "./past-store.ts";
import { useTimeTexts } from "./texts.ts";
import { stateQuery, useMoment } from "./use-moment.ts";
import { usePlaying } from "./use-playing.ts";
import "./time-machine.css";

const TimeBar = lazy(async () => ({ default: (await import("./time-bar.tsx")).TimeBar }));

/** A frame around the picture of a building and its room: all inside shows the moment of the address, or now where it has none. */
export function TimeMachine({ building, children }: { building: Building | undefined; children: ReactNode }) {
  const tt = useTimeTexts();
  const { here, change } = useControlRoom();
  const mayRead = useCan("telemetry:read");
  const [pace, setPace] = useState<Pace>("1h");
  const [range, setRange] = useState<Range>("24h");
  const [playing, setPlaying] = useState(false);
  // While a hand or the playing moves it, the moment is here; in the address when it rests.
  const [moved, setMoved] = useState<{ readonly at: number; readonly told: number | undefined }>();
  const at = here.at === undefined ? undefined : moved?.told === here.at ? moved.at : here.at;
  const buildingId = at === undefined ? undefined : building?.id;
  const points = useQuery({ ...queries.points(building?.id ?? ""), enabled: buildingId !== undefined }).data;
  const moment = useMoment({
    buildingId,
    at,
    step: stepFor(playing ? pace : undefined, range),
    playing,
    points: points?.length ?? 200,
  });
  const other = useQuery({
    ...stateQuery(buildingId ?? "", here.against ?? 0),
    enabled: buildingId !== undefined && here.against !== undefined,
  }).data;

  const toNow = () => {
    setPlaying(false);
    setMoved(undefined);
    change({ at: undefined, against: undefined });
  };
  const show = (next: number) => {
    if (next >= Date.now()) toNow();
    else setMoved({ at: Math.max(0, Math.round(next)), told: here.at });
  };
  usePlaying(at, playing ? pace : undefined, { onAt: show, onEnd: toNow, waiting: moment.pending });
  const rested = useSettled(at, 400);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address follows the moment, not the other way about
  useEffect(() => {
    if (rested === undefined || playing || rested === here.at || rested !== at) return;
    // A key may have been pressed since: what it moved to stands.
    setMoved((held) => ({
      at: held !== undefined && held.told === here.at ? held.at : rested,
      told: rested,
    }));
    change({ at: rested }, { replace: true });
  }, [rested, playing]);

  const [store] = useState(createPastStore);
  const [against] = useState(createPastStore);
  const { exact, span } = moment;
  const [past, setPast] = useState<Past>();
  useEffect(() => {
    if (at === undefined || buildingId === undefined) return setPast(undefined);
    const source =
      exact ??
      (span === undefined || at < span.from
        ? undefined
        : { values: span.values(at), alarms: span.alarms(at), orders: span.orders(at) });
    // What was shown stays until what is asked for has come.
    if (source === undefined) return;
    store.show(source.values, at);
    setPast({
      at,
      against: here.against,
      buildingId,
      alarms: source.alarms ?? [],
      orders: source.orders ?? [],
    });
  }, [at, buildingId, exact, span, store, here.against]);
  useEffect(() => {
    against.show(other?.values ?? [], here.against ?? 0);
  }, [against, other, here.against]);

  const inPast = at !== undefined && buildingId !== undefined;
  const context = useMemo(
    () => (inPast ? (past ?? { at, against: here.against, buildingId, alarms: [], orders: [] }) : undefined),
    [inPast, past, at, here.against, buildingId],
  );
  return (
    <div className="time-machine" data-past={inPast || undefined}>
      <PastContext value={context}>
        <ValuesProvider values={inPast ? store : undefined} at={inPast ? at : undefined}>
          <div className="time-machine-stage">{children}</div>
        </ValuesProvider>
      </PastContext>
      {inPast ? (
        <Suspense fallback={<div className="time-bar" />}>
          <TimeBar
            at={at}
            against={here.against}
            range={range}
            pace={pace}
            playing={playing}
            pending={moment.pending}
            failed={moment.failed}
            past={past}
            around={exact}
            onAt={(next) => {
              setPlaying(false);
              show(next);
            }}
            onAgainst={(moment) => change({ against: moment }, { replace: true })}
            onRange={setRange}
            onPace={setPace}
            onPlaying={setPlaying}
            onNow={toNow}
          />
        </Suspense>
      ) : (
        building !== undefined &&
        mayRead && (
          <button
            type="button"
            className="time-machine-open"
            title={tt("openHint")}
            onClick={() => {
              // A whole minute, a little back: one sees at once that it is another time.
              const begin = Math.floor((Date.now() - 3_600_000) / 60_000) * 60_000;
              change({ at: begin, buildingId: building.id });
            }}
          >
            <ClockDashedIcon aria-hidden fontSize="1.25rem" />
            {tt("open")}
          </button>
        )
      )}
    </div>
  );
}
