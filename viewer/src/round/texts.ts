import { pageTexts } from "../i18n/page-texts.ts";
import { roundEn } from "./round-en.ts";
import { roundNb } from "./round-nb.ts";

export const useRoundTexts = pageTexts("round", roundNb, roundEn);
