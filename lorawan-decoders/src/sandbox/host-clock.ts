/**
 * Makes this thread's time of day UTC for the engine, which takes its time zone from the host's Date, and counts how
 * often it is read. It changes globals: only for a thread of which the sandbox is the sole user.
 */
export function takeHostClock(): { readonly reads: () => number } {
  const now = Date.now;
  let reads = 0;
  Date.now = () => {
    reads += 1;
    return now();
  };
  const utc = Date.prototype;
  utc.getTimezoneOffset = () => 0;
  utc.getFullYear = utc.getUTCFullYear;
  utc.getMonth = utc.getUTCMonth;
  utc.getDate = utc.getUTCDate;
  utc.getDay = utc.getUTCDay;
  utc.getHours = utc.getUTCHours;
  utc.getMinutes = utc.getUTCMinutes;
  utc.getSeconds = utc.getUTCSeconds;
  return { reads: () => reads };
}
