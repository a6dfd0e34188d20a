import { Button } from "@digdir/designsystemet-react";
import type { WaitingDevice } from "@kontrollrom/contracts/point.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useCan, useSession } from "../app/session.tsx";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNow } from "../ui/now.ts";
import { Answer, Empty } from "../ui/states.tsx";
import { RegisterDevice } from "./register-device-form.tsx";

/** Devices that send and that nobody has registered, last heard first. */
export function WaitingDevices() {
  const { t } = useTranslation();
  const session = useSession();
  const waiting = useQuery(queries.waitingDevices());
  const mayRegister = useCan("register:write");
  const [chosen, setChosen] = useState<WaitingDevice>();
  return (
    <>
      <Answer of={waiting} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t("integrations.waiting.empty.title")}>
              {t("integrations.waiting.empty.text")}
            </Empty>
          ) : (
            <>
              <div className="integrations-intro">
                <p>{t("integrations.waiting.intro")}</p>
                {!mayRegister && <p>{t("integrations.waiting.ask", { role: t(`role.${session.role}`) })}</p>}
              </div>
              <ul className="refused" aria-label={t("integrations.waiting.caption")}>
                {items.map((device) => (
                  <Waiting
                    key={device.externalId}
                    device={device}
                    {...(mayRegister ? { onRegister: () => setChosen(device) } : {})}
                  />
                ))}
              </ul>
            </>
          )
        }
      </Answer>
      {chosen !== undefined && <RegisterDevice waiting={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

function Waiting({ device, onRegister }: { device: WaitingDevice; onRegister?: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow(60_000);
  return (
    <li className="refused-item">
      <div>
        <p>
          <strong className="code">{device.externalId}</strong>
        </p>
        <p className="figures">{t("integrations.waiting.messages", { count: device.messages })}</p>
        <p className="quiet figures">
          {t("integrations.waiting.heard", {
            first: formats.moment(device.firstSeenAt, now),
            last: formats.moment(device.lastSeenAt, now),
          })}
          {" · "}
          {device.format}
          {" · "}
          <span className="code">{device.source}</span>
        </p>
      </div>
      {onRegister !== undefined && (
        <Button
          data-size="sm"
          variant="secondary"
          aria-label={t("integrations.waiting.registerOne", { device: device.externalId })}
          onClick={onRegister}
        >
          {t("integrations.waiting.register")}
        </Button>
      )}
    </li>
  );
}
