/** Figures in the Prometheus text format 0.0.4: `kontrollrom_<name> <value>`. */
export function prometheusText(figures: Readonly<Record<string, number>>): string {
  const memory = process.memoryUsage();
  const all = {
    ...figures,
    process_resident_memory_bytes: memory.rss,
    process_heap_used_bytes: memory.heapUsed,
  };
  return Object.entries(all)
    .map(([name, value]) => {
      const metric = `kontrollrom_${name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/[^a-zA-Z0-9_]/g, "_")
        .toLowerCase()}`;
      return `# TYPE ${metric} ${/_total$/.test(metric) ? "counter" : "gauge"}\n${metric} ${value}\n`;
    })
    .join("");
}
