import type { Check } from './check'
import { breaker } from './checks/breaker'
import { dailyLoss } from './checks/daily-loss'
import { initialMargin } from './checks/initial-margin'
import { killSwitch } from './checks/kill-switch'
import { limitPrice } from './checks/limit-price'
import { liquidation } from './checks/liquidation'
import { marginRatio } from './checks/margin-ratio'
import { marketRecord } from './checks/market-record'
import { mode } from './checks/mode'
import { openIntents } from './checks/open-intents'
import { orderForm } from './checks/order-form'
import { orderNotional } from './checks/order-notional'
import { orderRate } from './checks/order-rate'
import { positionNotional } from './checks/position-notional'
import { priceSources } from './checks/price-sources'
import { surfaceAge } from './checks/surface-age'
import { turnover } from './checks/turnover'

/** Every check of the gate, in the order in which reasons are listed. */
export const checks: readonly Check[] = [
  killSwitch,
  mode,
  orderForm,
  orderNotional,
  positionNotional,
  turnover,
  orderRate,
  limitPrice,
  priceSources,
  marketRecord,
  surfaceAge,
  breaker,
  initialMargin,
  marginRatio,
  liquidation,
  dailyLoss,
  openIntents,
]
