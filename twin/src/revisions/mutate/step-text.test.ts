import { describe, expect, it } from "vitest";
import { readStep, referencesIn, splitArguments, writeStep } from "./step-text.ts";

const text = `ISO-10303-21;
HEADER;
ENDSEC;
DATA;
#1=IFCWALL('a;b','it''s',(#2,#3),$);
/* #9=IFCSPACE('not one'); */ #2 = IFCSPACE ( 'x' , #1 ) ;
ENDSEC;
END-ISO-10303-21;
`;

describe("a STEP file", () => {
  it("is read line by line, past strings and comments, and written again", () => {
    const step = readStep(text);
    expect(step.lines.map(({ id, type }) => [id, type])).toEqual([
      [1, "IFCWALL"],
      [2, "IFCSPACE"],
    ]);
    expect(readStep(writeStep(step)).lines).toEqual(step.lines);
  });
  it("gives the arguments of a line whole, and what they refer to", () => {
    expect(splitArguments("'a,b''c',(#2,(#3)),$")).toEqual(["'a,b''c'", "(#2,(#3))", "$"]);
    expect(referencesIn("(#2,'#7',#30)")).toEqual([2, 30]);
  });
});
