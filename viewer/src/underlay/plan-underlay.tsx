import { Button } from "@digdir/designsystemet-react";
import type { Plan } from "@kontrollrom/contracts/building.ts";
import type { Underlay } from "@kontrollrom/contracts/exchange.ts";
import { ImageIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { routeUrl } from "../data/call.ts";
import { exchangeQueries } from "../exchange/exchange-queries.ts";
import { useExchangeTexts } from "../exchange/texts.ts";
import { matrixText, underlayMatrix } from "./underlay-matrix.ts";
import "./underlay.css";

/** The scanned plan of a storey, if it has one, and whether it is to be seen. */
export function usePlanUnderlay({ buildingId, storeyId }: Pick<Plan, "buildingId" | "storeyId">) {
  const underlays = useQuery(exchangeQueries.underlays(buildingId));
  const [shown, setShown] = useState(false);
  const underlay = underlays.data?.find((one) => one.storeyId === storeyId);
  return { underlay, shown: shown && underlay !== undefined, toggle: () => setShown(!shown) };
}

/** The image in the plan's own metres: stands in a group that is scaled to them. */
export function UnderlayImage({
  underlay,
  href,
}: {
  underlay: Omit<Underlay, "changedAt" | "changedBy">;
  href?: string;
}) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an image in a drawing takes no focus
    <image
      href={href ?? underlayUrl(underlay)}
      width={underlay.width}
      height={underlay.height}
      opacity={underlay.opacity}
      preserveAspectRatio="none"
      transform={matrixText(underlayMatrix(underlay.calibration))}
      aria-hidden="true"
      pointerEvents="none"
    />
  );
}

/** Another image has another address, so that none is shown from the browser's memory. */
export function underlayUrl({ storeyId, imageKey }: Pick<Underlay, "storeyId" | "imageKey">): string {
  return routeUrl("GET /storeys/{id}/underlay/image", { id: storeyId }, { image: imageKey });
}

export function UnderlayButton({ shown, toggle }: { shown: boolean; toggle: () => void }) {
  const say = useExchangeTexts();
  return (
    <Button
      className="underlay-button"
      variant="secondary"
      data-size="sm"
      data-color="neutral"
      aria-pressed={shown}
      onClick={toggle}
    >
      <ImageIcon aria-hidden />
      {say("underlay.show")}
    </Button>
  );
}
