/** The wall-clock instant at which every run begins: dates look like dates, and are the same in every run. */
export const EPOCH_MS = 1_700_000_000_000;
