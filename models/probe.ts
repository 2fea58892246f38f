import { candidates, type Device } from "./device.ts";
import { loadImageClassifier } from "./image-classifier.ts";

/** Whether a device serves here: `reason` says why not. */
export interface Probed {
  readonly device: Device;
  readonly reason: string | null;
}

/** Tries every device of this platform on a model that ships, warm-up run included: for `sluice doctor`. */
export async function probeModel(id: string): Promise<readonly Probed[]> {
  const found: Probed[] = [];
  for (const device of candidates("auto")) {
    try {
      const classifier = await loadImageClassifier(id, { device });
      await classifier.close();
      found.push({ device, reason: null });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      found.push({ device, reason: text.replace(/^.* on device \w+: \w+: /u, "") });
    }
  }
  return found;
}
