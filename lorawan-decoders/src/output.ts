import type { Reading } from "./decoder.ts";
import { type Quantity, units } from "./units.ts";

/** Gathers what one frame gives. */
export class Output {
  readonly readings: Reading[] = [];
  readonly warnings: string[] = [];

  /** Adds a value in the quantity's own unit. A value that is no finite number becomes a warning. */
  add(quantity: Quantity, value: number, channel?: string, time?: number): void {
    if (!Number.isFinite(value)) {
      this.warnings.push(
        `${quantity}${channel === undefined ? "" : ` ${channel}`}: ${value} is no measurement`,
      );
      return;
    }
    const unit = units[quantity];
    // Adding zero turns -0 into 0.
    const clean = value + 0;
    if (channel === undefined) {
      this.readings.push(
        time === undefined ? { quantity, value: clean, unit } : { quantity, value: clean, unit, time },
      );
    } else {
      this.readings.push(
        time === undefined
          ? { quantity, value: clean, unit, channel }
          : { quantity, value: clean, unit, channel, time },
      );
    }
  }

  /** A state: 1 for yes, 0 for no. */
  flag(quantity: Quantity, on: boolean, channel?: string, time?: number): void {
    this.add(quantity, on ? 1 : 0, channel, time);
  }

  warn(text: string): void {
    this.warnings.push(text);
  }
}

/** Rounds away the noise of binary fractions, after a multiplication that no single division can replace. */
export function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return (Math.sign(value) * Math.round(Math.abs(value) * factor)) / factor;
}
