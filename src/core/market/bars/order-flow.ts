/**
 * Contribution of one change of the top of book to the order-flow imbalance, in units of the underlying: positive where
 * buyers press. e = 1{Pb ≥ Pb₋} qb − 1{Pb ≤ Pb₋} qb₋ − 1{Pa ≤ Pa₋} qa + 1{Pa ≥ Pa₋} qa₋. Cont, Kukanov & Stoikov,
 * Journal of Financial Econometrics 12 (2014) 47–88.
 */
export const orderFlowContribution = (
  lastBid: number,
  lastBidSize: number,
  lastAsk: number,
  lastAskSize: number,
  bid: number,
  bidSize: number,
  ask: number,
  askSize: number,
): number =>
  (bid >= lastBid ? bidSize : 0) -
  (bid <= lastBid ? lastBidSize : 0) -
  (ask <= lastAsk ? askSize : 0) +
  (ask >= lastAsk ? lastAskSize : 0)
