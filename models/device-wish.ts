import { type Device, devices } from "./device.ts";

/** Which device a person asks for, and which of several of its kind. */
export interface DeviceWish {
  readonly device: Device | "auto";
  /** Counted from 0, as its driver counts; absent means the driver's first. */
  readonly index?: number;
}

/** Kinds of which a machine may have several that ONNX Runtime can tell apart. */
const COUNTED: ReadonlySet<string> = new Set(["cuda", "dml"]);

/**
 * Reads `auto`, `cpu`, `cuda:1`. An index other than 0 is for devices that come in several.
 * @throws Error with one line when it is no device
 */
export function deviceWish(text: string): DeviceWish {
  const [name = "", number, ...more] = text.split(":");
  const device = name === "auto" ? "auto" : devices.find((known) => known === name);
  if (device === undefined)
    throw new Error(
      `Cannot use device "${text}": wanted auto, ${devices.join(", ")}, or one with its number`,
    );
  if (number === undefined) return { device };
  const index = /^\d{1,3}$/u.test(number) ? Number(number) : Number.NaN;
  if (Number.isNaN(index) || more.length > 0 || device === "auto")
    throw new Error(`Cannot use device "${text}": wanted a name and a number, as cuda:1`);
  if (index > 0 && !COUNTED.has(device))
    throw new Error(
      `Cannot use device "${text}": there is one of ${device}, of ${[...COUNTED].join(", ")} several`,
    );
  return { device, index };
}

/**
 * Reads a list of devices, as `cuda:0,cuda:1`.
 * @returns each of them as it was written
 * @throws Error with one line when one is none, or stands in it twice
 */
export function deviceWishes(text: string): readonly string[] {
  const wishes = text.split(",").map((wish) => wish.trim());
  const known = wishes.map((wish) => {
    const { device, index = 0 } = deviceWish(wish);
    return `${device}:${index}`;
  });
  const twice = wishes.find((_, i) => known.indexOf(known[i] as string) !== i);
  if (twice !== undefined) throw new Error(`Cannot use devices "${text}": ${twice} stands in it twice`);
  const auto = wishes.length > 1 && wishes.some((wish) => wish === "auto" || wish.startsWith("cpu"));
  if (auto) throw new Error(`Cannot use devices "${text}": auto and cpu stand alone`);
  return wishes;
}
