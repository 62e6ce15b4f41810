import { now, traceDecisions, type Decided } from './decision-trace'
import { openLiveDesk } from './live-desk'
import { percentiles, type Bench, type Measurement } from './measurement'
import { onDatabase } from './queue-stores'

const portfolios = 100

type Woken = Decided & { readonly arrived: number }

/**
 * Quotes one after the other, each once the evaluations after the one before have ended, until so many portfolios were
 * evaluated.
 */
const measure = async (
  connection: Parameters<typeof openLiveDesk>[0]['connection'],
  warmUp: number,
  wanted: number,
) => {
  const woken: Woken[] = []
  let [arrived, quotes] = [0, 0]
  const onDecided = (decided: Decided): void => {
    if (decided.record.trigger === 'price') woken.push({ ...decided, arrived })
  }
  const desk = await openLiveDesk({
    ...{ connection, portfolios, step: 5e-5, interval: { least: 1, most: 3_600 } },
    traced: traceDecisions(onDecided),
  })
  for (const id of desk.ids) await desk.engine.evaluate(id, 'scheduled')
  const alone: number[] = []
  for (; woken.length < warmUp + wanted; quotes++) {
    const quote = desk.quote()
    arrived = now()
    const pending = desk.tick(quote)
    if (pending === undefined) alone.push(now() - arrived)
    else await pending
    if (quotes > 5e6) throw new Error('the price wakes nobody')
  }
  await desk.close()
  const latest = new Map<string, number>()
  for (const { record } of woken) {
    const { portfolio, sequence } = record
    if (sequence <= (latest.get(portfolio) ?? 0)) throw new Error('a decision was made twice')
    latest.set(portfolio, sequence)
  }
  return { woken: woken.slice(warmUp), alone }
}

const rows = ({ woken, alone }: Awaited<ReturnType<typeof measure>>): readonly Measurement[] => {
  const between = (name: string, time: (one: Woken) => number) =>
    percentiles(
      name,
      woken.map((one) => time(one) / 1_000),
      'ms',
    )
  return [
    ...percentiles(
      'floor: a quote that wakes none',
      alone.map((time) => time / 1_000),
      'ms',
    ),
    ...between('quote to decision made', ({ arrived, decided }) => decided - arrived),
    ...between('… of it reading the ledger', ({ began, read }) => read - began),
    ...between('quote to decision committed', ({ arrived, committed }) => committed - arrived),
  ]
}

/**
 * How long after a quote that makes a portfolio due is its decision made, and how long until it stands in the ledger,
 * of 100 portfolios in one process?
 */
export const bench: Bench = {
  name: 'tick-to-decision',
  run: async ({ short = false } = {}) =>
    rows(await onDatabase((connection) => measure(connection, short ? 20 : 50, short ? 100 : 500))),
}
