import { WrenchIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import "./service-modes.css";

/** How much is in service mode now, with the way there; nothing where nothing is. */
export function ServiceBanner() {
  const { t } = useTranslation();
  const modes = useQuery(queries.serviceModes()).data?.items ?? [];
  if (modes.length === 0) return null;
  return (
    <p className="service-banner">
      <Link className="ds-link" to={{ page: "alarms", show: "service" }}>
        <WrenchIcon aria-hidden /> {t("alarm.service.now", { count: modes.length })}
      </Link>
      <span className="quiet">{modes.map(({ label }) => label).join(" · ")}</span>
    </p>
  );
}

/** On a building, or one of its systems: that it is in service mode, why and until when. */
export function InService({ buildingId, systems }: { buildingId: string; systems?: readonly string[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(60_000);
  const allowed = useCan("alarm:read");
  const modes = useQuery({ ...queries.serviceModes(), enabled: allowed }).data?.items ?? [];
  const here = modes.filter(({ subject }) =>
    subject.kind === "building"
      ? subject.id === buildingId
      : subject.kind === "system" &&
        subject.buildingId === buildingId &&
        (systems === undefined || systems.includes(subject.id)),
  );
  return here.map((mode) => (
    <p key={mode.id} className="service-banner">
      <Link className="ds-link" to={{ page: "alarms", show: "service" }}>
        <WrenchIcon aria-hidden /> {mode.label}
      </Link>
      <span>
        {t("alarm.service.here", {
          time: formats.moment(mode.until, now),
          reason: mode.reason,
          by: mode.by,
        })}
      </span>
    </p>
  ));
}
