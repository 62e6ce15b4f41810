import { aLivedMarket, type LivedMarket } from './a-lived-market'
import { hedging } from './hedging-suite'
import { parity } from './parity-suite'
import { serviceModels } from './service-models-suite'

// One training serves all that is asked of the models of a live market.
let lived: LivedMarket | undefined
const own = (): LivedMarket => {
  if (lived === undefined) throw new Error('not trained yet')
  return lived
}

beforeAll(async () => {
  lived = await aLivedMarket()
})
afterAll(() => lived?.trained.remove())

describe('a live market', () => parity(own))
describe('an option hedged in a live market', () => hedging(own))
describe('the models of a live market', () => serviceModels(own))
