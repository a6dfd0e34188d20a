import { en } from "./en.ts";
import { integrationsEn } from "./integrations-en.ts";
import { integrationsNb } from "./integrations-nb.ts";
import { nb } from "./nb.ts";
import { onCallEn } from "./on-call-en.ts";
import { onCallNb } from "./on-call-nb.ts";
import { rulesEn } from "./rules-en.ts";
import { rulesNb } from "./rules-nb.ts";

/** The texts of the first bundle and those that come with pages (see `part-texts.ts`), for types and tests: no page imports this. */
export const allNb = { ...nb, integrations: integrationsNb, onCall: onCallNb, rules: rulesNb };
export const allEn: typeof allNb = { ...en, integrations: integrationsEn, onCall: onCallEn, rules: rulesEn };
