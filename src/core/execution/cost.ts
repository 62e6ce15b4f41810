/** What trading the underlying costs. All rates are shares of the traded value, ≥ 0. */
export type CostInputs = {
  /** Exchange fee, e.g. 5e-4. */
  readonly fee: number
  /** (ask − bid) / mid. */
  readonly relativeSpread: number
  /**
   * Share of the price that trading the whole reference volume would move it, e.g. the daily volatility; 0 without
   * impact.
   */
  readonly impact: number
  /** Size traded and the volume that `impact` refers to, same units; `size` / `volume` is the participation. */
  readonly size: number
  readonly volume: number
}

/**
 * One-way proportional cost: fee + half the spread + impact × √participation, a share of the traded value. Without
 * volume the impact term is left out. Square-root impact: Almgren, Thum, Hauptmann & Li, Risk 18 (2005) 58–62; Tóth et
 * al., Physical Review X 1 (2011) 021006.
 */
export const proportionalCost = ({ fee, relativeSpread, impact, size, volume }: CostInputs): number =>
  fee + 0.5 * relativeSpread + (volume > 0 ? impact * Math.sqrt(Math.abs(size) / volume) : 0)

/** Cash paid for one trade: the proportional part plus a fixed ticket or gas cost, 0 when nothing is traded. */
export const tradeCost = (proportional: number, fixed: number, size: number, price: number): number =>
  size === 0 ? 0 : proportional * Math.abs(size) * price + fixed
