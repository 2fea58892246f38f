/** The part of jStat that we use; the package has no types of its own. */
declare module "jstat" {
  /** `inv` is the quantile function. */
  const jstat: {
    readonly beta: { inv(p: number, alpha: number, beta: number): number };
    readonly binomial: { cdf(k: number, n: number, p: number): number };
    readonly studentt: { inv(p: number, degreesOfFreedom: number): number };
    readonly normal: {
      inv(p: number, mean: number, deviation: number): number;
      cdf(x: number, mean: number, deviation: number): number;
    };
    /** Logarithm of the gamma function. */
    gammaln(x: number): number;
  };
  export = jstat;
}
