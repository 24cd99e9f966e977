/** How a backend keeps and takes the right to write. Milliseconds. */
export interface HistoryTimes {
  /** Between two looks at what there is to do. */
  tickMs: number;
  /** How often the holder of the lease moves it when it has nothing to write. */
  renewMs: number;
  /** How often the others look at the lease. */
  electionMs: number;
  /** How long an unchanged lease of somebody else counts; longer than a holder is silent by far. */
  leaseTtlMs: number;
}

export const DEFAULT_HISTORY_TIMES: HistoryTimes = {
  tickMs: 1_000,
  renewMs: 5_000,
  electionMs: 5_000,
  leaseTtlMs: 15_000,
};
