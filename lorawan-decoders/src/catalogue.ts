import type { Decoder } from "./decoder.ts";
import { abeeway } from "./vendors/abeeway.ts";
import { adeunis } from "./vendors/adeunis/adeunis.ts";
import { adeunisFieldTest } from "./vendors/adeunis/field-test.ts";
import { ascoel } from "./vendors/ascoel.ts";
import { axiomaW1 } from "./vendors/axioma.ts";
import { bMetersIwm } from "./vendors/b-meters.ts";
import { boschParking } from "./vendors/bosch-parking.ts";
import { browanTabs } from "./vendors/browan.ts";
import { cayenneLpp } from "./vendors/cayenne-lpp.ts";
import { comtacCm, comtacLpnDo } from "./vendors/comtac.ts";
import {
  decentlabAc,
  decentlabGmm,
  decentlabIam,
  decentlabLp8p,
  decentlabPm,
  decentlabRhc,
  decentlabSht21,
  decentlabSht35,
} from "./vendors/decentlab/air.ts";
import {
  decentlabDlr2002,
  decentlabDlr2003,
  decentlabDlr2004,
  decentlabDlr2005,
  decentlabDlr2006,
  decentlabDlr2008,
  decentlabDlr2009,
  decentlabDlr2010,
  decentlabDlr2011,
  decentlabDlr2012,
  decentlabDs18,
  decentlabDs182,
  decentlabDws,
  decentlabFruit,
  decentlabIsf,
  decentlabLpw,
  decentlabLws,
  decentlabStem,
  decentlabZn1,
  decentlabZn2,
} from "./vendors/decentlab/inputs.ts";
import {
  decentlab5te,
  decentlab5tm,
  decentlab10hs,
  decentlabGs3,
  decentlabSdd,
  decentlabSmtp,
  decentlabTp,
  decentlabTrs11,
  decentlabTrs12,
  decentlabTrs21,
} from "./vendors/decentlab/soil.ts";
import {
  decentlabCtd10,
  decentlabCtd10b,
  decentlabLid,
  decentlabLid2,
  decentlabMbx,
  decentlabMes5,
  decentlabNtu,
  decentlabOptod,
  decentlabPheht,
  decentlabPr21,
  decentlabPr26,
  decentlabPr36,
  decentlabPr36ctd,
  decentlabPr2603,
  decentlabPr21010,
  decentlabRad,
} from "./vendors/decentlab/water.ts";
import {
  decentlabAlb,
  decentlabAtm22,
  decentlabAtm41,
  decentlabAtm41g2,
  decentlabBlg,
  decentlabCws,
  decentlabCws2,
  decentlabEpar,
  decentlabIlt,
  decentlabItst,
  decentlabPar,
  decentlabPyr,
  decentlabTbrg,
  decentlabTbrg02,
  decentlabWrm,
} from "./vendors/decentlab/weather.ts";
import { digitalMatterGuppy, digitalMatterTracker } from "./vendors/digital-matter.ts";
import { dingtekBin } from "./vendors/dingtek.ts";
import { draginoLht52, draginoLht65, draginoT68 } from "./vendors/dragino/lht.ts";
import {
  draginoCpl01,
  draginoD2x,
  draginoDistance,
  draginoFourDistances,
  draginoLds02,
  draginoLds03a,
  draginoLlms01,
  draginoLse01,
  draginoLsn50,
  draginoLsph01,
  draginoLt22222,
  draginoLtc2,
  draginoLwl03a,
  draginoNbDistance,
  draginoPs,
  draginoS31,
  draginoSw3l,
} from "./vendors/dragino/sensors.ts";
import { elsys } from "./vendors/elsys.ts";
import { elvacoCmi } from "./vendors/elvaco/cmi41xx.ts";
import { emuProfessional } from "./vendors/emu.ts";
import { enginko } from "./vendors/enginko.ts";
import { enless } from "./vendors/enless.ts";
import { globalsatLs11x } from "./vendors/globalsat.ts";
import { hkt } from "./vendors/hkt.ts";
import { imbuildings } from "./vendors/imbuildings.ts";
import { inbiot } from "./vendors/inbiot.ts";
import { lairdRs1xx } from "./vendors/laird.ts";
import {
  mclimateAqi,
  mclimateCo2,
  mclimateCo2Display,
  mclimateCo2DisplayLite,
  mclimateCo2Pir,
  mclimateDrySwitch,
  mclimateFanCoil,
  mclimateHt,
  mclimateHtPir,
  mclimateOpenClose,
  mclimatePowerSwitch,
  mclimateThermostat,
  mclimateVicki,
} from "./vendors/mclimate/devices.ts";
import { mclimateFlood } from "./vendors/mclimate/flood.ts";
import { merryiot } from "./vendors/merryiot.ts";
import { milesightAm102, milesightAm103, milesightAm107 } from "./vendors/milesight/am10x.ts";
import { milesightAm3xx, milesightAm319Ozone } from "./vendors/milesight/am30x.ts";
import {
  milesightGs101,
  milesightUc50x,
  milesightUc100,
  milesightUc300,
  milesightUc521,
} from "./vendors/milesight/controllers.ts";
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
  milesightVs321,
  milesightVs373,
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
import { milesightGs601, milesightWt102, milesightWt303 } from "./vendors/milesight/second-generation.ts";
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
import { mokoPlug } from "./vendors/moko.ts";
import { mokoTracker } from "./vendors/moko-tracker.ts";
import { netvox } from "./vendors/netvox/netvox.ts";
import { nexelec } from "./vendors/nexelec.ts";
import { nwave, nwaveCounter } from "./vendors/nwave.ts";
import { wilsenSonicLevel } from "./vendors/pepperl-fuchs.ts";
import { pmxTcr } from "./vendors/pmx.ts";
import { placePod } from "./vendors/pnicorp.ts";
import { quandifyCubicMeter } from "./vendors/quandify.ts";
import { sensecapS210x } from "./vendors/seeed/sensecap-s210x.ts";
import { sensecapS2120 } from "./vendors/seeed/sensecap-s2120.ts";
import { sensecapT1000 } from "./vendors/seeed/sensecap-t1000.ts";
import { sensativeStrips } from "./vendors/sensative.ts";
import { sensoneoSingle } from "./vendors/sensoneo.ts";
import { sentinumFebris } from "./vendors/sentinum.ts";
import { syneticaEnlink } from "./vendors/synetica.ts";
import { talkpoolOy1110, talkpoolOy1210, talkpoolOy1700 } from "./vendors/talkpool.ts";
import { tektelicAgriculture, tektelicRoom } from "./vendors/tektelic/devices.ts";
import { terabeePeopleCounting } from "./vendors/terabee.ts";
import { thermokon } from "./vendors/thermokon.ts";
import { wattecoBob } from "./vendors/watteco/bob.ts";
import { watteco } from "./vendors/watteco/watteco.ts";
import { yobiiqEm } from "./vendors/yobiiq.ts";
import { yosensi } from "./vendors/yosensi.ts";

