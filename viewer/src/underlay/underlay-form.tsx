import { Alert, Button, Field, Input, Label, Select } from "@digdir/designsystemet-react";
import type { Plan } from "@kontrollrom/contracts/building.ts";
import type { Calibration, Underlay } from "@kontrollrom/contracts/exchange.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { upload } from "../data/upload.ts";
import { exchangeQueries } from "../exchange/exchange-queries.ts";
import { useExchangeTexts } from "../exchange/texts.ts";
import { useTranslation } from "../i18n/text.ts";
import { polygonPath, polygonsPath } from "../picture/plan-paths.ts";
import { FileButton } from "../ui/file-button.tsx";
import { useNotice } from "../ui/notice.tsx";
import { Answer, explain } from "../ui/states.tsx";
import { CalibrateImage } from "./calibrate-image.tsx";
import { UnderlayImage, underlayUrl } from "./plan-underlay.tsx";
import { openScan, type Scan } from "./scan-file.ts";
import { levelRotation } from "./underlay-matrix.ts";
import "./underlay.css";

/** What is being laid: the stored image, or one that was just sent. */
type Draft = Omit<Underlay, "changedAt" | "changedBy"> & { readonly href: string };

/** Lays a scanned plan under a storey: choose the file, set two points, say how far apart they are, see, save. */
export function UnderlayForm({ buildingId, storeyId }: { buildingId: string; storeyId: string }) {
  const { t } = useTranslation();
  const say = useExchangeTexts();
  const client = useQueryClient();
  const notice = useNotice();
  const underlays = useQuery(exchangeQueries.underlays(buildingId));
  const [scan, setScan] = useState<{ name: string; scan: Scan }>();
  const [draft, setDraft] = useState<Draft>();
  const stored = underlays.data?.find((one) => one.storeyId === storeyId);
  const shown = draft ?? (stored && { ...stored, href: underlayUrl(stored) });
  const done = async (text: string) => {
    await client.invalidateQueries({ queryKey: ["underlays", buildingId] });
    setDraft(undefined);
    notice(text);
  };
  useEffect(() => () => void (scan?.scan.kind === "pdf" && scan.scan.close()), [scan]);
  const href = draft?.href;
  useEffect(() => () => void (href?.startsWith("blob:") && URL.revokeObjectURL(href)), [href]);

  const send = useMutation({
    mutationFn: async ({ name, image }: { name: string; image: Blob }): Promise<Draft> => {
      const where = { params: { id: storeyId }, mediaType: image.type };
      const { imageKey, width, height } = await upload(
        "POST /storeys/{id}/underlay/image",
        image,
        where,
        () => {},
      );
      const plan = await client
        .fetchQuery({ ...queries.plan(storeyId), retry: false })
        .catch(() => undefined);
      return {
        storeyId,
        imageKey,
        name,
        width,
        height,
        calibration: firstCalibration(width, height, plan?.bounds),
        opacity: 0.6,
        href: URL.createObjectURL(image),
      };
    },
    onSuccess: setDraft,
  });
  const choose = useMutation({
    mutationFn: async (file: File) => ({ name: file.name.slice(0, 200), scan: await openScan(file) }),
    onSuccess: async (chosen) => {
      setScan(chosen);
      const image = chosen.scan.kind === "image" ? chosen.scan.file : await chosen.scan.draw(1);
      send.mutate({ name: chosen.name, image });
    },
  });
  const drawPage = async (page: number) => {
    if (scan?.scan.kind === "pdf") send.mutate({ name: scan.name, image: await scan.scan.draw(page) });
  };
  const save = useMutation({
    mutationFn: ({ imageKey, name, calibration, opacity }: Draft) =>
      call("PUT /storeys/{id}/underlay", {
        params: { id: storeyId },
        body: { imageKey, name, calibration, opacity },
      }),
    onSuccess: () => done(say("underlay.saved")),
  });
  const remove = useMutation({
    mutationFn: () => call("DELETE /storeys/{id}/underlay", { params: { id: storeyId } }),
    onSuccess: () => done(say("underlay.removed")),
  });
  const error = send.error ?? save.error ?? remove.error;
  return (
    <Answer of={underlays} rows={1}>
      {() => (
        <div className="calibrate">
          <p className="quiet">{say("underlay.hint")}</p>
          <FileButton
            accept="image/png,image/jpeg,application/pdf"
            disabled={choose.isPending || send.isPending}
            onFile={(file) => choose.mutate(file)}
          >
            {say(shown === undefined ? "underlay.choose" : "underlay.another")}
          </FileButton>
          {scan?.scan.kind === "pdf" && scan.scan.pages > 1 && (
            <PageField pages={scan.scan.pages} onPage={(page) => void drawPage(page)} />
          )}
          {choose.error !== null && (
            <Alert data-color="danger" data-size="sm">
              {say("underlay.unreadable")}
            </Alert>
          )}
          {error !== null && (
            <Alert data-color="danger" data-size="sm">
              {explain(error, t)}
            </Alert>
          )}
          {shown !== undefined && !choose.isPending && !send.isPending && (
            <Calibrate
              key={shown.imageKey}
              draft={shown}
              onChange={setDraft}
              onSave={() => save.mutate(shown)}
              onRemove={stored === undefined ? undefined : () => remove.mutate()}
              busy={save.isPending || remove.isPending}
            />
          )}
        </div>
      )}
    </Answer>
  );
}

