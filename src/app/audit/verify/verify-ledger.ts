import { openRecording } from '../../../adapters/recordings'
import { canonicalJson } from '../../../core/canonical-json'
import { Fault } from '../../../core/error'
import type { SolveQuadraticProgram } from '../../../core/hedging/greeks/quadratic-program'
import type { ModelVersions } from '../../../core/reading/market-state'
import type { DecisionRecord, Ledger } from '../../../ports/ledger'
import type { RecordingReader } from '../../../ports/recording-store'
import { notedRuns, type MarketRun } from '../../engine/market-run'
import { loadModels, type ServiceModels } from '../../models/load-models'
import { differences, explainDecision, type DifferentPlace } from '../explain/explain-decision'
import { startEntryCheck, type FailedEntry } from './check-entries'
import { foldRun, marketsSeen, storedStates, type FailedState, type StoredState } from './fold-run'
import { recordedEvents, replayedEvents } from './run-events'

/**
 * A stored decision that was not reproduced, and the places that differ; of 'entries' a row of the ledger, with the
 * decision that booked it, 0 where none did.
 */
export type FailedDecision = {
  readonly portfolio: string
  readonly sequence: number
  readonly part: 'outputs' | 'market' | 'entries'
  readonly reason: string
  /** Stored beside recomputed values, leaf by leaf; the first differences only. */
  readonly differences: readonly DifferentPlace[]
}

export type Verification = {
  readonly portfolios: number
  readonly decisions: number
  /** Market states that the decisions were made on, and the feed runs that these belong to. */
  readonly states: number
  readonly runs: number
  /** Settlements and fundings in the ledger, compared with those that the decisions booked. */
  readonly entries: number
  /** Decisions of which a part was not reproduced, or whose entries are not in the ledger as they were booked. */
  readonly different: number
  /** The first of them, by time. */
  readonly first: FailedDecision | undefined
}

export type VerifyRequest = {
  readonly ledger: Ledger
  readonly solve: SolveQuadraticProgram
  /** The recording that the service made, or that it replayed. */
  readonly data: string
  /** Undefined where no models were in service. */
  readonly registry: string | undefined
  /** All portfolios where absent. */
  readonly portfolio?: string | undefined
}

type Failure = { readonly at: number; readonly portfolio: string; readonly sequence: number } & (
  | { readonly part: 'outputs'; readonly differences: readonly DifferentPlace[] }
  | ({ readonly part: 'market' } & FailedState)
  | ({ readonly part: 'entries' } & Omit<FailedEntry, 'at' | 'portfolio' | 'sequence'>)
)

/** The outputs recomputed from the inputs, with the other fields of the record. */
const outputsFailure = (record: DecisionRecord, solve: SolveQuadraticProgram): readonly DifferentPlace[] => {
  const { kind, reasons, dueAt, at } = record
  const { outputs, inputs } = record as {
    readonly outputs: Record<string, unknown>
    readonly inputs: Record<string, unknown>
  }
  return [
    ...explainDecision(record, solve).differences,
    ...differences(
      { kind, reasons, dueAt, at },
      { kind: outputs['kind'], reasons: outputs['reasons'], dueAt: outputs['dueAt'], at: inputs['time'] },
      20,
      'record',
    ),
  ]
}

const earlier = (a: Failure, b: Failure): number =>
  a.at - b.at || (a.portfolio < b.portfolio ? -1 : a.portfolio > b.portfolio ? 1 : a.sequence - b.sequence)

const described = async (ledger: Ledger, failure: Failure): Promise<FailedDecision> => {
  const { portfolio, sequence } = failure
  if (failure.part === 'outputs')
    return {
      portfolio,
      sequence,
      part: 'outputs',
      reason: 'the inputs give other outputs',
      differences: failure.differences,
    }
  if (failure.part === 'entries') {
    const { reason, differences: places } = failure
    return { portfolio, sequence, part: 'entries', reason, differences: places }
  }
  const { stored, found, reason } = failure
  const record = await ledger.decision(portfolio, sequence)
  const kept: unknown = record && marketsSeen(record)[stored.place]
  const places = found === undefined ? [] : differences(kept, JSON.parse(found), 20, `inputs.markets.${stored.place}`)
  return {
    portfolio,
    sequence,
    part: 'market',
    reason: `${stored.instrument}, event ${stored.events}: ${reason}`,
    differences: places,
  }
}

/** Loads each version once. */
const modelLoader = (registry: string | undefined) => {
  const known = new Map<string, Promise<ServiceModels>>()
  return (versions: ModelVersions): Promise<ServiceModels> => {
    if (registry === undefined) throw new Fault('usage', 'models were in service: name their registry')
    const key = canonicalJson(versions)
    const found = known.get(key) ?? loadModels(registry, 'cpu', versions)
    known.set(key, found)
    return found
  }
}

