import { Textfield } from "@digdir/designsystemet-react";
import type { Drawing } from "@kontrollrom/contracts/drawing.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer } from "../ui/states.tsx";
import type { Work } from "./work.ts";

const shownAtOnce = 60;

/** The building's devices: choose one, then the room that it hangs in. Those without a room come first. */
export function SensorPanel({
  buildingId,
  drawing,
  placements,
  picked,
  onPick,
}: {
  buildingId: string;
  drawing: Drawing;
  placements: Work["placements"];
  picked: string | undefined;
  onPick: (deviceId: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const devices = useQuery(queries.devices({ buildingId }));
  const wanted = text.trim().toLocaleLowerCase("nb");
  // Those that stand nowhere are found by name.
  const others = useQuery({ ...queries.devices({ search: wanted }), enabled: wanted.length >= 2 });
  const homeless = (others.data ?? []).filter((device) => device.buildingId === undefined);
  const rooms = new Map(drawing.rooms.map(({ spaceId, number }) => [spaceId, number]));
  return (
    <section className="editor-section" aria-label={t("editor.sensor.title")}>
      <h2>{t("editor.sensor.title")}</h2>
      <Textfield
        data-size="sm"
        label={t("editor.sensor.search")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Answer of={devices} rows={3}>
        {(all) => {
          const found = [...all, ...homeless]
            .map((device) => ({ ...device, spaceId: placements[device.id] ?? device.spaceId }))
            .filter(
              ({ name, externalId }) =>
                name.toLocaleLowerCase("nb").includes(wanted) ||
                externalId.toLocaleLowerCase("nb").includes(wanted),
            )
            .toSorted(
              (a, b) =>
                Number(a.spaceId !== undefined) - Number(b.spaceId !== undefined) ||
                a.name.localeCompare(b.name, "nb"),
            );
          if (found.length === 0) return <p className="quiet">{t("editor.sensor.none")}</p>;
          return (
            <>
              <ul className="editor-rooms">
                {found.slice(0, shownAtOnce).map((device) => (
                  <li key={device.id}>
                    <button
                      type="button"
                      aria-pressed={device.id === picked}
                      onClick={() => onPick(device.id === picked ? undefined : device.id)}
                    >
                      <span>{device.name}</span>
                      <span className="quiet">
                        {device.spaceId === undefined
                          ? t("editor.sensor.nowhere")
                          : (rooms.get(device.spaceId) ?? t("editor.sensor.elsewhere"))}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
              {found.length > shownAtOnce && (
                <p className="quiet">{t("editor.sensor.more", { count: found.length - shownAtOnce })}</p>
              )}
            </>
          );
        }}
      </Answer>
    </section>
  );
}
