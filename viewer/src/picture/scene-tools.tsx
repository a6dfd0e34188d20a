import { Button, Checkbox, ToggleGroup } from "@digdir/designsystemet-react";
import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import type { Discipline } from "@kontrollrom/contracts/revision.ts";
import type { PictureSection } from "@kontrollrom/contracts/saved-view.ts";
import {
  CameraIcon,
  CompassIcon,
  LayersIcon,
  PackageIcon,
  RulersIcon,
  SpaceVerticalIcon,
  SplitHorizontalIcon,
  TagIcon,
  XMarkIcon,
} from "@navikt/aksel-icons";
import { type ComponentType, type ReactNode, useId } from "react";
import { useFormats } from "../app/preferences.tsx";
import { unitSign } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import type { Origin } from "./camera-place.ts";
import { partOf, type ValueLayer } from "./layers.ts";
import { measured as measure, type Ruler } from "./measure-marks.tsx";
import type { PicturePalette } from "./palette.ts";
import { download, photograph } from "./picture-photo.ts";
import type { BuildingScene } from "./scene.ts";
import { placeSection } from "./section-handle.tsx";
import { type Axis, sectionRange } from "./section-plane.ts";
import type { Drawing } from "./use-contexts.ts";
import "./scene-tools.css";

export type SceneTool = "section" | "measure" | "models";

interface SceneToolsProps {
  readonly scene: BuildingScene;
  readonly tool: SceneTool | undefined;
  readonly onTool: (tool: SceneTool | undefined) => void;
  readonly box: { readonly min: readonly number[]; readonly max: readonly number[] };
  readonly origin: Origin;
  readonly section: PictureSection | undefined;
  readonly onSection: (section: PictureSection | undefined) => void;
  readonly ruler: Ruler;
  readonly onMeasureAgain: () => void;
  readonly drawings: readonly Drawing[];
  readonly hidden: readonly Discipline[];
  readonly onHidden: (hidden: readonly Discipline[]) => void;
  /** The disciplines that stand in the picture, with a `!` before those that could not be read. */
  readonly loaded: string;
  readonly spread: boolean;
  readonly onSpread: (spread: boolean) => void;
  readonly showValues: boolean;
  readonly onShowValues: (shown: boolean) => void;
  readonly place: { readonly parallel: boolean } | undefined;
  readonly layer: ValueLayer | undefined;
  readonly palette: PicturePalette;
  readonly worst: ReadonlyMap<string, Priority>;
  readonly title: string;
}

/** What can be done with the 3D picture, each a button; those that ask for more open a card beside. */
export function SceneTools(props: SceneToolsProps) {
  const { t } = useTranslation();
  const { scene, tool, onTool, section, onSection, spread, showValues, place } = props;
  const photo = usePhoto(props);
  const pressed = (name: SceneTool) => () => onTool(tool === name ? undefined : name);
  const toggleSection = () => {
    if (tool === "section") return onTool(undefined);
    if (section === undefined) onSection(middleOf("z", props));
    onTool("section");
  };
  return (
    <>
      <div className="scene-tools" role="toolbar" aria-label={t("scene.tools")}>
        <Tool
          text={t("scene.section")}
          icon={SplitHorizontalIcon}
          on={section !== undefined}
          act={toggleSection}
        />
        <Tool text={t("scene.measure")} icon={RulersIcon} on={tool === "measure"} act={pressed("measure")} />
        <Tool text={t("scene.models")} icon={LayersIcon} on={tool === "models"} act={pressed("models")} />
        <Tool
          text={t("scene.spread")}
          icon={SpaceVerticalIcon}
          on={spread}
          act={() => props.onSpread(!spread)}
        />
        <Tool
          text={t("scene.labels")}
          icon={TagIcon}
          on={showValues}
          act={() => props.onShowValues(!showValues)}
        />
        <Tool text={t("scene.down")} icon={CompassIcon} act={() => scene.lookDown()} />
        <Tool
          text={t("scene.parallel")}
          icon={PackageIcon}
          on={place?.parallel === true}
          act={() => scene.setParallel(place?.parallel !== true)}
        />
        <Tool text={t("scene.photo")} icon={CameraIcon} act={photo} />
      </div>
      {tool === "section" && section !== undefined && <SectionCard {...props} section={section} />}
      {tool === "measure" && <MeasureCard {...props} />}
      {tool === "models" && <DrawingsCard {...props} />}
    </>
  );
}

function Tool({
  text,
  icon: Icon,
  on,
  act,
}: {
  text: string;
  icon: ComponentType<{ "aria-hidden": boolean }>;
  on?: boolean;
  act: () => void;
}) {
  return (
    <Button
      icon
      data-size="sm"
      data-color="neutral"
      variant={on === true ? "primary" : "secondary"}
      aria-label={text}
      title={text}
      {...(on === undefined ? {} : { "aria-pressed": on })}
      onClick={act}
    >
      <Icon aria-hidden />
    </Button>
  );
}

function Card({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section
      className="scene-card"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header>
        <h2>{title}</h2>
        <Button icon variant="tertiary" data-size="sm" aria-label={t("scene.close")} onClick={onClose}>
          <XMarkIcon aria-hidden />
        </Button>
      </header>
      {children}
    </section>
  );
}

const middleOf = (axis: Axis, { box, origin }: Pick<SceneToolsProps, "box" | "origin">): PictureSection => {
  const range = sectionRange(axis, box, origin);
  return placeSection({ axis, at: 0, flipped: false }, (range[0] + range[1]) / 2, range);
};

