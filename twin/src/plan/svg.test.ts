import type { Plan } from "@kontrollrom/contracts/building.ts";
import { describe, expect, it } from "vitest";
import { planToSvg } from "./svg.ts";

const plan: Plan = {
  storeyId: "s 1",
  buildingId: "b1",
  name: "1. etasje <nord>",
  elevation: 0,
  bounds: [-0.2, -0.2, 9.2, 3.2],
  rooms: [
    {
      spaceId: "r1",
      number: "101",
      name: "Møterom & kjøkken",
      area: 12.04,
      polygon: [
        [
          [0, 0],
          [4, 0],
          [4, 3],
          [0, 3],
        ],
      ],
      label: [2, 1.5],
    },
    {
      spaceId: "r2",
      number: "102",
      name: "102",
      area: 0.1,
      polygon: [
        [
          [4.2, 0],
          [4.7, 0],
          [4.7, 0.2],
          [4.2, 0.2],
        ],
      ],
      label: [4.45, 0.1],
    },
  ],
  walls: [
    [
      [
        [4, 0],
        [4.2, 0],
        [4.2, 3],
        [4, 3],
      ],
      [
        [4.05, 1],
        [4.05, 2],
        [4.15, 2],
        [4.15, 1],
      ],
    ],
  ],
  doors: [],
  windows: [],
  stairs: [],
};

describe("planToSvg", () => {
  const svg = planToSvg(plan);

  it("has a title, a description and a name for each room, for those who cannot see it", () => {
    expect(svg).toContain('role="img" aria-labelledby="plan-s1-title plan-s1-desc"');
    expect(svg).toContain('<title id="plan-s1-title">1. etasje &#60;nord&#62;</title>');
    expect(svg).toContain('<desc id="plan-s1-desc">2 rom, 12,1 m²</desc>');
    expect(svg).toContain("<title>101 Møterom &#38; kjøkken, 12,0 m²</title>");
    // A name that repeats the number is said once.
    expect(svg).toContain("<title>102, 0,1 m²</title>");
  });

  it("is in metres with north up and a margin around", () => {
    expect(svg).toContain('viewBox="-0.7 -3.7 10.4 4.4"');
    expect(svg).toContain('d="M0 0L4 0L4 -3L0 -3Z"');
  });

  it("draws walls dark with their holes, and no empty layers", () => {
    expect(svg).toContain(
      '<path class="walls" fill="#25303b" d="M4 0L4.2 0L4.2 -3L4 -3ZM4.05 -1L4.05 -2L4.15 -2L4.15 -1Z"/>',
    );
    expect(svg).not.toContain('class="doors"');
  });

  it("writes labels that fit: small rooms have their number alone", () => {
    const labels = [...svg.matchAll(/<text font-size="([\d.]+)">(.*?)<\/text>/g)].map(([, size, spans]) => ({
      size: Number(size),
      lines: [...spans!.matchAll(/>([^<]+)<\/tspan>/g)].map(([, line]) => line),
    }));
    expect(labels).toEqual([
      { size: expect.closeTo(0.373, 2), lines: ["101", "Møterom &#38; kjøkken", "12,0 m²"] },
      { size: expect.any(Number), lines: ["102"] },
    ]);
    expect(labels[1]!.size * 3 * 0.58).toBeLessThanOrEqual(0.5);
  });

  it("gives well-formed XML for the oddest names", () => {
    const odd = planToSvg({ ...plan, name: "a\u0000\u0007\"'<&>" });
    expect(odd).toContain("a&#34;&#39;&#60;&#38;&#62;</title>");
  });

  it("draws an empty storey", () => {
    const empty = planToSvg({ ...plan, bounds: [0, 0, 0, 0], rooms: [], walls: [] });
    expect(empty).toContain('viewBox="-0.5 -0.5 1 1"');
    expect(empty).toContain("0 rom, 0,0 m²");
  });
});
