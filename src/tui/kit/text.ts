import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import { score } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";

/** A text in exactly `width` cells: cut with `…`, or filled up with spaces. */
export function pad(
  text: string,
  width: number,
  align: "left" | "right" = "left",
  position: "middle" | "end" = "end",
): string {
  if (width <= 0) return "";
  const cut = cliTruncate(text, width, { position });
  const space = " ".repeat(Math.max(0, width - stringWidth(cut)));
  return align === "left" ? cut + space : space + cut;
}

/** A stored value in a few characters, harmless to a terminal; captions are masked by the caller. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return "·";
  if (typeof value === "number") return score(value, 3);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map((item) => printable(String(item))).join(",");
  return printable(String(value));
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

/** A share in [0, 1] as a bar of `width` cells, with eighths of a cell. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * width * 8);
  const full = "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
  return full + " ".repeat(Math.max(0, width - full.length));
}

const LEVELS = " ▁▂▃▄▅▆▇█";

/** Numbers as a line of columns, tallest first at full height; what is not 0 is never drawn as nothing. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(1, ...values);
  return values
    .map((value) => LEVELS[value === 0 ? 0 : Math.max(1, Math.round((8 * value) / most))])
    .join("");
}
