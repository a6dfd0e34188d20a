import { Button, Dialog } from "@digdir/designsystemet-react";
import { DownloadIcon } from "@navikt/aksel-icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer } from "../ui/states.tsx";
import { DownloadForm } from "./download-form.tsx";
import { useExchangeTexts } from "./texts.ts";
import "../ui/form-dialog.css";

/** Opens what a building's drawings can be downloaded as. */
export function DownloadButton({
  buildingId,
  storeyId,
  icon = false,
}: {
  buildingId: string;
  storeyId?: string | undefined;
  /** The icon alone, with its text as the name. */
  icon?: boolean;
}) {
  const { t } = useTranslation();
  const say = useExchangeTexts();
  const [open, setOpen] = useState(false);
  const storeys = useQuery({ ...queries.storeys(buildingId), enabled: open });
  return (
    <>
      <Button
        icon={icon}
        variant="secondary"
        data-size="sm"
        data-color="neutral"
        onClick={() => setOpen(true)}
        {...(icon && { "aria-label": say("download.open"), title: say("download.open") })}
      >
        <DownloadIcon aria-hidden />
        {icon ? undefined : say("download.open")}
      </Button>
      {open && (
        <Dialog
          open
          onClose={() => setOpen(false)}
          closeButton={t("state.close")}
          closedby="any"
          className="form-dialog download-dialog"
        >
          <h2>{say("download.title")}</h2>
          <Answer of={storeys} rows={4}>
            {(list) => <DownloadForm buildingId={buildingId} storeys={list} storeyId={storeyId} />}
          </Answer>
        </Dialog>
      )}
    </>
  );
}
