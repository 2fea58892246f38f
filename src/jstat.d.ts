/** The part of jStat that we use; the package has no types of its own. */
declare module "jstat" {
  /** `inv` is the quantile function. */
  const jstat: {
    readonly beta: { inv(p: number, alpha: number, beta: number): number };
    readonly studentt: { inv(p: number, degreesOfFreedom: number): number };
  };
  export = jstat;
}
