// atob and btoa as the HTML standard has them, for codecs that expect a browser.
(() => {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  globalThis.atob = (text) => {
    const clean = String(text)
      .replace(/[\t\n\f\r ]/g, "")
      .replace(/={1,2}$/, "");
    if (clean.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(clean))
      throw new Error("atob: the text is not base64");
    let out = "";
    let bits = 0;
    let held = 0;
    for (const digit of clean) {
      bits = (bits << 6) | digits.indexOf(digit);
      held += 6;
      if (held >= 8) {
        held -= 8;
        out += String.fromCharCode((bits >> held) & 0xff);
      }
    }
    return out;
  };
  globalThis.btoa = (text) => {
    const bytes = String(text);
    let out = "";
    for (let i = 0; i < bytes.length; i += 3) {
      const group = [bytes.charCodeAt(i), bytes.charCodeAt(i + 1), bytes.charCodeAt(i + 2)];
      const count = Math.min(3, bytes.length - i);
      for (let j = 0; j < count; j++) if (group[j] > 0xff) throw new Error("btoa: a character is over 255");
      const bits = (group[0] << 16) | ((group[1] || 0) << 8) | (group[2] || 0);
      for (let j = 0; j < 4; j++) out += j <= count ? digits[(bits >> (18 - 6 * j)) & 63] : "=";
    }
    return out;
  };
})();
