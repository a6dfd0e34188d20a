import { Button, Dialog, Heading } from "@digdir/designsystemet-react";
import { useTranslation } from "../i18n/text.ts";

/** Before work that is not saved is left: whether it is to be saved, given up, or gone on with. */
export function LeaveDialog({
  onStay,
  onLeave,
  onSave,
}: {
  onStay: () => void;
  onLeave: () => void;
  onSave: (() => Promise<void>) | undefined;
}) {
  const { t } = useTranslation();
  return (
    <Dialog open onClose={onStay} closeButton={t("state.close")} className="form-dialog">
      <Heading level={2} data-size="xs">
        {t("editor.leave.title")}
      </Heading>
      <p>{t("editor.leave.text")}</p>
      <div className="form-dialog-actions">
        {onSave !== undefined && <Button onClick={() => void onSave()}>{t("editor.leave.save")}</Button>}
        <Button variant="secondary" data-color="danger" onClick={onLeave}>
          {t("editor.leave.discard")}
        </Button>
        <Button variant="tertiary" onClick={onStay}>
          {t("editor.leave.stay")}
        </Button>
      </div>
    </Dialog>
  );
}
