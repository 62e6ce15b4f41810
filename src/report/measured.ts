/** 95 % confidence bounds, [low, high]. */
export type Bounds = readonly [low: number, high: number]

/** A number with its 95 % interval. */
export type Measured = { readonly value: number; readonly ci: Bounds }
