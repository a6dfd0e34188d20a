import type { Xy } from "@kontrollrom/contracts/building.ts";
import type { Direction } from "../picture/plan-paths.ts";
import { type ToolName, toolKeys } from "./view.ts";

export type KeyAction =
  | { readonly kind: "save" | "undo" | "redo" | "cancel" | "back" | "space" }
  | { readonly kind: "tool"; readonly tool: ToolName }
  | { readonly kind: "nudge"; readonly direction: Xy; readonly metres: number }
  | { readonly kind: "confirm"; readonly finish: boolean }
  /** 0: the whole plan. */
  | { readonly kind: "zoom"; readonly factor: number };

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const arrows: Readonly<Record<string, Xy>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** How far an arrow key moves a wall, m; ten times as far with shift. */
const nudgeMetres = 0.01;

/**
 * What a key asks for. Single letters and arrows count while the drawing has the focus; where one writes, all keys but
 * save belong to the text.
 */
export function keyAction(
  { key, ctrlKey, metaKey, shiftKey, altKey }: Pressed,
  { writing, inCanvas, tools }: { writing: boolean; inCanvas: boolean; tools: readonly ToolName[] },
): KeyAction | undefined {
  const letter = key.toLocaleLowerCase("nb");
  if (ctrlKey || metaKey) {
    if (letter === "s") return { kind: "save" };
    if (writing) return undefined;
    if (letter === "z") return { kind: shiftKey ? "redo" : "undo" };
    return letter === "y" ? { kind: "redo" } : undefined;
  }
  if (altKey || writing) return undefined;
  if (key === "Escape") return { kind: "cancel" };
  if (!inCanvas) return undefined;
  const direction = arrows[key];
  if (direction !== undefined) return { kind: "nudge", direction, metres: nudgeMetres * (shiftKey ? 10 : 1) };
  switch (key) {
    case "Enter":
      return { kind: "confirm", finish: shiftKey };
    case " ":
      return { kind: "space" };
    case "Backspace":
    case "Delete":
      return { kind: "back" };
    case "+":
      return { kind: "zoom", factor: 1.4 };
    case "-":
      return { kind: "zoom", factor: 1 / 1.4 };
    case "Home":
      return { kind: "zoom", factor: 0 };
  }
  const tool = tools.find((name) => toolKeys[name] === letter);
  return tool && { kind: "tool", tool };
}

export function directionName([x, y]: readonly [number, number]): Direction {
  if (x !== 0) return x > 0 ? "right" : "left";
  return y > 0 ? "up" : "down";
}
