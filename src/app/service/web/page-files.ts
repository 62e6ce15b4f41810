import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { projectFolder } from '../../project-folder'
import type { Guarded } from './guard/guard'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

type PageFile = { readonly path: string; readonly type: string; readonly bytes: Buffer; readonly etag: string }

const pageFile = (path: string, file: string): PageFile => {
  const bytes = readFileSync(file)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return { path, type: types[extname(file)], bytes, etag }
}

/**
 * The dashboard's folder: the browser runs its modules as they are, so that they are served from the sources, from dist
 * too.
 */
const folder = (): string => join(projectFolder(), 'src/app/service/web/dashboard')

/** The page's own files and the chart library's two, read once: a closed list, so that no path leads elsewhere. */
const pageFiles = (): readonly PageFile[] => {
  const own = readdirSync(folder()).filter((name) => extname(name) in types)
  const charts = dirname(require.resolve('uplot'))
  return [
    ...own.map((name) => pageFile(name === 'index.html' ? '/' : `/page/${name}`, join(folder(), name))),
    pageFile('/page/uplot.js', join(charts, 'uPlot.esm.js')),
    pageFile('/page/uplot.css', join(charts, 'uPlot.min.css')),
  ]
}

/** Serves the dashboard. It holds no data and needs no token. */
export const servePage = (app: FastifyInstance): void => {
  const config: Guarded = { access: 'open' }
  for (const { path, type, bytes, etag } of pageFiles())
    app.get(path, { config }, async (request, reply) => {
      reply.header('cache-control', 'no-cache').header('etag', etag)
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type(type).send(bytes)
    })
}
