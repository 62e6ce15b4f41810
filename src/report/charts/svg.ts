import type { EChartsCoreOption } from 'echarts'
import { lightColours, type Colour } from './palette'

/** A chart: the drawing's option and its size in pixels. */
export type ChartOption = { readonly option: EChartsCoreOption; readonly width: number; readonly height: number }

/** The used part of echarts, which is imported only when a report is written: the import takes a tenth of a second. */
export type Echarts = {
  init(
    element: null,
    theme: null,
    options: { readonly renderer: 'svg'; readonly ssr: true; readonly width: number; readonly height: number },
  ): { setOption(option: EChartsCoreOption): void; renderToSVGString(): string; dispose(): void }
}

const variables = new Map(Object.entries(lightColours).map(([name, hex]) => [hex, `var(--c-${name},${hex})`]))

/**
 * The drawing as embedded in the page: identifiers start with `id` instead of the library's process-wide counters, so
 * that equal charts give equal bytes; colours become variables; hover styles, sizes and pointer marks are dropped.
 */
const pageSvg = (svg: string, id: string): string =>
  svg
    .replaceAll(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replaceAll(/ class="zr\d+-cls-\d+"| ecmeta_[a-z_]+="[^"]*"| pointer-events="visible"| xml:space="preserve"/g, '')
    .replaceAll(/zr\d+-c/g, `${id}-c`)
    .replaceAll(/#[0-9a-f]{6}/g, (hex) => variables.get(hex as (typeof lightColours)[Colour]) ?? hex)
    .replace(/<rect [^>]*fill="none"[^>]*><\/rect>\n/, '')
    .replace(/^<svg width="\d+" height="\d+"/, '<svg role="img" focusable="false"')
    .replaceAll(/\n+/g, '\n')

/** Draws on the server, without a document. `id` names the drawing within its page. */
export const drawSvg = (echarts: Echarts, { option, width, height }: ChartOption, id: string): string => {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({
    animation: false,
    useUTC: true,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: 'sans-serif', fontSize: 12 },
    ...option,
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return pageSvg(svg, id)
}
