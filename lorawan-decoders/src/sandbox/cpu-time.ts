// Codecs are timed by the processor time that they take: on a busy machine an honest one would else run out of time
// while it waits for its turn.

/** Processor time of the calling thread, ms. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Processor time of all threads of this process, ms: never less than that of any one. */
export function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
