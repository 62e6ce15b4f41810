import { Fault } from '../error'

/** What the label of an order says. */
export type LabelParts = {
  readonly portfolio: string
  /** Six small letters or digits, drawn when the portfolio was opened. */
  readonly epoch: string
  readonly sequence: number
  readonly leg: number
}

/** Most characters that a label may have at every venue that is known to take one of ours. */
export const LABEL_LENGTH = 64

const shape = /^([a-z0-9-]{1,32})\.([a-z0-9]{6})\.([1-9]\d{0,15})\.(0|[1-9]\d?)$/

/** What a label says; undefined where it is not one of ours. */
export const parseLabel = (label: string): LabelParts | undefined => {
  const [, portfolio, epoch, sequence, leg] = shape.exec(label) ?? []
  if (portfolio === undefined || epoch === undefined || !Number.isSafeInteger(Number(sequence))) return undefined
  return { portfolio, epoch, sequence: Number(sequence), leg: Number(leg) }
}

/**
 * Client order id of one leg of one decision, `portfolio.epoch.sequence.leg`: the same again for the same decision,
 * another for every other, at most 64 characters. Faults 'bad-input' on parts that no label can hold.
 */
export const orderLabel = ({ portfolio, epoch, sequence, leg }: LabelParts): string => {
  const label = `${portfolio}.${epoch}.${sequence}.${leg}`
  if (parseLabel(label) === undefined)
    throw new Fault(
      'bad-input',
      `no label for portfolio ${portfolio}, epoch ${epoch}, sequence ${sequence}, leg ${leg}`,
    )
  return label
}
