import { Alert, Button } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { useOrderTexts } from "../work-orders/order-texts.ts";

/** Something that is shown this once. */
export function Once({ label, value }: { label: string; value: string }) {
  const t = useOrderTexts();
  const notice = useNotice();
  return (
    <Alert data-color="info" data-size="sm">
      <div className="setting-secret">
        <strong>{label}</strong>
        <code>{value}</code>
        <p>{t("set.once")}</p>
        <div>
          <Button
            data-size="sm"
            variant="secondary"
            onClick={() => void navigator.clipboard?.writeText(value).then(() => notice(t("set.copied")))}
          >
            {t("set.copy")}
          </Button>
        </div>
      </div>
    </Alert>
  );
}

/** Removes something after asking once more. */
export function RemoveButton({
  sure,
  label,
  onRemove,
}: {
  sure: string;
  label?: string;
  onRemove: () => void;
}) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <Button data-size="sm" variant="tertiary" onClick={() => setAsking(true)}>
        {label ?? t("set.remove")}
      </Button>
    );
  return (
    <span className="orders-tools">
      <span>{sure}</span>
      <Button data-size="sm" data-color="danger" onClick={onRemove}>
        {label ?? t("set.remove")}
      </Button>
      <Button data-size="sm" variant="tertiary" onClick={() => setAsking(false)}>
        {common("state.cancel")}
      </Button>
    </span>
  );
}
