import { pageTexts } from "../i18n/page-texts.ts";
import { timeMachineEn } from "../i18n/time-machine-en.ts";
import { timeMachineNb } from "../i18n/time-machine-nb.ts";

export const useTimeTexts = pageTexts("time-machine", timeMachineNb, timeMachineEn);
