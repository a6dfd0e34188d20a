/** The event loop is given back at least so often, ms. */
const turnMs = 8;

/** To be awaited in long work between its steps: lets others have their turn when it has taken its own. */
export function createTurns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < turnMs) return;
    await new Promise(setImmediate);
    since = performance.now();
  };
}
