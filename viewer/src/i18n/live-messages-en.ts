import type { liveMessagesNb } from "./live-messages-nb.ts";

export const liveMessagesEn: typeof liveMessagesNb = {
  help: "Messages as they come in, with what the platform read from them.",
  search: "Device or source",
  errors: "Only messages with errors",
  pause: "Pause",
  resume: "Go on",
  clear: "Clear",
  paused: "Paused. {{count}} new ones wait.",
  skipped: "{{count}} messages are left out because too many came. Search for the device to see all of its.",
  caption: "Messages, newest first",
  unknown: "Unknown sender",
  bytes: "{{count}} bytes",
  nothing: "No values",
  show: "Show the message",
  cut: "Only its beginning is shown.",
  payload: "What the message says",
  waiting: { title: "Waiting for messages", text: "They are shown here as soon as they come in." },
  none: { title: "No messages fit", text: "Change the search, or show those without errors too." },
};
