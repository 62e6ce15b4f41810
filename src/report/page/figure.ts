import type { Colour } from '../charts/palette'
import { drawSvg, type ChartOption, type Echarts } from '../charts/svg'
import { html, raw, type Html } from './html'

/** An entry of a figure's key: how the mark looks and what it stands for. */
export type KeyEntry = {
  readonly colour: Colour
  readonly text: string
  readonly mark?: 'line' | 'dash' | 'area' | 'diamond'
}

const keyItem = ({ colour, text, mark }: KeyEntry): Html =>
  html`<li><i class="${mark ?? 'line'}" style="--k:var(--c-${colour})"></i>${text}</li>`

/** A drawing with its title, key and an aria label; `id` is unique in the page. */
export const figure = (
  echarts: Echarts,
  id: string,
  title: string,
  chart: ChartOption,
  key: readonly KeyEntry[],
  note?: string,
): Html => {
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
