import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** Where the page breaks WCAG 2.1 AA or good practice, one line a rule with the elements it is about. */
export async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"])
    // All of the page is one document: results of frames need not be gathered in a page of their own.
    .setLegacyMode()
    .analyze();
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
  );
}
