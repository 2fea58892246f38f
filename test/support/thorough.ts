/**
 * Whether tests that repeat one thing do so as often as they can: `npm run tests:thorough`. Otherwise they repeat it as
 * often as shows it, each test says how often.
 */
export const thorough = process.env["SLUICE_THOROUGH"] === "1";
