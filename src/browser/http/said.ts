import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { PageSaid, Size } from "../frame.ts";

/** Longest message of a page, in bytes: a note is its longest. */
const LONGEST = 65_536;

const whole = z.int().min(0).max(1e9);
export const sizeSchema: z.ZodType<Size> = z.strictObject({
  columns: z.coerce.number().int().min(8).max(400),
  lines: z.coerce.number().int().min(1).max(60),
  width: z.coerce.number().int().min(100).max(8000),
  height: z.coerce.number().int().min(60).max(8000),
});
const saidSchema: z.ZodType<{ readonly tab: string; readonly said: PageSaid }> = z.strictObject({
  tab: z.string().max(64),
  said: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("key"), name: z.string().min(1).max(16), frame: whole }),
    z.strictObject({ type: z.literal("text"), text: z.string().max(4000) }),
    z.strictObject({ type: z.literal("chosen"), entry: whole, frame: whole }),
    z.strictObject({
      type: z.literal("drawn"),
      frame: whole,
      pictures: z.array(z.string().max(64)).max(500),
    }),
    z.strictObject({ type: z.literal("size"), size: sizeSchema }),
  ]),
});

/** What a page says in a request's body; undefined where it is too long, or nothing that a page says. */
export async function readSaid(
  request: IncomingMessage,
): Promise<ReturnType<typeof saidSchema.parse> | undefined> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > LONGEST) return undefined;
  }
  try {
    const result = saidSchema.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