function SectionCard(props: SceneToolsProps & { section: PictureSection }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { section, onSection, onTool, box, origin } = props;
  const range = sectionRange(section.axis, box, origin);
  const field = useId();
  return (
    <Card title={t("scene.section")} onClose={() => onTool(undefined)}>
      <ToggleGroup
        data-size="sm"
        variant="secondary"
        aria-label={t("scene.cut.axis")}
        value={section.axis}
        onChange={(axis) => onSection(middleOf(axis as Axis, props))}
      >
        {(["z", "x", "y"] as const).map((axis) => (
          <ToggleGroup.Item key={axis} value={axis}>
            {t(`scene.cut.${axis}`)}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup>
      <label className="scene-range" htmlFor={field}>
        <span>{t("scene.cut.at")}</span>
        <output className="figures" htmlFor={field}>
          {t("scene.cut.value", { metres: formats.number(section.at, 2) })}
        </output>
      </label>
      <input
        id={field}
        type="range"
        min={range[0]}
        max={range[1]}
        step={0.05}
        value={section.at}
        aria-valuetext={t("scene.cut.value", { metres: formats.number(section.at, 2) })}
        onChange={(event) => onSection(placeSection(section, Number(event.target.value), range))}
      />
      <div className="scene-card-acts">
        <Button
          data-size="sm"
          variant="secondary"
          onClick={() => onSection({ ...section, flipped: !section.flipped })}
        >
          {t("scene.cut.flip")}
        </Button>
        <Button
          data-size="sm"
          variant="tertiary"
          onClick={() => {
            onSection(undefined);
            onTool(undefined);
          }}
        >
          {t("scene.cut.remove")}
        </Button>
      </div>
    </Card>
  );
}

function MeasureCard({ ruler, onMeasureAgain, onTool }: SceneToolsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const metres = (value: number) => `${formats.number(value, 2)} m`;
  const measured = measure(ruler);
  return (
    <Card title={t("scene.measure")} onClose={() => onTool(undefined)}>
      <p className="quiet small">{t("scene.ruler.help")}</p>
      <p role="status" className={measured === undefined ? undefined : "visually-hidden"}>
        {measured === undefined
          ? t(ruler.length === 0 ? "scene.ruler.first" : "scene.ruler.second")
          : t("scene.ruler.result", {
              whole: formats.number(measured.whole, 2),
              level: formats.number(measured.level, 2),
              rise: formats.number(measured.rise, 2),
            })}
      </p>
      {measured !== undefined && (
        <>
          <dl className="scene-measured figures">
            <dt>{t("scene.ruler.whole")}</dt>
            <dd>
              <strong>{metres(measured.whole)}</strong>
            </dd>
            <dt>{t("scene.ruler.level")}</dt>
            <dd>{metres(measured.level)}</dd>
            <dt>{t("scene.ruler.rise")}</dt>
            <dd>{metres(measured.rise)}</dd>
          </dl>
          <Button data-size="sm" variant="secondary" onClick={onMeasureAgain}>
            {t("scene.ruler.again")}
          </Button>
        </>
      )}
    </Card>
  );
}

function DrawingsCard({ drawings, hidden, onHidden, spread, onTool, loaded }: SceneToolsProps) {
  const { t } = useTranslation();
  return (
    <Card title={t("scene.models")} onClose={() => onTool(undefined)}>
      <p className="quiet small">
        {drawings.length === 0
          ? t("scene.drawing.none")
          : spread
            ? t("scene.drawing.spread")
            : t("scene.drawing.help")}
      </p>
      {drawings.map(({ discipline }) => (
        <Checkbox
          key={discipline}
          data-size="sm"
          label={t(`scene.drawing.${discipline}`)}
          checked={!hidden.includes(discipline)}
          {...(loaded.includes(`!${discipline}`) && { description: t("scene.drawing.failed") })}
          onChange={(event) =>
            onHidden(
              event.target.checked ? hidden.filter((name) => name !== discipline) : [...hidden, discipline],
            )
          }
        />
      ))}
    </Card>
  );
}

function usePhoto({ scene, layer, palette, worst, title }: SceneToolsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const notice = useNotice();
  return () => {
    const marks = [...worst].flatMap(([id, priority]) => {
      const range = scene.rooms.rangeOf(id);
      const at = range === undefined ? undefined : scene.project(scene.topOf(range));
      return at === undefined
        ? []
        : [{ ...at, colour: palette.priority[priority - 1] ?? palette.line, text: String(priority) }];
    });
    const name = layer === undefined ? t("picture.layer.alarm") : t(`quantity.${layer.quantity}`);
    const unit = layer === undefined ? "" : unitSign(layer.unit);
    const fileName = `${title}, ${name}.png`.replaceAll(/[\\/:*?"<>|]/g, "-");
    scene.snapshot((canvas) => {
      photograph(canvas, layer, palette, {
        title,
        subtitle: `${name}${unit === "" ? "" : ` (${unit})`} · ${formats.dateTime(Date.now())}`,
        fileName,
        ticks: (layer?.ticks ?? []).map((tick) => ({
          part: layer === undefined ? 0 : partOf(layer, tick),
          text: formats.number(tick, Number.isInteger(tick) ? 0 : 1),
        })),
        marks,
      }).then(
        (blob) => {
          download(blob, fileName);
          notice(t("scene.photoDone", { name: fileName }));
        },
        (error: unknown) => notice(String(error), "problem"),
      );
    });
  };
}
