import { useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { useNavigation } from "../app/navigation.tsx";
import { useFormats } from "../app/preferences.tsx";
import { useCan, useSession } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { useConnection } from "../data/live-context.tsx";
import { useTranslation } from "../i18n/text.ts";
import { useOffline } from "../offline/offline-context.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { FaultForm } from "./fault-form.tsx";
import { OutboxPage } from "./outbox-page.tsx";
import { PlaceCard } from "./place-card.tsx";
import { RoundBar } from "./round-bar.tsx";
import { RoundList } from "./round-list.tsx";
import { RoundOrder } from "./round-order.tsx";
import { useRoundTexts } from "./texts.ts";
import { useRound } from "./use-round.ts";
import "./round.css";

const Scan = lazy(async () => ({ default: (await import("./scan.tsx")).Scan }));
const noAccess = new ApiProblem(403, "forbidden", "");

/** The caretaker's phone: what is to be done, where, and a way to say that it is done; also without a network. */
export function RoundPage() {
  const { address } = useNavigation();
  const allowed = useCan("work-order:read");
  const at = address.page === "round" ? address.at : undefined;
  const client = useQueryClient();
  const connection = useConnection();
  // Back where there is a network: what was kept may be hours old.
  useEffect(() => {
    if (connection === "live") void client.invalidateQueries({ queryKey: ["round"] });
  }, [client, connection]);
  useEffect(() => {
    const timer = setTimeout(
      () => void import("./decoder.ts").then(({ prepareDecoder }) => prepareDecoder()).catch(() => undefined),
      3000,
    );
    return () => clearTimeout(timer);
  }, []);
  if (!allowed) return <Failed error={noAccess} />;
  return (
    <div className="round">
      <div className="round-scroll">
        <Suspense fallback={<Loading />}>
          <StandStill />
          {at === undefined && <RoundList />}
          {at?.part === "order" && <RoundOrder key={at.orderId} id={at.orderId} />}
          {at?.part === "scan" && <Scan />}
          {at?.part === "outbox" && <OutboxPage />}
          {at?.part === "place" && <PlaceCard key={at.code} code={at.code} />}
          {at?.part === "report" && <FaultForm key={at.code} code={at.code} />}
        </Suspense>
      </div>
      <RoundBar at={at?.part} />
    </div>
  );
}

/** What the reader must know of where this comes from, and what cannot be done. */
function StandStill(): ReactNode {
  const t = useRoundTexts();
  const { t: say } = useTranslation();
  const formats = useFormats();
  const { failed, confirmed } = useOffline();
  const session = useSession();
  const mayWrite = useCan("work-order:write");
  const connection = useConnection();
  const round = useRound();
  if (failed)
    return (
      <p className="round-note" role="alert">
        {t("noStorage")}
      </p>
    );
  if (!mayWrite)
    return <p className="round-note">{t("unfinished", { role: say(`role.${session.role}`) })}</p>;
  const away = !confirmed || connection === "lost" || connection === "reconnecting";
  if (!away || round.data === undefined) return null;
  return (
    <p className="round-note" role="status">
      {t("readAt", { when: formats.moment(round.data.readAt, Date.now()) })}
    </p>
  );
}
