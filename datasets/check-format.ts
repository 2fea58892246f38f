import { z } from "zod";

const callable = z.custom<unknown>((value) => typeof value === "function", "wanted a function");

const shape = z.looseObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/u, "wanted lower-case letters, digits and -"),
  about: z.string().min(1),
  detect: callable,
  open: callable,
});

/** Why a value is no format that can be asked after those of Sluice, in one line, or null. @param taken ids of others */
export function formatTrouble(value: unknown, taken: ReadonlySet<string>): string | null {
  const result = shape.safeParse(value);
  if (result.success)
    return taken.has(result.data.id) ? `id "${result.data.id}" is taken by another format` : null;
  const [issue] = result.error.issues;
  return `${issue?.path.join(".") || "export"}: ${issue?.message}`;
}
