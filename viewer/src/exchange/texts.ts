import { exchangeEn } from "../i18n/exchange-en.ts";
import { exchangeNb } from "../i18n/exchange-nb.ts";
import { pageTexts } from "../i18n/page-texts.ts";

export const useExchangeTexts = pageTexts("exchange", exchangeNb, exchangeEn);
export type ExchangeText = ReturnType<typeof useExchangeTexts>;
