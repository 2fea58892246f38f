import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sample } from "../../../filters/index.ts";
import { ipAddresses, streetAddresses } from "../../../filters/personal/addresses.ts";
import { idDocuments, idNumbers } from "../../../filters/personal/ids.ts";
import { personNames } from "../../../filters/personal/names.ts";
import { personalData } from "../../../filters/personal-data.ts";
import { filterContract } from "../../contracts/filter.ts";

// Numbers of documentation, of nobody: those that standards and banks print as examples.
const ids = [
  ["IBAN", "pay to DE89 3704 0044 0532 0130 00 please", "pay to DE88 3704 0044 0532 0130 00 please"],
  ["IBAN", "GB82WEST12345698765432", "GB82WEST12345698765431"],
  ["card", "card 4111 1111 1111 1111, thanks", "card 4111 1111 1111 1112, thanks"],
  ["card", "5500-0055-5555-5559", "5500-0055-5555-5558"],
  ["card", "amex 3782 822463 10005", "amex 3782 822463 10006"],
  ["Spanish DNI or NIE", "12345678Z", "12345678A"],
  ["Spanish DNI or NIE", "X1234567L", "X1234567T"],
  ["Italian codice fiscale", "RSSMRA85T10A562S", "RSSMRA85T10A562T"],
  ["Chinese resident number", "11010519491231002X", "110105194912310021"],
  ["Brazilian CPF", "529.982.247-25", "529.982.247-24"],
  ["French NIR", "2 55 08 14 168 025 38", "2 55 08 14 168 025 39"],
  ["US social security number", "SSN: 123-45-6789", "part 123-45-6789"],
] as const;

describe("personal-data", () => {
  const samples: readonly Sample[] = [
    "",
    "Portrait of Marie Curie",
    "39 Main Road, 192.168.7.1",
    "passport",
  ].map((caption, i) => ({ key: String(i), caption }));
  filterContract(personalData, samples);

  it.each(ids)("tells %s %j by its check from %j", (kind, right, wrong) => {
    expect(idNumbers(right)).toEqual([kind]);
    expect(idNumbers(wrong)).toEqual([]);
  });

  it("takes no page, size, year or part number for one", () => {
    for (const text of ["1000x1000", "ISBN 0748636498", "2019-2020", "MLS# 71895205", "0000 0000 0000 0000"])
      expect(idNumbers(text), text).toEqual([]);
  });

  it.each([
    "221B Baker Street",
    "4 bedrooms at 2732 Juniper Circle",
    "P.O. Box 1234, Springfield",
    "Hauptstraße 12",
    "12 rue de Rivoli",
    "Calle Mayor 5",
  ])("finds the address in %j", (text) => expect(streetAddresses(text)).toBe(1));

  it.each([
    "64 GB Flash Drive",
    "3 Common Mistakes In A Street Fight",
    "a street in Paris",
    "Abbey Road 1969",
  ])("finds none in %j", (text) => expect(streetAddresses(text)).toBe(0));

  it("tells machines' addresses from versions", () => {
    expect(ipAddresses("connect to 192.168.7.14 or 10.20.30.40.")).toBe(2);
    expect(ipAddresses("firmware 10.20.30.40, 3.7.5.8, 127.0.0.1, 1.2.3.4.5, 300.1.1.1")).toBe(0);
  });

  it("counts words for papers, and no cover for one", () => {
    expect(idDocuments("her passport and a driver's licence")).toBe(2);
    expect(idDocuments("WD My Passport 2TB, passport cover")).toBe(0);
  });

  it.each([
    ["Portrait of Marie Curie and Dr. Who Knows", 1],
    ["Photo David Smith, Senator McCain", 2],
    ["John F. Kennedy and Ludwig van Beethoven", 1],
    ["Maria de la Cruz", 1],
    ["Tommy Hilfiger shirt, Mr. and Mrs. mugs", 0],
    ["ROBERT BURNS", 0],
    ["Grace Street, April Showers, Mark Down", 0],
  ])("names in %j: %i", (text, count) => expect(personNames(text)).toBe(count));

  it("is done in no time on any text, however made", async () => {
    const filter = await personalData();
    const hostile = [
      "1 ".repeat(10_000),
      "Anna ".repeat(4000),
      "A1 ".repeat(7000),
      "Mr. de la ".repeat(2000),
      "1.".repeat(10_000),
      `${"4111 ".repeat(4000)}x`,
      `12 ${"Aa ".repeat(6000)}`,
    ];
    // Of this process alone, however busy the machine is; microseconds.
    const began = process.cpuUsage();
    for (const caption of hostile) await filter.score([{ key: "k", caption }]);
    expect(process.cpuUsage(began).user).toBeLessThan(5_000_000);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (caption) => {
        const [row] = await filter.score([{ key: "k", caption }]);
        for (const value of Object.values(row ?? {})) expect(Number(value)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
