import { type ComponentType, type LazyExoticComponent, lazy as reactLazy } from "react";

/** The server answers and has no such file: it has a newer version of the page, which takes loading the page. */
export class PartGone extends Error {
  override name = "PartGone";
}

interface LoadDeps {
  /** Whether the server answers at all. */
  readonly answers: () => Promise<boolean>;
  readonly wait: (ms: number) => Promise<void>;
  /** Fetches the styles anew that did not come. */
  readonly stylesAgain: () => Promise<void>;
}

const longestWaitMs = 8000;

/**
 * Loads a part of the page, and goes on trying while the server is away.
 *
 * @throws PartGone when the server answers, and the part still does not come.
 */
export async function loadPart<T>(load: () => Promise<T>, deps: LoadDeps): Promise<T> {
  let refusals = 0;
  for (let tries = 0; ; tries++) {
    try {
      if (tries > 0) await deps.stylesAgain();
      return await load();
    } catch (error) {
      // One refusal may be of a server that came back a moment after.
      refusals = (await deps.answers()) ? refusals + 1 : 0;
      if (refusals > 2) throw new PartGone("a part of the page is not on the server", { cause: error });
      await deps.wait(Math.min(longestWaitMs, 500 * 2 ** Math.min(tries, 10)));
    }
  }
}

const inBrowser: LoadDeps = {
  answers: () =>
    fetch("/", { method: "HEAD", cache: "no-store" }).then(
      ({ ok }) => ok,
      () => false,
    ),
  wait: (ms) => new Promise((wake) => setTimeout(wake, ms)),
  async stylesAgain() {
    // A link that failed stays where it is without a sheet, and is not fetched again on its own.
    const failed = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].filter(
      ({ sheet }) => sheet === null,
    );
    await Promise.all(
      failed.map(
        (link) =>
          new Promise<void>((resolve, reject) => {
            const next = link.cloneNode() as HTMLLinkElement;
            next.onload = () => resolve();
            next.onerror = () => reject(new Error(`no styles at ${link.href}`));
            link.replaceWith(next);
          }),
      ),
    );
  },
};

/** A part of the page that comes when it is shown, or before. */
// biome-ignore lint/suspicious/noExplicitAny: as React has it, since a component takes its properties
export type Part<T extends ComponentType<any>> = LazyExoticComponent<T> & {
  /** Asks for the part before it is shown. One that does not come is asked for again when it is. */
  readonly preload: () => void;
};

/**
 * As React's `lazy`, which never asks again for what once failed to come, and which holds back for up to 300 ms what it once had to
 * wait for: a part that is there already is shown at once.
 */
// biome-ignore lint/suspicious/noExplicitAny: as React has it, since a component takes its properties
export function lazy<T extends ComponentType<any>>(load: () => Promise<{ default: T }>): Part<T> {
  let come: { default: T } | undefined;
  const part = reactLazy(() => (come === undefined ? loadPart(load, inBrowser) : atOnce(come)));
  const preload = () => {
    load().then(
      (module) => {
        come = module;
      },
      () => {},
    );
  };
  return Object.assign(part, { preload });
}

/** React asks only for `then`, and does not wait for what answers in the same turn. */
// biome-ignore lint/suspicious/noThenProperty: it is a thenable that is wanted
const atOnce = <T>(value: T) => ({ then: (take: (value: T) => void) => take(value) }) as Promise<T>;
