// Evaluated after the codec: what it defined, in the order of preference. Names that were declared by let, const or
// class are no properties of the global object, so each is asked for by name.
(() => {
  const holders = [
    typeof module === "object" && module !== null ? module.exports : undefined,
    typeof exports === "object" ? exports : undefined,
    typeof driver === "object" ? driver : undefined,
  ];
  const held = (name) => {
    for (let i = 0; i < holders.length; i++) {
      const holder = holders[i];
      if (holder && typeof holder[name] === "function") return (input) => holder[name](input);
    }
    return undefined;
  };
  const normalize = typeof normalizeUplink === "function" ? normalizeUplink : held("normalizeUplink");
  const decode = typeof decodeUplink === "function" ? decodeUplink : held("decodeUplink");
  if (decode !== undefined) return { form: "ts013", decode, normalize };
  if (typeof Decoder === "function") return { form: "decoder", decode: Decoder, normalize };
  if (typeof Decode === "function") return { form: "decode", decode: Decode, normalize };
  return { form: normalize === undefined ? "none" : "normalizer", decode: undefined, normalize };
})();
