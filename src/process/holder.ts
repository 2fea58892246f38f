import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";

/** A process, so that others on the same machine can see it die. */
export interface ProcessMark {
  readonly pid: number;
  /** The machine's start and the space that process numbers count in; a number says nothing outside. */
  readonly space: string;
  /** When the process started, in ticks since the machine did: numbers come again. */
  readonly start: string;
}

/** A {@link ProcessMark} as it is written. */
export const processMark = z.object({
  pid: z.int(),
  space: z.string(),
  start: z.string(),
}) satisfies z.ZodType<ProcessMark>;

/** Who holds a lease. */
export interface Holder extends ProcessMark {
  readonly id: string;
  readonly host: string;
}

/** This process, as others can recognise it. */
export function thisHolder(): Holder {
  const host = hostname();
  return { id: `${host}.${process.pid}.${randomUUID().slice(0, 8)}`, host, ...thisMark() };
}

/** What this process is known by on its machine. */
export function thisMark(): ProcessMark {
  const { pid } = process;
  return { pid, space: space(), start: startOf(pid) };
}

/** Whether a process is surely gone; false where this machine cannot tell. */
export function isGone({ pid, space: theirs, start }: ProcessMark): boolean {
  if (theirs === "" || theirs !== space()) return false;
  return !existsSync(`/proc/${pid}`) || startOf(pid) !== start;
}

function space(): string {
  try {
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "";
  }
}

function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Field 22; the name in field 2 may hold spaces and brackets.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
