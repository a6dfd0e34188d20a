import { rgb } from "d3";
import { useMemo } from "react";
import { usePreferences } from "../app/preferences.tsx";
import type { Palette, Rgb } from "./layers.ts";

export interface PicturePalette extends Palette {
  readonly ground: Rgb;
  readonly line: Rgb;
  readonly wall: Rgb;
  readonly selected: Rgb;
}

/** Reads the picture's colours from the style sheet. */
export function readPalette(element: Element): PicturePalette {
  const style = getComputedStyle(element);
  const read = (name: string): Rgb => {
    const { r, g, b } = rgb(style.getPropertyValue(name).trim());
    return [r, g, b];
  };
  return {
    ground: read("--kr-ground"),
    line: read("--kr-room-line"),
    wall: read("--kr-wall"),
    selected: read("--kr-selected"),
    neutral: read("--kr-room"),
    empty: read("--kr-room-empty"),
    middle: read("--kr-scale-middle"),
    low: read("--kr-scale-low"),
    high: read("--kr-scale-high"),
    priority: [read("--kr-p1"), read("--kr-p2"), read("--kr-p3"), read("--kr-p4")],
  };
}

/** The colours of the present scheme. */
export function usePalette(): PicturePalette {
  const { dark } = usePreferences();
  return useMemo(() => {
    // The attribute follows in an effect, after this: the scheme is set here first, so that it is read right.
    document.documentElement.toggleAttribute("data-dark", dark);
    return readPalette(document.documentElement);
  }, [dark]);
}
