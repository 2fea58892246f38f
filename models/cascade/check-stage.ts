import { augmentation } from "./augment.ts";
import type { CascadeStage } from "./cascade.ts";
import { guidanceScale } from "./guidance.ts";
import { createSampler } from "./samplers/sampler.ts";

/**
 * Holds a stage's settings against each other before any network is loaded.
 * @throws Error with one line: which setting, what was wanted, what it is
 */
export function checkStage({ settings, lowRes }: Pick<CascadeStage, "settings" | "lowRes">): void {
  const { timesteps } = createSampler(settings, { images: 1, values: 1 });
  guidanceScale(settings.guidance, 0, timesteps.length);
  if (lowRes) augmentation(lowRes.schedule, lowRes.noiseLevel);
}
