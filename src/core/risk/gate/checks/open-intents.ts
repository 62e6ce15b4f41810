import { finding, inWords, type Check } from '../check'

/** No order goes out while the end of an earlier one is not known: it might be executed twice. */
export const openIntents: Check = {
  name: 'open-intents',
  examine: (_orders, { openIntents: value }) =>
    value === 0 ? [] : [finding(`${inWords(value)} earlier orders are not done yet`, { value, limit: 0 })],
}
