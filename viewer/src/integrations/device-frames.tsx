import type { Device } from "@kontrollrom/contracts/point.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { readable } from "../data/readable.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { RawMessage } from "../ui/scrollable.tsx";
import { Answer } from "../ui/states.tsx";

/** Its last raw messages with what was read from them, and how many were refused. */
export function DeviceFrames({ device }: { device: Device }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(60_000);
  const frames = useQuery(queries.deviceFrames(device.id));
  const mayReadRefused = useCan("dead-letter:read");
  const refused = useQuery({ ...queries.deviceRefused(device.externalId), enabled: mayReadRefused }).data;
  const open = refused?.items.filter(({ replayedAt }) => replayedAt === undefined).length ?? 0;
  return (
    <section>
      <h3>{t("integrations.device.frames")}</h3>
      {open > 0 && (
        <p>
          <Link className="ds-link" to={{ page: "integrations", tab: "refused" }}>
            {t("integrations.device.refused", { n: formats.number(open, 0) })}
          </Link>
        </p>
      )}
      <Answer of={frames} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t("integrations.device.noFrames")}</p>
          ) : (
            <ul className="device-frames">
              {items.map((frame) => (
                <li key={frame.id}>
                  <p className="figures">
                    <strong>{formats.moment(frame.receivedAt, now)}</strong>{" "}
                    {frame.values
                      .map(({ pointId, quantity, channel, value }) => ({
                        pointId,
                        text: `${t(`quantity.${quantity}`)}${channel === undefined ? "" : ` ${channel}`} ${formats.number(value)}`,
                      }))
                      .map(({ text }) => text)
                      .join(", ")}
                  </p>
                  <details className="payload">
                    <summary>{t("integrations.refused.show")}</summary>
                    <p className="quiet code">{frame.source}</p>
                    <RawMessage label={t("integrations.refused.payload")}>
                      {readable(frame.payload)}
                    </RawMessage>
                  </details>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  );
}
