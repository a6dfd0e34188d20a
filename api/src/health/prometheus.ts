/** Any nesting of figures: names are joined, what is not a number is left out. */
export type Figures = Readonly<Record<string, unknown>>;

/** Figures in the Prometheus text format 0.0.4: `kontrollrom_<name> <value>`. */
export function prometheusText(figures: Figures): string {
  return flatten(figures, "kontrollrom")
    .map(([metric, value]) => `# TYPE ${metric} gauge\n${metric} ${value}\n`)
    .join("");
}

function flatten(figures: Figures, prefix: string): [string, number][] {
  return Object.entries(figures).flatMap(([name, value]): [string, number][] => {
    const metric = `${prefix}_${snakeCase(name)}`;
    if (typeof value === "number") return [[metric, value]];
    return typeof value === "object" && value !== null ? flatten(value as Figures, metric) : [];
  });
}

function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^a-zA-Z0-9_]/g, "_")
    .toLowerCase();
}
