// Evaluated in the engine before any foreign code, which therefore finds no way to change what is caught here: each
// function is taken from its prototype now, and nothing below looks a name up on an object of the codec's making
// but its own properties.
(maxChars, maxValues, maxDepth) => {
  const { parse, stringify } = JSON;
  const { getOwnPropertyDescriptor, hasOwn, keys } = Object;
  const { isArray } = Array;
  const { apply } = Reflect;
  const isFiniteNumber = Number.isFinite;
  const tagOf = Object.prototype.toString;
  const { getTime, toISOString } = Date.prototype;
  const { slice } = String.prototype;
  const toText = String;
  const RealDate = Date;

  /** What the codec writes while it is tried out: JSON texts joined by commas. At all other times its console is silent. */
  let tracing = false;
  let traced = "";
  let linesLeft = 0;

  function written(value) {
    try {
      return typeof value === "object" && value !== null ? toText(stringify(value)) : toText(value);
    } catch {
      return "…";
    }
  }

  const log = (...values) => {
    if (!tracing || linesLeft <= 0) return;
    linesLeft -= 1;
    let line = "";
    for (let i = 0; i < values.length && i < 20; i++) line += (i === 0 ? "" : " ") + written(values[i]);
    traced += (traced === "" ? "" : ",") + stringify(apply(slice, line, [0, 500]));
  };
  globalThis.console = { log, debug: log, info: log, warn: log, error: log, trace: log };
  globalThis.exports = {};
  globalThis.module = { exports: globalThis.exports };

  // The engine's own generator would begin at the same number in each call. This is Marsaglia's xorshift with 32 bits.
  let random = 1;
  Math.random = () => {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return (random >>> 0) / 2 ** 32;
  };

  /** Keys that lead to the value being written, so that a refusal can name it. */
  const trail = [];
  for (let i = 0; i <= maxDepth; i++) trail[i] = "";
  const refusal = {};
  let reason = "";
  let detail = "";
  let charsLeft = 0;
  let valuesLeft = 0;

  function refuse(why, depth, what) {
    let path = "";
    for (let i = 0; i < depth && i <= maxDepth; i++) path += (i === 0 ? "" : ".") + trail[i];
    if (path.length > 200) path = `${apply(slice, path, [0, 200])}…`;
    reason = why;
    detail = (path === "" ? "the answer" : path) + what;
    throw refusal;
  }

  function spend(text, depth) {
    charsLeft -= text.length;
    if (charsLeft < 0)
      refuse("output-too-large", depth, ` takes the answer over ${maxChars} characters of JSON`);
    return text;
  }

  function quote(text, depth) {
    if (text.length > charsLeft) spend(text, depth);
    return spend(stringify(text), depth);
  }

  function own(holder, key, depth) {
    const property = getOwnPropertyDescriptor(holder, key);
    if (property === undefined) return undefined;
    if (!hasOwn(property, "value"))
      refuse("output-not-json", depth, " is a getter; answer with plain values");
    return property.value;
  }

  function writeArray(list, depth) {
    const length = own(list, "length", depth);
    if (length > valuesLeft)
      refuse("output-too-large", depth, ` has ${length} entries; the answer may have ${maxValues} values`);
    let text = "[";
    for (let i = 0; i < length; i++) {
      trail[depth] = toText(i);
      const entry = write(own(list, i, depth + 1), depth + 1);
      text += (i === 0 ? "" : ",") + (entry === undefined ? "null" : entry);
    }
    return `${text}]`;
  }

  function writeObject(object, depth) {
    if (typeof object.toJSON === "function")
      refuse("output-not-json", depth, " has a method toJSON; answer with plain values");
    const names = keys(object);
    if (names.length > valuesLeft)
      refuse(
        "output-too-large",
        depth,
        ` has ${names.length} entries; the answer may have ${maxValues} values`,
      );
    let text = "{";
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      trail[depth] = name;
      if (name === "__proto__") refuse("output-not-json", depth + 1, " is no name for a value");
      const entry = write(own(object, name, depth + 1), depth + 1);
      if (entry !== undefined) text += `${text.length === 1 ? "" : ","}${quote(name, depth + 1)}:${entry}`;
    }
    return `${text}}`;
  }

  /** The JSON text of a value, or undefined where JSON leaves it out. */
  function write(value, depth) {
    valuesLeft -= 1;
    if (valuesLeft < 0) refuse("output-too-large", depth, ` takes the answer over ${maxValues} values`);
    switch (typeof value) {
      case "undefined":
        return undefined;
      case "number":
        return spend(isFiniteNumber(value) ? stringify(value) : "null", depth);
      case "boolean":
        return spend(value ? "true" : "false", depth);
      case "string":
        return quote(value, depth);
      case "object":
        break;
      default:
        refuse("output-not-json", depth, ` is a ${typeof value}; answer with plain values`);
    }
    if (value === null) return spend("null", depth);
    if (depth > maxDepth)
      refuse("output-not-json", depth, ` is deeper than ${maxDepth} levels, or holds itself`);
    if (isArray(value)) return writeArray(value, depth);
    const tag = apply(tagOf, value, []);
    switch (tag) {
      case "[object Object]":
        return writeObject(value, depth);
      case "[object Date]":
        return isFiniteNumber(apply(getTime, value, []))
          ? quote(apply(toISOString, value, []), depth)
          : "null";
      case "[object Error]":
        return quote(toText(own(value, "message", depth)), depth);
      case "[object Promise]":
        return refuse(
          "output-not-json",
          depth,
          " is a promise: a decoder has to answer at once, not be async",
        );
      default:
        return refuse("output-not-json", depth, ` is of the kind ${tag}; answer with plain values`);
    }
  }

  function short(value) {
    return typeof value === "string" ? apply(slice, value, [0, 500]) : "";
  }

  function report(why, name, message, stack) {
    return `!${stringify(why)},${stringify(name)},${stringify(message)},${stringify(stack)}`;
  }

  /** What was thrown, as `!reason,name,message,stack` in JSON without its brackets. */
  function describe(error) {
    try {
      if (error === refusal) return report(reason, "", detail, "");
      if (typeof error === "symbol") return report("threw", "", "a symbol", "");
      if (typeof error === "function") return report("threw", "", "a function", "");
      if (typeof error !== "object" || error === null) return report("threw", "", short(toText(error)), "");
      const name = short(error.name);
      const message = short(error.message);
      if (name === "" && message === "") return report("threw", "", "an object that is no Error", "");
      return report("threw", name, message, short(error.stack));
    } catch {
      return report("threw", "", "something that cannot be described", "");
    }
  }

  function call(found, kind, input) {
    if (kind === "normalize") return found.normalize({ data: input });
    const { bytes, fPort } = input;
    if (found.form === "decoder") return found.decode(bytes, fPort);
    if (found.form === "decode") return found.decode(fPort, bytes, {});
    return found.decode({ bytes, fPort, recvTime: new RealDate(input.recvTime) });
  }

  /** Calls the codec; answers with its JSON after `=`, or with what was thrown after `!`. */
  function run(found, kind, inputText, seed) {
    random = seed | 1;
    charsLeft = maxChars;
    valuesLeft = maxValues;
    tracing = kind === "trace";
    traced = "";
    linesLeft = 100;
    let answer;
    try {
      const text = write(call(found, kind, parse(inputText)), 0);
      if (text === undefined) refuse("output-not-json", 0, " is undefined: the decoder returned nothing");
      answer = `=${text}`;
    } catch (error) {
      answer = describe(error);
    }
    // Neither holds a line break of its own.
    return tracing ? `${answer}\n[${traced}]` : answer;
  }

  return { run, describe };
};
