import { Button } from "@digdir/designsystemet-react";
import { ExpandIcon, MinusIcon, PlusIcon } from "@navikt/aksel-icons";
import { useTranslation } from "../i18n/text.ts";

export function ZoomButtons({
  onIn,
  onOut,
  onWhole,
}: {
  onIn: () => void;
  onOut: () => void;
  onWhole: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="zoom-buttons">
      {(
        [
          ["picture.zoomIn", PlusIcon, onIn],
          ["picture.zoomOut", MinusIcon, onOut],
          ["picture.whole", ExpandIcon, onWhole],
        ] as const
      ).map(([text, Icon, action]) => (
        <Button
          key={text}
          icon
          variant="secondary"
          data-size="sm"
          data-color="neutral"
          aria-label={t(text)}
          onClick={action}
        >
          <Icon aria-hidden />
        </Button>
      ))}
    </div>
  );
}
