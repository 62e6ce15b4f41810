import { empty, fill, make } from './dom.js'

/**
 * A table in a host element: `columns` have a title, whether they hold numbers, and the cell of an item. Rows are known
 * by their key and left alone while nothing in them changes, so that the focus stays where it is.
 */
export const startTable = (host, { caption, columns, keyOf, awaits }) => {
  const body = make('tbody')
  const head = columns.map(({ title, num }) => make('th', { scope: 'col', className: num ? 'num' : undefined }, title))
  const table = make(
    'table',
    {},
    make('caption', { className: 'unseen' }, caption),
    make('thead', {}, make('tr', {}, head)),
    body,
  )
  const rows = new Map()
  let shown

  const build = (item) => {
    const cells = columns.map(({ cell, num, className }) =>
      make('td', { className: num ? 'num' : className }, cell(item)),
    )
    return make('tr', {}, cells)
  }
  const rowOf = (item) => {
    const key = keyOf(item)
    const version = JSON.stringify(item)
    const known = rows.get(key)
    if (known?.version === version) return known.row
    const row = build(item)
    known?.row.replaceWith(row)
    rows.set(key, { row, version })
    return row
  }
  const show = (element) => {
    if (shown !== element) fill(host, element)
    shown = element
  }
  const nothing = empty(awaits)

  return (items) => {
    if (items.length === 0) return show(nothing)
    const wanted = items.map(rowOf)
    const kept = new Set(wanted)
    for (const [key, { row }] of rows)
      if (!kept.has(row)) {
        row.remove()
        rows.delete(key)
      }
    for (const [place, row] of wanted.entries())
      if (body.children[place] !== row) body.insertBefore(row, body.children[place] ?? null)
    show(table)
  }
}
