/** What stands in a place from the begin of a push on: the list of what it is to hold. */
export const PUSH_BEGUN = ".sluice/pushing.json";
/** The same list, once all of it is there. */
export const PUSH_DONE = ".sluice/pushed.json";
