import { Fault } from '../error'

/** The parts of an order's label. */
export type LabelParts = {
  readonly portfolio: string
  /** Six small letters or digits, drawn when the portfolio was opened. */
  readonly epoch: string
  readonly sequence: number
  readonly leg: number
}

/** Most characters of a label: the least that a supported venue allows for a client order id. */
const longestLabel = 36

const shape = /^[a-z0-9-]{1,32}\.[a-z0-9]{6}\.[1-9]\d{0,15}\.(?:0|[1-9]\d?)$/

const digestLength = 8

/** Eight small letters or digits of a name: FNV-1a of 64 bits, the lowest 41 of them in base 36. */
const digestOf = (name: string): string => {
  let hash = 0xcbf29ce484222325n
  for (const letter of name) hash = BigInt.asUintN(64, (hash ^ BigInt(letter.charCodeAt(0))) * 0x100000001b3n)
  return (hash % 36n ** BigInt(digestLength)).toString(36).padStart(digestLength, '0')
}

/**
 * A portfolio's id in `room` characters, at least nine: as much of its beginning as fits, '_', and its digest. No id
 * has a '_', so that it is never another's own id; two ids that are alike in it need one digest of 2.8e12.
 */
const shortened = (portfolio: string, room: number): string =>
  `${portfolio.slice(0, room - digestLength - 1)}_${digestOf(portfolio)}`

/**
 * Client order id of one order of one decision, `portfolio.epoch.sequence.leg`: the same again for the same decision,
 * another for every other. At most 36 characters, whatever the id of the portfolio and however many decisions it has
 * made: where it would be longer, the id is shortened to its beginning and a digest, beside the epoch, which is the
 * portfolio's own. Faults 'bad-input' on parts that no label can hold.
 */
export const orderLabel = ({ portfolio, epoch, sequence, leg }: LabelParts): string => {
  const rest = `.${epoch}.${sequence}.${leg}`
  if (!shape.test(portfolio + rest) || !Number.isSafeInteger(sequence))
    throw new Fault(
      'bad-input',
      `no label for portfolio ${portfolio}, epoch ${epoch}, sequence ${sequence}, leg ${leg}`,
    )
  const room = longestLabel - rest.length
  return (portfolio.length <= room ? portfolio : shortened(portfolio, room)) + rest
}
