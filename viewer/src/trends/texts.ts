import { pageTexts } from "../i18n/page-texts.ts";
import { trendsEn } from "../i18n/trends-en.ts";
import { trendsNb } from "../i18n/trends-nb.ts";

export const useTrendTexts = pageTexts("trends", trendsNb, trendsEn);
