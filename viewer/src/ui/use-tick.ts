import { useState } from "react";

interface Asked {
  readonly done: boolean;
  /** The revision that holds the answer. Absent until there is one. */
  readonly until?: number;
}

/**
 * A tick that shows at once what the hand did, though it is kept elsewhere and only its keeper knows what stands.
 *
 * @param kept what the keeper last told, in its `revision`
 * @returns what to show, and `tick(done, sent)`: `sent` gives the revision that the answer is of, and rejects when the tick was
 * refused, which takes it back.
 */
export function useTick(
  kept: boolean,
  revision: number,
): readonly [boolean, (done: boolean, sent: Promise<number>) => void] {
  const [asked, setAsked] = useState<Asked>();
  const tick = (done: boolean, sent: Promise<number>) => {
    const mine: Asked = { done };
    // A later tick of the same point is not undone by the answer to this one.
    const settle = (next: Asked | undefined) => setAsked((held) => (held === mine ? next : held));
    setAsked(mine);
    sent.then(
      (until) => settle({ done, until }),
      () => settle(undefined),
    );
  };
  const waits = asked !== undefined && (asked.until === undefined || revision < asked.until);
  return [waits ? asked.done : kept, tick];
}
