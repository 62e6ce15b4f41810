import uPlot from './uplot.js'
import { at, empty, fill, make } from './dom.js'

const utc = (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC')
const pad = (value) => String(value).padStart(2, '0')

/** Labels of the time axis: clock times, and the day where it begins. */
const timeLabels = (_plot, splits, _axis, _space, step) =>
  splits.map((seconds) => {
    const date = new Date(seconds * 1000)
    const day = `${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`
    if (step >= 86_400 || (date.getUTCHours() === 0 && date.getUTCMinutes() === 0 && step >= 3600)) return day
    const clock = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`
    return step < 60 ? `${clock}:${pad(date.getUTCSeconds())}` : clock
  })

/** A colour of the style sheet as it is now; `alpha` as two hexadecimal digits. */
export const colour = (name, alpha = '') =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim() + alpha

/** Those of the given splits that an axis shows, thinned to eight at most. */
const splitsWithin = (all) => (_plot, _axis, least, most) => {
  const shown = all.filter((value) => value >= least && value <= most)
  const every = Math.ceil(shown.length / 8)
  return shown.filter((_, place) => place % every === 0)
}

const padded = (_plot, least, most) => {
  if (least === null || most === null) return [0, 1]
  const margin = (most - least) * 0.07 || Math.abs(most) * 0.01 || 1
  return [least - margin, most + margin]
}

const margins = (_plot, least, most) => {
  const margin = (most - least) * 0.03 || 0.01
  return [least - margin, most + margin]
}

const axis = (format) => {
  const line = { stroke: colour('--rule'), width: 1 }
  return {
    stroke: colour('--soft'),
    font: '11px system-ui, sans-serif',
    grid: line,
    ticks: { ...line, size: 4 },
    ...format,
  }
}

/** The row nearest to where a chart that is not over time rests: the place that it is read at without a pointer. */
const nearestRow = ({ x: places }, { rest }) => {
  const distances = places.map((x) => Math.abs(x - rest))
  return distances.indexOf(Math.min(...distances))
}

/** The value of a row, or of a row so near that it is drawn at the same place. */
const valueNear = ({ x, ...columns }, column, row) => {
  const within = (x.at(-1) - x[0]) / 40
  if (column === 'x') return x[row]
  const known = x
    .map((place, i) => [Math.abs(place - x[row]), columns[column][i]])
    .filter(([distance, value]) => value !== null && value !== undefined && distance <= within)
  return known.reduce((best, one) => (best === undefined || one[0] < best[0] ? one : best), undefined)?.[1]
}

/**
 * A chart in a host element, which says itself what it shows while it has no rows: over time, or over the
 * column `x` where `spec.across` says how to write it and where it is read without a pointer. `spec.series` name a column, a label, a colour variable and how to write a
 * value; `spec.under` and `spec.over` may draw under and over them. `update(columns, range)` takes times in
 * microseconds; a chart that is not over time shows all its rows.
 */
export const startChart = (id, spec) => {
  const host = at(`${id}-chart`)
  const readout = at(`${id}-readout`)
  let plot
  let shown = { columns: undefined, range: [0, 1] }

  const { across } = spec
  const rowsOf = (columns) => [
    across === undefined ? columns.at.map((time) => time / 1e6) : columns.x,
    ...spec.series.map(({ column }) => columns[column]),
  ]

  const options = () => ({
    width: Math.max(120, host.clientWidth),
    height: host.clientHeight,
    tzDate: utc,
    legend: { show: false },
    padding: [8, 6, 0, 0],
    cursor: {
      ...(across === undefined && { sync: { key: 'bandshift' } }),
      y: false,
      drag: { x: false, y: false },
      points: { size: 6 },
    },
    scales: {
      x: across === undefined ? { time: true, range: () => shown.range } : { time: false, range: margins },
      y: { range: spec.range ?? padded, distr: spec.isLog ? 3 : 1 },
    },
    axes: [
      axis({
        values: across === undefined ? timeLabels : (_plot, splits) => splits.map(across.write),
        ...(across?.splits && { splits: splitsWithin(across.splits), filter: (_plot, splits) => splits }),
        space: 64,
        size: 26,
      }),
      axis({
        values: (_plot, splits, _axis, _space, step) => splits.map((value) => spec.label(value, step)),
        size: 58,
        space: 34,
        ...(spec.splits && { splits: splitsWithin(spec.splits), filter: (_plot, splits) => splits }),
      }),
    ],
    series: [
      {},
      ...spec.series.map((line) => ({
        label: line.label,
        stroke: line.hidden ? undefined : colour(line.colour, line.alpha),
        width: line.width ?? 1.5,
        dash: line.dash,
        points: { show: line.dots ?? false, size: 5 },
        ...(line.dots === true && line.width === 0 && { paths: () => null }),
        spanGaps: line.spanGaps ?? false,
        ...(line.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
      })),
    ],
    bands: (spec.bands ?? []).map(({ upper, lower, colour: name, alpha }) => ({
      series: [placeOf(upper), placeOf(lower)],
      fill: colour(name, alpha),
    })),
    hooks: {
      drawClear: [(drawn) => spec.under?.(drawn, shown.columns)],
      draw: [(drawn) => spec.over?.(drawn, shown.columns)],
      setCursor: [() => write()],
    },
  })

  const placeOf = (column) => spec.series.findIndex((line) => line.column === column) + 1

  const lastKnown = (values) => values.findLast((value) => value !== null)

  const write = () => {
    const { columns } = shown
    if (columns === undefined) return
    const row = plot?.cursor.idx
    const valueOf = (column) => {
      if (across !== undefined) return valueNear(columns, column, row ?? nearestRow(columns, across))
      return row === null || row === undefined ? lastKnown(columns[column]) : columns[column][row]
    }
    const parts = (spec.readout ?? spec.series).map((line) => {
      const key = make('i', { className: line.area ? 'area' : undefined, 'aria-hidden': 'true' })
      if (line.colour !== undefined) key.style.setProperty('--k', `var(${line.colour})`)
      return make('span', {}, line.colour !== undefined && key, `${line.label} `, make('b', {}, line.write(valueOf)))
    })
    fill(readout, parts)
    host.setAttribute('aria-label', `${spec.title}: ${parts.map(({ textContent }) => textContent).join(', ')}`)
  }

  const drop = () => {
    plot?.destroy()
    plot = undefined
  }
  const draw = () => {
    const { columns } = shown
    if (columns === undefined || (columns.at ?? columns.x).length < 2) {
      drop()
      fill(readout)
      fill(host, empty(spec.awaits))
      host.setAttribute('aria-label', `${spec.title}: ${spec.awaits}`)
      return
    }
    if (plot === undefined) {
      fill(host)
      plot = new uPlot(options(), rowsOf(columns), host)
    } else plot.setData(rowsOf(columns))
    write()
  }

  host.setAttribute('role', 'img')
  new ResizeObserver(() =>
    plot?.setSize({ width: Math.max(120, host.clientWidth), height: host.clientHeight }),
  ).observe(host)
  document.addEventListener('theme', () => {
    drop()
    draw()
  })
  return {
    update(columns, range) {
      shown = { columns, range }
      draw()
    },
  }
}
