import { Fault } from '../error'

/** The parts of an order's label. */
export type LabelParts = {
  readonly portfolio: string
  /** Six small letters or digits, drawn when the portfolio was opened. */
  readonly epoch: string
  readonly sequence: number
  readonly leg: number
}

const shape = /^[a-z0-9-]{1,32}\.[a-z0-9]{6}\.[1-9]\d{0,15}\.(?:0|[1-9]\d?)$/

/**
 * Client order id of one order of one decision, `portfolio.epoch.sequence.leg`: the same again for the same decision,
 * another for every other. At most 64 characters, the least that a supported venue allows. Faults 'bad-input' on parts
 * that no label can hold.
 */
export const orderLabel = ({ portfolio, epoch, sequence, leg }: LabelParts): string => {
  const label = `${portfolio}.${epoch}.${sequence}.${leg}`
  if (!shape.test(label) || !Number.isSafeInteger(sequence))
    throw new Fault(
      'bad-input',
      `no label for portfolio ${portfolio}, epoch ${epoch}, sequence ${sequence}, leg ${leg}`,
    )
  return label
}
