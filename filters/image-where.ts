/** Where in a picture a model found what it says, as the column `image_where` holds it. */
interface Where {
  /** The label's probability. */
  readonly value: number;
  /** Who says so, and what: `mid:porn`. */
  readonly model: string;
  readonly label: string;
  readonly columns: number;
  readonly rows: number;
  /** Row by row, 0 to 1; the strongest place is 1. */
  readonly values: readonly number[];
}

/** One line: the probability first, so that of several frames the largest text is the worst frame's. */
export function writeWhere({ value, model, label, values }: Omit<Where, "columns" | "rows">): string {
  const digits = values.map((one) => Math.round(15 * Math.min(1, Math.max(0, one))).toString(16));
  return `${value.toFixed(3)} ${model}:${label} ${digits.join("")}`;
}

/** The column's text as numbers; null for any other text. */
function readWhere(text: unknown): Where | null {
  const found = typeof text === "string" ? /^([01]\.\d{3}) ([\w-]+):(\w+) ([0-9a-f]+)$/u.exec(text) : null;
  if (found === null) return null;
  const [, value = "", model = "", label = "", digits = ""] = found;
  const side = Math.sqrt(digits.length);
  if (!Number.isInteger(side)) return null;
  const values = Array.from(digits, (digit) => Number.parseInt(digit, 16) / 15);
  return { value: Number(value), model, label, columns: side, rows: side, values };
}

const DOWN = ["top", "middle", "bottom"] as const;
const ACROSS = ["left", "centre", "right"] as const;

/** In words: `top left, a quarter of the picture`; null where no place stands out. */
function whereWords({ columns, rows, values }: Where): string | null {
  const strong = values.flatMap((value, i) => (value >= 0.5 ? [i] : []));
  if (strong.length === 0) return null;
  const share = strong.length / values.length;
  if (share > 0.6) return "all over the picture";
  const weight = strong.reduce((sum, i) => sum + (values[i] ?? 0), 0);
  const mean = (place: (i: number) => number) =>
    strong.reduce((sum, i) => sum + (values[i] ?? 0) * place(i), 0) / weight;
  const third = (at: number, of: number) => Math.min(2, Math.floor((3 * (at + 0.5)) / of));
  const down =
    DOWN[
      third(
        mean((i) => Math.floor(i / columns)),
        rows,
      )
    ];
  const across =
    ACROSS[
      third(
        mean((i) => i % columns),
        columns,
      )
    ];
  const place = down === "middle" && across === "centre" ? "in the middle" : `${down} ${across}`;
  return `${place}, ${Math.max(1, Math.round(100 * share))} % of the picture`;
}

/** Who says what of the picture, and for which part of it; null where no place stands out. */
function whereLine(where: Where): string | null {
  const words = whereWords(where);
  return words && `${where.model} says ${where.label} ${where.value.toFixed(2)} for what is ${words}`;
}

/** A map as people read it. */
export interface Pointed {
  /** Who says what, and for which part of the picture. */
  readonly line: string;
  /** The places as rows of text, the darker the stronger. */
  readonly map: readonly string[];
  /** The strongest part, in shares of the picture's width and height. */
  readonly part: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
}

/** A stored map for people; null for any other text, and where no place stands out. */
export function pointed(text: unknown): Pointed | null {
  const where = readWhere(text);
  const line = where && whereLine(where);
  const part = where && whereBox(where);
  return where === null || line === null || part === null ? null : { line, map: whereRows(where), part };
}

const SHADES = [" ", "░", "▒", "▓", "█"] as const;

/** The places as rows of text, the darker the stronger; each is two signs wide, as a place is about square. */
function whereRows({ columns, rows, values }: Where): readonly string[] {
  const shade = (value: number) => SHADES[Math.min(4, Math.floor(5 * value))] ?? " ";
  return Array.from({ length: rows }, (_, y) =>
    values
      .slice(y * columns, (y + 1) * columns)
      .map((value) => shade(value).repeat(2))
      .join(""),
  );
}

/** The strongest part of the picture, 0 to 1 each way: what holds at least half of the most. */
function whereBox({ columns, rows, values }: Where): Pointed["part"] | null {
  const strong = values.flatMap((value, i) => (value >= 0.5 ? [i] : []));
  if (strong.length === 0) return null;
  const xs = strong.map((i) => i % columns);
  const ys = strong.map((i) => Math.floor(i / columns));
  return {
    left: Math.min(...xs) / columns,
    top: Math.min(...ys) / rows,
    right: (Math.max(...xs) + 1) / columns,
    bottom: (Math.max(...ys) + 1) / rows,
  };
}
