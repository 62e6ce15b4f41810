import type { Provenance } from '../summary'
import { html, type Html } from './html'

const hash = (text: string, length: number): Html => html`<code title="${text}">${text.slice(0, length)}</code>`

/** What a stranger needs to recompute the page. Full hashes show on hover and stand in summary.json. */
export const provenanceSection = ({ data, seed, versions, backend, commit }: Provenance): Html =>
  html`<dl class="provenance">
    ${data.map(
      ({ title, origin, sha256 }) =>
        html`<div>
          <dt>${title}</dt>
          <dd>${origin}, sha256 ${hash(sha256, 12)}</dd>
        </div>`,
    )}
    <div>
      <dt>Seed</dt>
      <dd>${seed}</dd>
    </div>
    <div>
      <dt>TensorFlow backend</dt>
      <dd>${backend}</dd>
    </div>
    <div>
      <dt>Commit</dt>
      <dd>${commit === undefined ? 'outside a checkout' : hash(commit, 10)}</dd>
    </div>
    <div>
      <dt>Versions</dt>
      <dd>
        ${Object.entries(versions)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, version]) => `${name} ${version}`)
          .join(', ')}
      </dd>
    </div>
  </dl>`