const decoders: readonly Decoder[] = [
  abeeway,
  adeunis,
  adeunisFieldTest,
  ascoel,
  axiomaW1,
  bMetersIwm,
  boschParking,
  browanTabs,
  cayenneLpp,
  comtacCm,
  comtacLpnDo,
  decentlabIam,
  decentlabLp8p,
  decentlabGmm,
  decentlabPm,
  decentlabRhc,
  decentlabSht21,
  decentlabSht35,
  decentlabAc,
  decentlabDlr2002,
  decentlabDlr2003,
  decentlabDlr2004,
  decentlabDlr2005,
  decentlabDlr2006,
  decentlabLpw,
  decentlabLws,
  decentlabDlr2012,
  decentlabZn1,
  decentlabDlr2008,
  decentlabDlr2009,
  decentlabDlr2010,
  decentlabDlr2011,
  decentlabDs18,
  decentlabDs182,
  decentlabZn2,
  decentlabFruit,
  decentlabStem,
  decentlabIsf,
  decentlabDws,
  decentlab10hs,
  decentlab5te,
  decentlab5tm,
  decentlabGs3,
  decentlabTrs11,
  decentlabTrs12,
  decentlabTrs21,
  decentlabSdd,
  decentlabSmtp,
  decentlabTp,
  decentlabCtd10,
  decentlabCtd10b,
  decentlabLid,
  decentlabLid2,
  decentlabMbx,
  decentlabRad,
  decentlabPr21,
  decentlabPr21010,
  decentlabPr26,
  decentlabPr2603,
  decentlabPr36,
  decentlabPr36ctd,
  decentlabMes5,
  decentlabNtu,
  decentlabOptod,
  decentlabPheht,
  decentlabAlb,
  decentlabPyr,
  decentlabPar,
  decentlabEpar,
  decentlabAtm22,
  decentlabAtm41,
  decentlabAtm41g2,
  decentlabTbrg,
  decentlabTbrg02,
  decentlabCws,
  decentlabCws2,
  decentlabWrm,
  decentlabItst,
  decentlabIlt,
  decentlabBlg,
  digitalMatterTracker,
  digitalMatterGuppy,
  dingtekBin,
  draginoLht65,
  draginoLht52,
  draginoT68,
  draginoLds02,
  draginoLds03a,
  draginoLwl03a,
  draginoDistance,
  draginoFourDistances,
  draginoNbDistance,
  draginoLse01,
  draginoLsph01,
  draginoSw3l,
  draginoCpl01,
  draginoLtc2,
  draginoD2x,
  draginoLlms01,
  draginoLsn50,
  draginoLt22222,
  draginoPs,
  draginoS31,
  elsys,
  elvacoCmi,
  emuProfessional,
  enginko,
  enless,
  globalsatLs11x,
  hkt,
  imbuildings,
  inbiot,
  lairdRs1xx,
  mclimateVicki,
  mclimateHt,
  mclimateCo2,
  mclimateCo2Display,
  mclimateCo2DisplayLite,
  mclimateCo2Pir,
  mclimateDrySwitch,
  mclimateHtPir,
  mclimateAqi,
  mclimateOpenClose,
  mclimatePowerSwitch,
  mclimateThermostat,
  mclimateFanCoil,
  mclimateFlood,
  merryiot,
  milesightAm102,
  milesightAm103,
  milesightAm107,
  milesightAm3xx,
  milesightAm319Ozone,
  milesightUc300,
  milesightUc100,
  milesightUc50x,
  milesightUc521,
  milesightGs101,
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
  milesightVs321,
  milesightVs373,
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
  milesightWt102,
  milesightWt303,
  milesightGs601,
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
  mokoPlug,
  mokoTracker,
  netvox,
  nexelec,
  nwave,
  nwaveCounter,
  wilsenSonicLevel,
  pmxTcr,
  placePod,
  quandifyCubicMeter,
  sensecapS210x,
  sensecapS2120,
  sensecapT1000,
  sensativeStrips,
  sensoneoSingle,
  sentinumFebris,
  syneticaEnlink,
  talkpoolOy1110,
  talkpoolOy1210,
  talkpoolOy1700,
  tektelicRoom,
  tektelicAgriculture,
  terabeePeopleCounting,
  thermokon,
  wattecoBob,
  watteco,
  yobiiqEm,
  yosensi,
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