/** As wide as the plan and in the middle of it: near enough to see what to move. */
function firstCalibration(
  width: number,
  height: number,
  bounds: Plan["bounds"] = [0, 0, 20, 0],
): Calibration {
  const [minX, minY, maxX, maxY] = bounds;
  const across = Math.max(1, maxX - minX);
  return {
    a: [Math.round(width * 0.25), Math.round(height * 0.5)],
    b: [Math.round(width * 0.75), Math.round(height * 0.5)],
    distance: round(across / 2),
    at: [round(minX + across / 4), round((minY + maxY) / 2)],
    rotation: 0,
  };
}

const round = (metres: number): number => Math.round(metres * 100) / 100;

function PageField({ pages, onPage }: { pages: number; onPage: (page: number) => void }) {
  const say = useExchangeTexts();
  const id = useId();
  return (
    <Field data-size="sm">
      <Label htmlFor={id}>{say("underlay.page")}</Label>
      <Select id={id} defaultValue="1" onChange={(event) => onPage(Number(event.target.value))}>
        {Array.from({ length: Math.min(pages, 500) }, (_, i) => String(i + 1)).map((page) => (
          <Select.Option key={page} value={page}>
            {page}
          </Select.Option>
        ))}
      </Select>
    </Field>
  );
}

function Calibrate({
  draft,
  onChange,
  onSave,
  onRemove,
  busy,
}: {
  draft: Draft;
  onChange: (draft: Draft) => void;
  onSave: () => void;
  onRemove: (() => void) | undefined;
  busy: boolean;
}) {
  const say = useExchangeTexts();
  const plan = useQuery({ ...queries.plan(draft.storeyId), retry: false });
  const { calibration } = draft;
  const set = (change: Partial<Calibration>) =>
    onChange({ ...draft, calibration: { ...calibration, ...change } });
  const { a, b, at } = calibration;
  const tooClose = Math.hypot(a[0] - b[0], a[1] - b[1]) < 5;
  return (
    <>
      <div className="calibrate-pictures">
        <figure>
          <CalibrateImage
            href={draft.href}
            width={draft.width}
            height={draft.height}
            points={calibration}
            onMove={(name, to) => set({ [name]: to })}
          />
          <figcaption className="quiet">{say("underlay.imageHelp")}</figcaption>
        </figure>
        {plan.data !== undefined && (
          <figure>
            <Preview plan={plan.data} draft={draft} />
            <figcaption className="quiet">{say("underlay.preview")}</figcaption>
          </figure>
        )}
      </div>
      <div className="calibrate-fields">
        <NumberField label={say("underlay.ax")} value={a[0]} onValue={(x) => set({ a: [x, a[1]] })} />
        <NumberField label={say("underlay.ay")} value={a[1]} onValue={(y) => set({ a: [a[0], y] })} />
        <NumberField label={say("underlay.bx")} value={b[0]} onValue={(x) => set({ b: [x, b[1]] })} />
        <NumberField label={say("underlay.by")} value={b[1]} onValue={(y) => set({ b: [b[0], y] })} />
        <NumberField
          label={say("underlay.distance")}
          value={calibration.distance}
          min={0.05}
          step={0.01}
          onValue={(distance) => set({ distance })}
        />
        <NumberField
          label={say("underlay.east")}
          value={at[0]}
          step={0.01}
          onValue={(x) => set({ at: [x, at[1]] })}
        />
        <NumberField
          label={say("underlay.north")}
          value={at[1]}
          step={0.01}
          onValue={(y) => set({ at: [at[0], y] })}
        />
        <NumberField
          label={say("underlay.rotation")}
          value={calibration.rotation}
          step={0.01}
          onValue={(rotation) => set({ rotation })}
        />
        <NumberField
          label={say("underlay.opacity")}
          value={Math.round(draft.opacity * 100)}
          min={0}
          max={100}
          step={5}
          onValue={(percent) => onChange({ ...draft, opacity: Math.min(1, Math.max(0, percent / 100)) })}
        />
      </div>
      {tooClose && (
        <Alert data-color="warning" data-size="sm">
          {say("underlay.tooClose")}
        </Alert>
      )}
      <div className="calibrate-actions">
        <Button data-size="sm" disabled={busy || tooClose} onClick={onSave}>
          {say("underlay.save")}
        </Button>
        <Button
          variant="secondary"
          data-size="sm"
          onClick={() => set({ rotation: levelRotation(calibration) })}
        >
          {say("underlay.level")}
        </Button>
        {onRemove !== undefined && (
          <Button variant="tertiary" data-color="danger" data-size="sm" disabled={busy} onClick={onRemove}>
            {say("underlay.remove")}
          </Button>
        )}
      </div>
    </>
  );
}

