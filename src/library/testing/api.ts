/** The one word of a test runner that the suites need: that of vitest, Jest, Mocha or `node:test`. */
export interface TestApi {
  it(name: string, test: () => Promise<void>): unknown;
}
