import { ordersNb } from "./orders-nb.ts";

export const ordersEn = ordersNb;