/** The plan over the scan, as it will be seen. */
function Preview({ plan, draft }: { plan: Plan; draft: Draft }) {
  const say = useExchangeTexts();
  const [minX, minY, maxX, maxY] = plan.bounds;
  return (
    <svg
      className="fragment"
      viewBox={`${minX} ${-maxY} ${maxX - minX} ${maxY - minY}`}
      role="img"
      aria-label={say("underlay.preview")}
    >
      <UnderlayImage underlay={draft} href={draft.href} />
      {plan.rooms.map((room) => (
        <path key={room.spaceId} className="fragment-room" fillOpacity="0" d={polygonPath(room.polygon)} />
      ))}
      <path className="fragment-walls" d={polygonsPath(plan.walls)} fillOpacity="0.6" />
    </svg>
  );
}

/** A number that may be half written: only what reads as a number counts. */
export function NumberField({
  label,
  value,
  onValue,
  min,
  max,
  step = 1,
}: {
  label: string;
  value: number;
  onValue: (value: number) => void;
  min?: number;
  max?: number;
  step?: number;
}) {
  const id = useId();
  const [text, setText] = useState<string>();
  return (
    <Field data-size="sm">
      <Label htmlFor={id}>{label}</Label>
      <Input
        id={id}
        type="number"
        inputMode="decimal"
        {...(min !== undefined && { min })}
        {...(max !== undefined && { max })}
        step={step}
        value={text ?? String(value)}
        onChange={(event) => {
          setText(event.target.value);
          const number = Number(event.target.value);
          if (event.target.value.trim() !== "" && Number.isFinite(number) && number >= (min ?? -Infinity))
            onValue(number);
        }}
        onBlur={() => setText(undefined)}
      />
    </Field>
  );
}
