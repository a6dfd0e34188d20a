import { Alert, Button, Dialog, Heading } from "@digdir/designsystemet-react";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { explain } from "../ui/states.tsx";
import { TagField } from "./place-fields.tsx";

/** Gives one point of a device the place of a component, or puts it back with its device. */
export function PlacePoint({ point, onClose }: { point: Point; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [tag, setTag] = useState(point.binding?.tfmTag ?? "");
  const name = [t(`quantity.${point.quantity}`), point.channel].filter(Boolean).join(" ");
  const place = useMutation({
    mutationFn: (body: { tfmTag: string } | { spaceId: null }) =>
      call("PATCH /points/{id}", { params: { id: String(point.id) }, body }),
    onSuccess: () => {
      for (const key of ["points", "point", "space"]) void client.invalidateQueries({ queryKey: [key] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tag.trim() !== "") place.mutate({ tfmTag: tag.trim() });
  };
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form onSubmit={submit} noValidate>
        <Heading level={2} data-size="xs">
          {t("integrations.device.placePoint", { point: name })}
        </Heading>
        <TagField tag={tag} onChange={setTag} />
        {place.error !== null && (
          <Alert data-color="warning" data-size="sm" role="alert">
            {explain(place.error, t)}
          </Alert>
        )}
        <div className="form-dialog-actions">
          <Button type="submit" loading={place.isPending}>
            {t("integrations.device.save")}
          </Button>
          {point.binding !== undefined && (
            <Button type="button" variant="secondary" onClick={() => place.mutate({ spaceId: null })}>
              {t("integrations.device.withDevice")}
            </Button>
          )}
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
