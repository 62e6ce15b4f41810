/** Milliseconds a call takes. */
export type TaskTimes = { readonly p50: number; readonly p99: number }

/**
 * Times each task by itself for at least `milliseconds` and 10 calls, after a warm-up of a quarter of that. Throws what
 * a task throws.
 */
export const taskTimes = async <Name extends string>(
  milliseconds: number,
  tasks: Readonly<Record<Name, () => void>>,
): Promise<Readonly<Record<Name, TaskTimes>>> => {
  const { Bench } = await import('tinybench')
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 4, iterations: 10, throws: true })
  for (const name of Object.keys(tasks) as Name[]) bench.add(name, tasks[name])
  const times: Partial<Record<Name, TaskTimes>> = {}
  for (const { name, result } of await bench.run()) {
    if (result.state !== 'completed') throw new Error(`${name}: the measurement ended ${result.state}`)
    times[name as Name] = { p50: result.latency.p50, p99: result.latency.p99 }
  }
  return times as Record<Name, TaskTimes>
}
