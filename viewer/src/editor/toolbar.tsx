import {
  ArrowsAllDirectionsIcon,
  ArrowsSquarepathIcon,
  HandFingerIcon,
  LayersIcon,
  PencilBoardIcon,
  ScissorsIcon,
  ThermometerIcon,
} from "@navikt/aksel-icons";
import type { ComponentType, SVGProps } from "react";
import { useTranslation } from "../i18n/text.ts";
import { type ToolName, toolKeys } from "./view.ts";

const icons: Readonly<Record<ToolName, ComponentType<SVGProps<SVGSVGElement>>>> = {
  select: HandFingerIcon,
  wall: ArrowsAllDirectionsIcon,
  draw: PencilBoardIcon,
  split: ScissorsIcon,
  merge: ArrowsSquarepathIcon,
  area: LayersIcon,
  sensor: ThermometerIcon,
};

/** The tools, each with its letter. */
export function Toolbar({
  tools,
  chosen,
  onChoose,
}: {
  tools: readonly ToolName[];
  chosen: ToolName;
  onChoose: (tool: ToolName) => void;
}) {
  const { t } = useTranslation();
  return (
    <div
      className="editor-tools"
      role="toolbar"
      aria-label={t("editor.tool.label")}
      aria-orientation="vertical"
    >
      {tools.map((tool) => {
        const Icon = icons[tool];
        return (
          <button
            key={tool}
            type="button"
            aria-pressed={tool === chosen}
            aria-keyshortcuts={toolKeys[tool].toUpperCase()}
            data-key={toolKeys[tool].toUpperCase()}
            onClick={() => onChoose(tool)}
          >
            <Icon aria-hidden fontSize="1.375rem" />
            <span>{t(`editor.tool.${tool}`)}</span>
          </button>
        );
      })}
    </div>
  );
}
