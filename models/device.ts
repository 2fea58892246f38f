import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Execution providers by the name that people give them; `auto` is none of them. */
export const devices = ["cuda", "coreml", "dml", "webgpu", "cpu"] as const;

export type Device = (typeof devices)[number];

/** A device that does not serve, and why, in one line. */
export interface Refused {
  readonly device: Device;
  readonly reason: string;
}

/** Providers worth trying on each platform, best first; others are not built for it. */
const byPlatform: Readonly<Record<string, readonly Device[]>> = {
  linux: ["cuda", "webgpu", "cpu"],
  darwin: ["coreml", "webgpu", "cpu"],
  win32: ["cuda", "dml", "webgpu", "cpu"],
};

/**
 * The devices to try, in order.
 * @throws Error when the wish is none of this platform's
 */
export function candidates(wish: Device | "auto", platform: string = process.platform): readonly Device[] {
  const here = byPlatform[platform] ?? ["cpu"];
  if (wish === "auto") return here;
  if (!here.includes(wish))
    throw new Error(`Cannot use device "${wish}": on ${platform} there is ${here.join(", ")}`);
  return [wish];
}

/**
 * Whether another device than the CPU may serve, as far as can be told without asking it.
 * @throws Error when the wish is none of this platform's
 */
export function maySpeedUp(wish: Device | "auto"): boolean {
  return candidates(wish).some(
    (device) =>
      device !== "cpu" &&
      missingLibrary(device) === null &&
      (wish !== "auto" || softwareOnly(device) === null),
  );
}

/** Folders where Linux keeps shared libraries, beside those that the environment names. */
const LIBRARY_FOLDERS = [
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
  "/usr/lib64",
  "/usr/lib",
  "/lib64",
  "/lib",
];

/**
 * Why a device cannot serve, as far as the file system tells; `null` when it is worth trying. Asking here
 * first spares the errors that native libraries write to stderr past any log level.
 */
export function missingLibrary(device: Device, env: NodeJS.ProcessEnv = process.env): string | null {
  if (process.platform !== "linux") return null;
  if (device === "cuda") {
    const root = dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json"));
    const library = join(root, "bin", "napi-v6", "linux", process.arch, "libonnxruntime_providers_cuda.so");
    return existsSync(library)
      ? null
      : "ONNX Runtime's CUDA libraries are not installed (docs/devices.md says what to run)";
  }
  if (device === "webgpu") {
    const folders = [...(env["LD_LIBRARY_PATH"] ?? "").split(":").filter(Boolean), ...LIBRARY_FOLDERS];
    return folders.some((folder) => existsSync(join(folder, "libvulkan.so.1")))
      ? null
      : "no Vulkan loader (libvulkan.so.1) on this machine";
  }
  return null;
}

/** Where Linux shows graphics processors: its own drivers, NVIDIA's, and Windows' under WSL. */
const GRAPHICS_NODES = /^(?:renderD\d+|nvidia\d+|dxg)$/u;

/**
 * Why `auto` passes over a device that would serve: a Vulkan loader without a graphics processor finds software
 * adapters (llvmpipe, SwiftShader), which compute 20 to 400 times slower than the processor's own provider.
 * @param nodes names in /dev and /dev/dri; read there unless given
 */
export function softwareOnly(device: Device, nodes: readonly string[] = graphicsNodes()): string | null {
  if (process.platform !== "linux" || device !== "webgpu") return null;
  if (nodes.some((name) => GRAPHICS_NODES.test(name))) return null;
  return "no graphics processor on this machine: only a software adapter could answer, slower than the CPU (--device webgpu takes it anyhow)";
}

function graphicsNodes(): readonly string[] {
  return ["/dev", "/dev/dri"].flatMap((folder) => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  });
}

/**
 * Why a run failed where the device does not compute half floats, in one line that tells a person what to do; null
 * where another thing is at fault. The processor computes most networks of half floats in single precision, which
 * ONNX Runtime sees to by itself: only an operator that it has for neither ends here.
 */
export function halfTrouble(device: Device, error: unknown): string | null {
  const text = error instanceof Error ? error.message : String(error);
  if (!/requires f16|float16\b.*not supported/iu.test(text)) return null;
  const operator = /(?:running|with) (\w+)/u.exec(text)?.[1];
  const otherwise = device === "cpu" ? "another --device" : "--device cpu";
  return `it does not compute half floats${operator ? ` in ${operator}` : ""}; next: ${otherwise}, or the network exported in single precision`;
}

/** What ONNX Runtime says when a provider fails, as one line that tells a person what to do. */
export function explain(device: Device, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (device === "cuda" && /shared library/iu.test(text))
    return "its libraries do not load: is CUDA 12 with cuDNN 9 installed?";
  const half = halfTrouble(device, error);
  if (half !== null) return half;
  if (device === "webgpu" && /adapter/iu.test(text)) return "no graphics adapter found";
  return text.split("\n", 1)[0]?.slice(0, 160) ?? "unknown";
}
