import { calibratedSql } from "./calibration.ts";
import { type Register, textCalibration, textCut } from "./cuts.ts";

/** A number worth counting above a cut: what reports sweep. It decides nothing; policies do. */
export interface Signal {
  readonly id: string;
  /** Which half of the pair it speaks of. */
  readonly side: "image" | "text";
  /** Who measures it, for 'not detected by …'. */
  readonly by: string;
  /** SQL over the score columns. */
  readonly value: string;
  /** Columns it needs. */
  readonly needs: readonly string[];
  /** Flagged means at or above the cut. */
  readonly cuts: readonly number[];
  /** The cut that headlines speak of. */
  readonly cut: number;
  /** It stands for its filter where nobody names a signal: the policies that ship decide by it. */
  readonly leads?: true;
}

const PROBABILITY = [0.3, 0.5, 0.7, 0.9] as const;

const image = (id: string, value: string, needs: readonly string[]): Signal => ({
  id,
  side: "image",
  by: "nsfw-image",
  value,
  needs,
  cuts: PROBABILITY,
  cut: 0.5,
});
const toxicity = (id: string, register: Register): Signal => {
  const cut = textCut(id, register);
  const cuts = [...new Set([...PROBABILITY, cut])].sort((a, b) => a - b);
  return { id, side: "text", by: "text-toxicity", ...scoreIn(id, register), cuts, cut };
};
/** A text score as a register counts it: SQL, and the columns that it needs. */
function scoreIn(id: string, register: Register): Pick<Signal, "value" | "needs"> {
  const calibration = textCalibration(id, register);
  return calibration === undefined ? { value: id, needs: [id] } : calibratedSql(calibration);
}

const counted = (id: string, by: string, cut = 1): Signal => ({
  id,
  side: "text",
  by,
  value: id,
  needs: [id],
  cuts: [cut],
  cut,
});

/** In the order in which people should read them, with the cuts of a register. */
function made(register: Register): readonly Signal[] {
  return [
    image("image_nsfw", "image_porn + image_hentai + image_sexy", [
      "image_porn",
      "image_hentai",
      "image_sexy",
    ]),
    image("image_porn", "image_porn", ["image_porn"]),
    image("image_hentai", "image_hentai", ["image_hentai"]),
    image("image_sexy", "image_sexy", ["image_sexy"]),
    { ...image("image_score", "image_score", ["image_score"]), leads: true },
    {
      ...image("image_porn_agreed", "image_porn_agreed", ["image_porn_agreed"]),
      cuts: [0.3, 0.5, 0.8, 0.9],
      cut: 0.8,
    },
    toxicity("text_toxicity", register),
    toxicity("text_severe_toxicity", register),
    toxicity("text_identity_attack", register),
    toxicity("text_insult", register),
    toxicity("text_obscene", register),
    toxicity("text_sexual_explicit", register),
    toxicity("text_threat", register),
    counted("lexicon_slurs", "lexicon"),
    counted("lexicon_obscenity", "lexicon"),
    counted("lexicon_sexual", "lexicon"),
    counted("lexicon_severity", "lexicon", 3),
    counted("lexicon_foreign", "lexicon"),
    {
      id: "exif_gps",
      side: "image",
      by: "image-basics",
      value: "exif_gps::INTEGER",
      needs: ["exif_gps"],
      cuts: [1],
      cut: 1,
    },
    counted("caption_emails", "text-basics"),
    counted("caption_phones", "text-basics"),
    ...["names", "addresses", "ids", "ips", "papers"].map((name) =>
      counted(`caption_${name}`, "personal-data"),
    ),
  ];
}

const byRegister = new Map<Register, readonly Signal[]>();

/** The signals of a dataset whose captions are of a register. */
export function signalsOf(register: Register): readonly Signal[] {
  const own = byRegister.get(register) ?? made(register);
  byRegister.set(register, own);
  return own;
}

/** The same of captions: their names, and what each needs, are those of every register. */
export const signals: readonly Signal[] = signalsOf("caption");

/** A condition that a report counts, in words and as SQL over the score columns. */
export interface Flag {
  readonly says: string;
  readonly when: string;
  readonly needs: readonly string[];
}

function likely(id: string, register: Register): Flag {
  const cut = textCut(id, register);
  const { value, needs } = scoreIn(id, register);
  const name = value === id ? id : `${id} as calibrated for ${register}s`;
  return { says: `${name} ≥ ${cut}`, when: `${value} >= ${cut}`, needs };
}

/** Whether a side of the pair is flagged, for the image × text table: the first whose columns are there. */
export function sideFlagsOf(register: Register): Readonly<Record<"image" | "text", readonly Flag[]>> {
  return {
    image: [
      { says: "image_score ≥ 0.5", when: "image_score >= 0.5", needs: ["image_score"] },
      {
        says: "image_nsfw ≥ 0.5",
        when: "image_porn + image_hentai + image_sexy >= 0.5",
        needs: ["image_porn", "image_hentai", "image_sexy"],
      },
    ],
    text: [
      likely("text_toxicity", register),
      {
        says: "a listed slur, or strong profanity",
        when: "lexicon_slurs > 0 OR (lexicon_severity >= 3 AND lexicon_obscenity > 0)",
        needs: ["lexicon_slurs", "lexicon_severity", "lexicon_obscenity"],
      },
    ],
  };
}

/** Flags that groups of people are set beside: those of the sides, and the kinds of toxicity that meet groups. */
export function groupFlagsOf(register: Register): readonly Flag[] {
  const { image, text } = sideFlagsOf(register);
  const kinds = ["text_identity_attack", "text_insult", "text_sexual_explicit"];
  return [...image, ...text, ...kinds.map((id) => likely(id, register))];
}

/** What a column is called where it is measured of a pair's other texts: `text_insult` becomes `other_text_insult`. */
export function otherName(name: string): string {
  return `other_text_${name.replace(/^(?:text|caption)_/u, "")}`;
}
