/** A number of a person or an account whose check digits are right: who wrote digits at random seldom has them right. */
interface Kind {
  readonly id: string;
  readonly pattern: RegExp;
  /** Given digits and letters alone, in capitals. */
  readonly holds: (bare: string) => boolean;
}

/** Lengths of IBANs by country, as ISO 13616's registry has them. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 " +
    "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 " +
    "LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 " +
    "SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
  )
    .split(" ")
    .map((one) => [one.slice(0, 2), Number(one.slice(2))]),
);

/** First digits and lengths of cards that payment networks issue (ISO/IEC 7812). */
const CARD =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12})$/u;

const kinds: readonly Kind[] = [
  {
    id: "IBAN",
    pattern: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?![\p{L}\p{N}])/gu,
    holds: (bare) => IBAN_LENGTHS.get(bare.slice(0, 2)) === bare.length && mod97(bare) === 1,
  },
  {
    id: "card",
    pattern:
      /(?<![\p{L}\p{N}.,-])\d{4}(?:([ -]?)\d{4}(?:\1\d{4}\1\d{1,4}|\1\d{5})|[ -]\d{6}[ -]\d{5})(?![\p{L}\p{N}.-])/gu,
    holds: (bare) => CARD.test(bare) && luhn(bare) && new Set(bare).size > 1,
  },
  {
    // Never 000, 666 or 9xx; never a part of zeros. It has no check digit, so that its word must stand before it.
    id: "US social security number",
    pattern:
      /(?:\bSSN|social security (?:number|no\.?|#))[:\s#]*(?!000|666|9)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?!\d)/giu,
    holds: () => true,
  },
  {
    id: "Spanish DNI or NIE",
    pattern: /(?<![\p{L}\p{N}])(?:\d{8}|[XYZ]\d{7})-?[A-Z](?![\p{L}\p{N}])/gu,
    holds: (bare) =>
      "TRWAGMYFPDXBNJZSQVHLCKE"[
        Number(bare.slice(0, -1).replace(/^[XYZ]/u, (one) => String("XYZ".indexOf(one)))) % 23
      ] === bare.at(-1),
  },
  {
    id: "Italian codice fiscale",
    pattern: /(?<![\p{L}\p{N}])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![\p{L}\p{N}])/gu,
    holds: (bare) => codiceFiscale(bare.slice(0, 15)) === bare.at(-1),
  },
  {
    id: "Chinese resident number",
    pattern:
      /(?<![\p{L}\p{N}])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?![\p{L}\p{N}])/gu,
    holds: (bare) =>
      weighted(bare, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], (sum) => "10X98765432"[sum % 11]),
  },
  {
    id: "Brazilian CPF",
    pattern: /(?<![\p{L}\p{N}.])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\p{L}\p{N}])/gu,
    holds: (bare) =>
      new Set(bare).size > 1 &&
      [9, 10].every((n) => {
        const sum = [...bare.slice(0, n)].reduce((total, digit, i) => total + Number(digit) * (n + 1 - i), 0);
        return ((sum * 10) % 11) % 10 === Number(bare[n]);
      }),
  },
  {
    id: "French NIR",
    pattern:
      /(?<![\p{L}\p{N}])[12] \d{2} (?:0[1-9]|1[0-2]) (?:\d{2}|2[AB]) \d{3} \d{3} \d{2}(?![\p{L}\p{N}])/gu,
    holds: (bare) => {
      const body = bare.slice(0, 13).replace("2A", "19").replace("2B", "18");
      return 97 - Number(BigInt(body) % 97n) === Number(bare.slice(13));
    },
  },
];

/** Which kinds of numbers a text holds, one entry each time, in the order of their kinds. @param text at most a window */
export function idNumbers(text: string): readonly string[] {
  if (!/\d/u.test(text)) return [];
  return kinds.flatMap(({ id, pattern, holds }) =>
    [...text.matchAll(pattern)].flatMap(([found]) =>
      holds(found.toUpperCase().replace(/[^A-Z\d]/gu, "")) ? [id] : [],
    ),
  );
}

/** ISO 7064 mod 97-10 of an IBAN, its first four characters last, letters as 10 … 35. */
function mod97(iban: string): number {
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/gu, (one) =>
    String(one.charCodeAt(0) - 55),
  );
  return Number(BigInt(digits) % 97n);
}

/** ISO/IEC 7812-1, annex B. */
function luhn(digits: string): boolean {
  let sum = 0;
  for (const [i, digit] of [...digits].reverse().entries()) {
    const twice = Number(digit) * (i % 2 === 1 ? 2 : 1);
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

function weighted(
  bare: string,
  weights: readonly number[],
  check: (sum: number) => string | undefined,
): boolean {
  const sum = weights.reduce((total, weight, i) => total + weight * Number(bare[i]), 0);
  return check(sum) === bare.at(-1);
}

/** Values of characters at odd places (from 1), by Italy's decree of 23 December 1976. */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function codiceFiscale(body: string): string {
  let sum = 0;
  for (const [i, one] of [...body].entries()) {
    const value = /\d/u.test(one) ? Number(one) : one.charCodeAt(0) - 65;
    sum += i % 2 === 0 ? (ODD[value] ?? 0) : value;
  }
  return String.fromCharCode(65 + (sum % 26));
}

/** Words for papers that say who somebody is, in some languages; covers and holders for them are goods. */
const PAPERS =
  /(?<![\p{L}\p{N}]|My |Escort )(?:passports?|driver['’]?s licen[cs]es?|driving licen[cs]es?|identity (?:cards?|documents?|papers?)|id cards?|national id|birth certificates?|residence permits?|social security cards?|green cards?|reisep(?:ass|ässe)|personalausweise?|führerscheine?|carte d['’]identité|passeports?|permis de conduire|pasaportes?|carta d['’]identità|passaporto)(?! (?:covers?|holders?|wallets?|cases?|bags?|sleeves?|photo booth|template|radar|red))(?![\p{L}\p{N}])/giu;

/** How many times a text names an identity paper. Whether one is seen in the picture is not looked for. */
export function idDocuments(text: string): number {
  return text.match(PAPERS)?.length ?? 0;
}
