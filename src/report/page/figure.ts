import type { Colour } from '../charts/palette'
import { drawSvg, type ChartOption, type Echarts } from '../charts/svg'
import { html, raw, type Html } from './html'

/** An entry of a figure's key: the style of the mark and its meaning. */
type KeyEntry = {
  readonly colour: Colour
  readonly text: string
  readonly mark?: 'line' | 'dash' | 'area' | 'diamond'
}

const keyItem = ({ colour, text, mark }: KeyEntry): Html =>
  html`<li><i class="${mark ?? 'line'}" style="--k:var(--c-${colour})"></i>${text}</li>`

type Figure = {
  /** Unique in the page. */
  readonly id: string
  readonly title: string
  readonly chart: ChartOption
  readonly key: readonly KeyEntry[]
  readonly note?: string
}

/** A drawing with its title, key and an aria label. */
export const figure = (echarts: Echarts, { id, title, chart, key, note }: Figure): Html => {
  const svg = drawSvg(echarts, chart, id).replace('<svg ', `<svg aria-labelledby="${id}-title" `)
  return html`<figure>
    <figcaption id="${id}-title">${title}</figcaption>
    <ul class="key">
      ${key.map(keyItem)}
    </ul>
    <div class="scroll plot" role="region" aria-labelledby="${id}-title" tabindex="0">${raw(svg)}</div>
    ${note === undefined ? undefined : html`<p class="note">${note}</p>`}
  </figure> `
}