/** When the next run began that an instrument of this one was in. */
const endOf = (run: MarketRun, runs: readonly MarketRun[]): number =>
  Math.min(
    Infinity,
    ...runs
      .filter(
        ({ instruments, takesOver }) =>
          takesOver > run.takesOver && instruments.some((own) => run.instruments.includes(own)),
      )
      .map(({ takesOver }) => takesOver),
  )

/**
 * Recomputes everything in the ledger: each decision from its inputs, and each market state that a decision was made on
 * from the recording, with the models, the past and the events that the service had, and compares both byte for byte;
 * settlements and funding in the ledger with those that the decisions booked.
 * Throws 'missing-data' without recording or models, 'usage' for a portfolio that is not there.
 */
export const verifyLedger = async ({
  ledger,
  solve,
  data,
  registry,
  portfolio,
}: VerifyRequest): Promise<Verification> => {
  const ids = portfolio === undefined ? (await ledger.portfolios()).map(({ id }) => id) : [portfolio]
  const { runs, promotions } = await notedRuns(ledger)
  const failures: Failure[] = []
  const states = new Map<string, StoredState[]>()
  let [decisions, seen, entries] = [0, 0, 0]
  for (const id of ids) {
    const { state } = await ledger.portfolio(id)
    const booked = startEntryCheck(ledger, id)
    for (let sequence = 1; sequence <= state.sequence; sequence++) {
      const record = await ledger.decision(id, sequence)
      if (record === undefined) throw new Fault('missing-data', `decision ${sequence} of ${id} is not in the ledger`)
      decisions++
      booked.decided(record)
      const places = outputsFailure(record, solve)
      if (places.length > 0)
        failures.push({ at: record.at, portfolio: id, sequence, part: 'outputs', differences: places })
      for (const stored of storedStates(record)) {
        seen++
        const key = stored.run ?? ''
        const own = states.get(key) ?? []
        states.set(key, own)
        own.push(stored)
      }
    }
    const { checked, failed } = await booked.finish()
    entries += checked
    failures.push(...failed.map((one) => ({ part: 'entries' as const, ...one })))
  }
  const models = modelLoader(registry)
  const reader = await openRecording(data)
  try {
    const { sha256 } = await reader.describe()
    for (const [name, own] of states) failures.push(...(await failuresOf(name, own, sha256)))
  } finally {
    await reader.close()
  }
  failures.sort(earlier)
  return {
    portfolios: ids.length,
    decisions,
    states: seen,
    runs: states.size,
    entries,
    different: new Set(failures.map((one) => `${one.portfolio} ${one.sequence}`)).size,
    first: failures.length === 0 ? undefined : await described(ledger, failures[0]),
  }

  async function failuresOf(name: string, own: readonly StoredState[], sha256: string): Promise<readonly Failure[]> {
    const run = runs.find((one) => one.run === name)
    const failed =
      run === undefined
        ? own.map((stored) => ({ stored, found: undefined, reason: 'nothing is written down of its run' }))
        : await foldedAgain(run, own, sha256)
    return failed.map((one) => {
      const { at, portfolio, sequence } = one.stored
      return { at, portfolio, sequence, part: 'market', ...one }
    })
  }

  async function foldedAgain(
    run: MarketRun,
    own: readonly StoredState[],
    sha256: string,
  ): Promise<readonly FailedState[]> {
    const isSource = run.source.kind === 'replay' && run.source.sha256 === sha256
    const past = run.warmUp && (await openPast(run, isSource))
    try {
      return await foldRun({
        run,
        promotions: promotions.filter((one) => one.run === run.run),
        states: own,
        ...{ models, past, recorded: reader, ledger, solve },
        events: (isDone) =>
          isSource ? replayedEvents(reader, run) : recordedEvents(reader, run, endOf(run, runs), isDone),
      })
    } finally {
      if (past !== reader) await past?.close()
    }
  }

  /**
   * A replay was warmed up from the recording that it replayed; a live feed from the service's own, which is the one
   * given.
   */
  async function openPast({ source }: MarketRun, isSource: boolean): Promise<RecordingReader> {
    if (isSource || source.kind === 'venue') return reader
    const replayed = await openRecording(source.recording)
    if ((await replayed.describe()).sha256 === source.sha256) return replayed
    await replayed.close()
    throw new Fault('bad-input', `${source.recording} is not the recording any more that the service replayed`)
  }
}
