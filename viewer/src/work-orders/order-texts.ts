import { pageTexts } from "../i18n/page-texts.ts";
import { ordersEn } from "./orders-en.ts";
import { ordersNb } from "./orders-nb.ts";

/** Texts of the pages of orders, plans and their settings, that come with those pages. */
export const useOrderTexts = pageTexts("orders", ordersNb, ordersEn);
export type OrderText = ReturnType<typeof useOrderTexts>;
