import { InvalidArgumentError } from 'commander'
import type { PathLeg } from '../core/hedging/hedge-paths'
import { decimal } from './world-parameters'

const legOf = (text: string): PathLeg => {
  const [units, type, strike, ...rest] = text.split(':')
  if (rest.length > 0 || strike === undefined || (type !== 'call' && type !== 'put'))
    throw new InvalidArgumentError(`'${text}' is not units:call:strike or units:put:strike`)
  const leg: PathLeg = { units: decimal(units), type, strike: decimal(strike) }
  if (!(leg.strike > 0)) throw new InvalidArgumentError(`'${text}': a strike is above 0`)
  if (leg.units === 0) throw new InvalidArgumentError(`'${text}': a leg has units`)
  return leg
}

/**
 * Reads a book of options with one expiry, strikes per unit of spot at the start: '-1:call:1,-1:put:0.95', units
 * negative where sold.
 */
export const bookOf = (text: string): readonly PathLeg[] => text.split(',').map(legOf)
