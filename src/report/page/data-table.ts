import { html, type Html } from './html'

export type HeadCell = { readonly text: Html | string; readonly numeric?: boolean; readonly hint?: string }
export type BodyRow = { readonly head: Html | string; readonly cells: readonly Html[]; readonly mark?: 'ours' | 'rule' }

/** A body cell with a number, flush right. */
export const numberCell = (content: Html | string, mark?: 'best'): Html =>
  mark === 'best' ? html`<td class="num best">${content}</td>` : html`<td class="num">${content}</td>`

/** A body cell with words. */
export const textCell = (content: Html | string): Html => html`<td>${content}</td>`

/** The title of a column with its unit, smaller, behind it; a unit '' is left out. */
export const withUnit = (title: string, unit: string): Html | string =>
  unit === '' ? title : html`${title} <span class="unit">${unit}</span>`

const headCell = ({ text, numeric, hint }: HeadCell): Html => {
  const title = hint === undefined ? '' : html` title="${hint}"`
  return numeric ? html`<th scope="col" class="num" ${title}>${text}</th>` : html`<th scope="col" ${title}>${text}</th>`
}

const bodyRow = ({ head, cells, mark }: BodyRow): Html =>
  html`<tr${mark === undefined ? '' : html` class="${mark}"`}><th scope="row">${head}</th>${cells}</tr>
`

/**
 * A table with a caption and scoped headers, in a box of its own that scrolls sideways and takes the keyboard focus.
 */
export const dataTable = (caption: string, head: readonly HeadCell[], rows: readonly BodyRow[]): Html =>
  html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map(headCell)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(bodyRow)}
      </tbody>
    </table>
  </div> `
