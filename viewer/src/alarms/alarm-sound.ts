import type { Alarm } from "@kontrollrom/contracts/alarm.ts";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { recall, remember } from "../app/preferences.tsx";
import { needsAcknowledge } from "../data/event-cache.ts";

const key = "kontrollrom.alarm-sound";
const listeners = new Set<() => void>();
let on: boolean | undefined;

/** Whether new alarms are heard, in all that is shown. Off until somebody turns it on: browsers keep pages silent until then. */
export function useSoundOn(): readonly [boolean, (on: boolean) => void] {
  const value = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => {
      on ??= recall(key) === "on";
      return on;
    },
  );
  return [
    value,
    (next) => {
      on = next;
      remember(key, next ? "on" : "off");
      for (const listener of listeners) listener();
      if (next) chime(3);
    },
  ];
}

let context: AudioContext | undefined;

/** Two short tones, higher and more of them the more urgent. */
function chime(priority: Alarm["priority"]) {
  try {
    context ??= new AudioContext();
  } catch {
    // A machine without sound: the screen says it.
    return;
  }
  const start = context.currentTime;
  const tones = priority === 1 ? 4 : 2;
  for (let tone = 0; tone < tones; tone++) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const at = start + tone * 0.22;
    oscillator.frequency.value = (tone % 2 === 0 ? 660 : 880) - (priority - 1) * 80;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.2, at + 0.02);
    gain.gain.linearRampToValueAtTime(0, at + 0.18);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + 0.2);
  }
}

const againAfterMs = 2000;

/** Sounds once for what came new and stands unacknowledged, however many came together. */
export function useAlarmSound(alarms: readonly Alarm[] | undefined) {
  const [sounds] = useSoundOn();
  const known = useRef<ReadonlySet<string>>(undefined);
  const last = useRef(0);
  useEffect(() => {
    if (alarms === undefined) return;
    const waiting = alarms.filter(needsAcknowledge);
    const before = known.current;
    known.current = new Set(waiting.map(({ id }) => id));
    if (!sounds || before === undefined) return;
    const fresh = waiting.filter(({ id }) => !before.has(id));
    const now = Date.now();
    if (fresh.length === 0 || now - last.current < againAfterMs) return;
    last.current = now;
    chime(fresh.reduce<Alarm["priority"]>((worst, { priority }) => (priority < worst ? priority : worst), 4));
  }, [alarms, sounds]);
}
