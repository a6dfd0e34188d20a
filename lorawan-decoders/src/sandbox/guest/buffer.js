// The part of Node's Buffer that payload codecs use, on a Uint8Array. Needs atob and btoa.
(() => {
  const utf8 = {
    encode: (text) => {
      const binary = unescape(encodeURIComponent(text));
      return Array.from(binary, (char) => char.charCodeAt(0));
    },
    decode: (bytes) => {
      let out = "";
      for (let i = 0; i < bytes.length; ) {
        const first = bytes[i];
        const length =
          first < 0x80 ? 1 : first >> 5 === 6 ? 2 : first >> 4 === 14 ? 3 : first >> 3 === 30 ? 4 : 0;
        let code = length === 1 ? first : first & (0x7f >> length);
        let read = 1;
        while (read < length && (bytes[i + read] & 0xc0) === 0x80) {
          code = (code << 6) | (bytes[i + read] & 0x3f);
          read += 1;
        }
        const whole = length > 0 && read === length && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
        out += whole ? String.fromCodePoint(code) : "\ufffd";
        i += read;
      }
      return out;
    },
  };

  const binaryOf = (bytes) => {
    let out = "";
    for (let i = 0; i < bytes.length; i++) out += String.fromCharCode(bytes[i]);
    return out;
  };

  const bytesOf = (text, encoding) => {
    switch (String(encoding || "utf8").toLowerCase()) {
      case "hex":
        return (text.match(/^(?:[0-9a-f]{2})*/i)[0].match(/../g) || []).map((pair) =>
          Number.parseInt(pair, 16),
        );
      case "base64":
      case "base64url": {
        const plain = text
          .replace(/-/g, "+")
          .replace(/_/g, "/")
          .replace(/[^A-Za-z0-9+/]/g, "");
        return Array.from(atob(plain), (char) => char.charCodeAt(0));
      }
      case "ascii":
      case "latin1":
      case "binary":
        return Array.from(text, (char) => char.charCodeAt(0) & 0xff);
      default:
        return utf8.encode(text);
    }
  };

  class Buffer extends Uint8Array {
    static from(value, encoding, length) {
      if (typeof value === "string") return new Buffer(bytesOf(value, encoding));
      if (value instanceof ArrayBuffer) return new Buffer(value, encoding, length);
      return new Buffer(Array.from(value.type === "Buffer" ? value.data : value));
    }
    static alloc(size, fill) {
      const buffer = new Buffer(size);
      return fill === undefined ? buffer : buffer.fill(fill);
    }
    static allocUnsafe(size) {
      return new Buffer(size);
    }
    static isBuffer(value) {
      return value instanceof Buffer;
    }
    static byteLength(text, encoding) {
      return typeof text === "string" ? bytesOf(text, encoding).length : text.byteLength;
    }
    static concat(list, total) {
      const bytes = list.flatMap((part) => Array.from(part));
      return Buffer.from(total === undefined ? bytes : bytes.slice(0, total));
    }
    toString(encoding, start, end) {
      const part = this.subarray(start || 0, end === undefined ? this.length : end);
      switch (String(encoding || "utf8").toLowerCase()) {
        case "hex":
          return Array.from(part, (byte) => byte.toString(16).padStart(2, "0")).join("");
        case "base64":
          return btoa(binaryOf(part));
        case "base64url":
          return btoa(binaryOf(part)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
        case "ascii":
          return binaryOf(part.map((byte) => byte & 0x7f));
        case "latin1":
        case "binary":
          return binaryOf(part);
        default:
          return utf8.decode(part);
      }
    }
    slice(start, end) {
      return this.subarray(start, end);
    }
    equals(other) {
      return this.length === other.length && this.every((byte, i) => byte === other[i]);
    }
    copy(target, at = 0, start = 0, end = this.length) {
      const part = this.subarray(start, Math.min(end, start + target.length - at));
      target.set(part, at);
      return part.length;
    }
    write(text, offset = 0, length = this.length - offset, encoding = "utf8") {
      const bytes = bytesOf(text, encoding).slice(0, length);
      this.set(bytes, offset);
      return bytes.length;
    }
    readUIntBE(offset, count) {
      let value = 0;
      for (let i = 0; i < count; i++) value = value * 256 + this.byteAt(offset + i);
      return value;
    }
    readUIntLE(offset, count) {
      let value = 0;
      for (let i = count - 1; i >= 0; i--) value = value * 256 + this.byteAt(offset + i);
      return value;
    }
    readIntBE(offset, count) {
      const value = this.readUIntBE(offset, count);
      return value >= 2 ** (8 * count - 1) ? value - 2 ** (8 * count) : value;
    }
    readIntLE(offset, count) {
      const value = this.readUIntLE(offset, count);
      return value >= 2 ** (8 * count - 1) ? value - 2 ** (8 * count) : value;
    }
    writeUIntBE(value, offset, count) {
      for (let i = count - 1; i >= 0; i--, value = Math.floor(value / 256)) this[offset + i] = value & 0xff;
      return offset + count;
    }
    writeUIntLE(value, offset, count) {
      for (let i = 0; i < count; i++, value = Math.floor(value / 256)) this[offset + i] = value & 0xff;
      return offset + count;
    }
    byteAt(offset) {
      if (offset < 0 || offset >= this.length)
        throw new RangeError(`The value of "offset" is out of range: ${offset} of ${this.length} bytes`);
      return this[offset];
    }
  }
  Buffer.prototype.writeIntBE = Buffer.prototype.writeUIntBE;
  Buffer.prototype.writeIntLE = Buffer.prototype.writeUIntLE;

  const define = (name, method) => {
    Buffer.prototype[name] = method;
    const other = name.replace("UInt", "Uint");
    if (other !== name) Buffer.prototype[other] = method;
  };
  const integers = [
    ["UInt8", "UIntBE", 1],
    ["Int8", "IntBE", 1],
    ["UInt16BE", "UIntBE", 2],
    ["UInt16LE", "UIntLE", 2],
    ["Int16BE", "IntBE", 2],
    ["Int16LE", "IntLE", 2],
    ["UInt32BE", "UIntBE", 4],
    ["UInt32LE", "UIntLE", 4],
    ["Int32BE", "IntBE", 4],
    ["Int32LE", "IntLE", 4],
  ];
  for (const [name, by, count] of integers) {
    define(`read${name}`, function (offset = 0) {
      return this[`read${by}`](offset, count);
    });
    define(`write${name}`, function (value, offset = 0) {
      return this[`write${by}`](value, offset, count);
    });
  }
  const wide = [
    ["FloatBE", "Float32", 4, false],
    ["FloatLE", "Float32", 4, true],
    ["DoubleBE", "Float64", 8, false],
    ["DoubleLE", "Float64", 8, true],
    ["BigInt64BE", "BigInt64", 8, false],
    ["BigInt64LE", "BigInt64", 8, true],
    ["BigUInt64BE", "BigUint64", 8, false],
    ["BigUInt64LE", "BigUint64", 8, true],
  ];
  for (const [name, by, count, little] of wide) {
    define(`read${name}`, function (offset = 0) {
      this.byteAt(offset + count - 1);
      return new DataView(this.buffer, this.byteOffset)[`get${by}`](offset, little);
    });
    define(`write${name}`, function (value, offset = 0) {
      this.byteAt(offset + count - 1);
      new DataView(this.buffer, this.byteOffset)[`set${by}`](offset, value, little);
      return offset + count;
    });
  }
  globalThis.Buffer = Buffer;
})();
