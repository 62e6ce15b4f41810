import { InvalidArgumentError } from 'commander'

export type WorldParameters = Readonly<Record<string, number | readonly number[]>>

/** Parses a decimal number strictly. */
export const decimal = (text: string): number => {
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) || !Number.isFinite(Number(text)))
    throw new InvalidArgumentError(`'${text}' is not a number`)
  return Number(text)
}

const listed = new Set(['vols', 'meanDays', 'meanHours', 'jumps', 'tradesPerMinute', 'quotesPerMinute', 'spreadBps'])
for (const name of ['depth', 'tradeSize', 'signPersistence', 'crashesPerDay']) listed.add(name)

/** 'name=1.5' or, for the parameters that hold one number a state, 'name=0.3,0.6,1.1'. */
export const worldParameter = (text: string, before: WorldParameters = {}): WorldParameters => {
  const [, name, value] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? []
  if (name === undefined) throw new InvalidArgumentError(`'${text}' is not name=value`)
  const numbers = value.split(',').map(decimal)
  return { ...before, [name]: listed.has(name) || numbers.length > 1 ? numbers : numbers[0] }
}
