import { Fault } from '../../../core/error'
import {
  completedBy,
  factDifferences,
  instrumentName,
  type Instrument,
  type InstrumentId,
} from '../../../core/market/instrument'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import { ownInstrument, type Manifest } from '../manifest'

export type ToldFacts = {
  /** What is to be recorded, as its venue tells it now, or its name. */
  readonly instruments: readonly Instrument[]
  /** Where these contradict the recording in what prices and amounts mean, the recording's are kept. */
  readonly keepsRecorded?: boolean | undefined
  /** How a user says so, for the refusal. */
  readonly override: string
}

export type AgreedFacts = {
  readonly of: (instrument: InstrumentId) => Instrument | undefined
  /** What differs from the recording, a sentence each. */
  readonly notes: readonly string[]
}

/** Facts of a recording as it is: its own, else those told, else those of the tables of venues. */
export const recordedFacts =
  (manifest: Manifest | undefined, { instruments }: ToldFacts): AgreedFacts['of'] =>
  (id) => {
    const told = instruments.find((one) => one.venue === id.venue && one.symbol === id.symbol)
    return (manifest && ownInstrument(manifest, id)) ?? told ?? instrumentFacts(id.venue, id.symbol)
  }

/**
 * What a recording that goes on holds its instruments for: the facts told, completed by its own. Ticks, lots and fees
 * may change and are renewed, with a note. Throws `bad-input` before anything is recorded where another fact
 * contradicts what is recorded, unless the recording's are to be kept.
 */
export const agreedFacts = (folder: string, manifest: Manifest | undefined, told: ToldFacts): AgreedFacts => {
  const { instruments, keepsRecorded = false, override } = told
  const agreed = new Map<string, Instrument>()
  const notes: string[] = []
  for (const one of instruments) {
    const name = instrumentName(one)
    const own = manifest && ownInstrument(manifest, one)
    const differences = own === undefined ? [] : factDifferences(own, one)
    const wrong = differences.find(({ changesMeaning }) => changesMeaning)
    if (wrong !== undefined && !keepsRecorded)
      throw new Fault(
        'bad-input',
        `${folder}: ${name}: ${wrong.fact} is ${wrong.one} in the recording and ${wrong.other} now; record into a new folder, or go on with the recording's by ${override}`,
      )
    for (const { fact, one: stored, other } of differences)
      notes.push(
        `${name}: ${fact} is ${stored} in the recording and ${other} now: ${wrong === undefined ? 'renewed' : `${stored} is kept`}`,
      )
    agreed.set(name, own !== undefined && wrong !== undefined ? own : completedBy(one, own))
  }
  const recorded = recordedFacts(manifest, told)
  return { of: (id) => agreed.get(instrumentName(id)) ?? recorded(id), notes }
}
