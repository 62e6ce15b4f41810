import { aFoldedMarket, type FoldedMarket } from './a-folded-market'
import { hedging } from './hedging-suite'
import { parity } from './parity-suite'
import { serviceModels } from './service-models-suite'

// One training serves all tests of the models of a live market.
let folded: FoldedMarket | undefined
const own = (): FoldedMarket => {
  if (folded === undefined) throw new Error('not trained yet')
  return folded
}

beforeAll(async () => {
  folded = await aFoldedMarket()
})
afterAll(() => folded?.trained.remove())

describe('a live market', () => parity(own))
describe('an option hedged in a live market', () => hedging(own))
describe('the models of a live market', () => serviceModels(own))
