/** How long the memory of a jump model's features is and what a jump costs. */
export type JumpSetting = {
  /** Half-lives of the exponential means in bars, rising. */
  readonly halfLives: readonly number[]
  /** Cost of a jump of the smoothed path, in squared standard deviations. */
  readonly penalty: number
  /** Cost of a jump of the online path; smaller, since what it sees lags. */
  readonly onlinePenalty: number
}

/**
 * The setting of a time scale, its longest half-life in bars. The penalties grow with it because neighbouring features
 * repeat each other. The factors give the best balanced accuracy on Hardy's process (see reproduce regimes).
 */
export const settingAt = (longest: number): JumpSetting => ({
  halfLives: [0.15 * longest, 0.4 * longest, longest],
  penalty: 4 * longest,
  onlinePenalty: 0.3 * longest,
})
