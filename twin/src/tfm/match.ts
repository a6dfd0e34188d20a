import { componentText, formatTfm, plainTfm, systemText, type TfmTag } from "./tfm.ts";

/**
 * Whether two tags name the same component. Where one leaves the location out it does not tell them apart, and neither does `%type`,
 * which says what the component is and not which.
 */
export function sameComponent(a: TfmTag, b: TfmTag): boolean {
  return (
    componentKey(a) === componentKey(b) &&
    (a.location === undefined || b.location === undefined || a.location === b.location)
  );
}

/** Equal for tags that differ in location and type alone. */
export function componentKey(tag: TfmTag): string {
  return `${tag.grammar} ${systemText(tag)}${componentText(tag, "-")}`;
}

/** Order of a list: by location, system, component's letters and number. */
export function compareTfm(a: TfmTag, b: TfmTag): number {
  return (
    compare(a.location ?? "", b.location ?? "") ||
    compare(systemText(a), systemText(b)) ||
    compare(componentText(a), componentText(b)) ||
    compare(formatTfm(a), formatTfm(b))
  );
}

/** Whether what somebody has begun to type is the beginning of the tag, of its system, or of its component: `360`, `=360.001-RT`, `RT4`. */
export function beginsTfm(tag: TfmTag, typed: string): boolean {
  const begun = plainTfm(typed);
  const bare = begun.replace(/^=/, "");
  return (
    begun !== "" &&
    (formatTfm(tag).startsWith(begun) ||
      `${systemText(tag)}${componentText(tag, "-")}`.startsWith(bare) ||
      (begun === bare && componentText(tag).startsWith(bare)))
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
