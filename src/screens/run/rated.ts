import { type Register, signalsOf } from "../../../filters/policies.ts";
import type { Summary } from "../../run/summary.ts";

export const REGISTERS = ["caption", "comment", "prompt"] as const;

/** The register by whose cuts rates were counted: captions' where they fit several. */
function registerOf(rates: Summary["rates"]): Register {
  const headlines = rates.filter(({ headline }) => headline);
  const fits = (register: Register): boolean =>
    headlines.every(({ signal, cut }) =>
      signalsOf(register).some((own) => own.id === signal && own.cut === cut),
    );
  return REGISTERS.find(fits) ?? "caption";
}

/** The pairs that a rate counts. */
export function reaches(signal: string, cut: number, register: Register = "caption"): string | null {
  const value = signalsOf(register).find(({ id }) => id === signal)?.value;
  return value === undefined ? null : `(${value}) >= ${cut}`;
}

/** The pairs that one of a run's rates counts; null where it counts none. */
export function rated(rates: Summary["rates"], { signal, cut, k }: Summary["rates"][number]): string | null {
  return k === 0 ? null : reaches(signal, cut, registerOf(rates));
}
