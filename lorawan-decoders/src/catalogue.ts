import type { Decoder } from "./decoder.ts";
import { elsys } from "./vendors/elsys.ts";
import { milesightAm102, milesightAm103, milesightAm107 } from "./vendors/milesight/am10x.ts";
import { milesightAm3xx, milesightAm319Ozone } from "./vendors/milesight/am30x.ts";
import {
  milesightEm310Udl,
  milesightEm400,
  milesightEm410,
  milesightWs201,
} from "./vendors/milesight/distance.ts";
import {
  milesightEm300Cl,
  milesightEm300Di,
  milesightEm300Leak,
  milesightEm300Mcs,
  milesightEm300Th,
  milesightEm320Th,
  milesightTilt,
} from "./vendors/milesight/em3xx.ts";
import {
  milesightEm500Co2,
  milesightEm500Lgt,
  milesightEm500Pp,
  milesightEm500Pt100,
  milesightEm500Smtc,
  milesightEm500Swl,
  milesightEm500Udl,
} from "./vendors/milesight/em500.ts";
import {
  milesightVs35x,
  milesightVs121,
  milesightVs132,
  milesightVs133,
} from "./vendors/milesight/people.ts";
import {
  milesightCt10x,
  milesightCt30x,
  milesightWs50x,
  milesightWs52x,
  milesightWs558,
} from "./vendors/milesight/power.ts";
import {
  milesightAt101,
  milesightGs301,
  milesightTs30x,
  milesightTs201,
  milesightWts506,
} from "./vendors/milesight/probes.ts";
import { milesightWt101, milesightWt201 } from "./vendors/milesight/thermostats.ts";
import { milesightUc51x } from "./vendors/milesight/valves.ts";
import {
  milesightVs34x,
  milesightVs330,
  milesightWs101,
  milesightWs136,
  milesightWs202,
  milesightWs203,
  milesightWs301,
  milesightWs302,
  milesightWs303,
} from "./vendors/milesight/workplace.ts";

const decoders: readonly Decoder[] = [
  elsys,
  milesightAm102,
  milesightAm103,
  milesightAm107,
  milesightAm3xx,
  milesightAm319Ozone,
  milesightEm310Udl,
  milesightEm400,
  milesightEm410,
  milesightWs201,
  milesightEm300Th,
  milesightEm300Mcs,
  milesightEm300Leak,
  milesightEm300Di,
  milesightEm300Cl,
  milesightEm320Th,
  milesightTilt,
  milesightEm500Co2,
  milesightEm500Lgt,
  milesightEm500Pp,
  milesightEm500Pt100,
  milesightEm500Smtc,
  milesightEm500Swl,
  milesightEm500Udl,
  milesightVs35x,
  milesightVs132,
  milesightVs133,
  milesightVs121,
  milesightWs52x,
  milesightWs50x,
  milesightWs558,
  milesightCt10x,
  milesightCt30x,
  milesightTs201,
  milesightTs30x,
  milesightGs301,
  milesightAt101,
  milesightWts506,
  milesightWt101,
  milesightWt201,
  milesightUc51x,
  milesightWs101,
  milesightWs136,
  milesightWs202,
  milesightWs203,
  milesightWs301,
  milesightWs302,
  milesightWs303,
  milesightVs330,
  milesightVs34x,
];

const byId: ReadonlyMap<string, Decoder> = new Map(decoders.map((decoder) => [decoder.id, decoder]));

/** The built-in decoder of that id, if there is one. */
export function findDecoder(id: string): Decoder | undefined {
  return byId.get(id);
}

/** Every built-in decoder, by vendor. */
export function listDecoders(): readonly Decoder[] {
  return decoders;
}

/** The quantities (names of the platform dictionary) that a decoder can give. */
export function quantitiesOf(decoder: Decoder): readonly string[] {
  return decoder.quantities;
}
