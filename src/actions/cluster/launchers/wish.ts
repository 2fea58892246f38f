/** What a launcher is told. */
export interface LaunchWish {
  /** Absolute, as the workers see it. */
  readonly run: string;
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  readonly workers: number;
  /** The words of a worker's command, with `sluice`. */
  readonly work: readonly string[];
  /** The words that seal the run. */
  readonly seal: readonly string[];
  /** Container image, for Kubernetes. */
  readonly image: string;
  /** Claim of the volume that holds run and data, for Kubernetes. */
  readonly volume: string;
}
