// Whether the build is older than the sources: a fingerprint of names, sizes and times, then of the contents.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const folders = ['app', 'components', 'lib', 'public', 'prisma/generated']
const files = [
  'package.json',
  'package-lock.json',
  'next.config.ts',
  'postcss.config.mjs',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'tsconfig.json',
  'scripts/bundle.mjs',
]
const noSource = /\.(test|spec)\.[jt]sx?$|(^|\/)(fixtures|__screenshots__)\/|\.md$/

/**
 * Compares the sources with the stamp of the last build. Contents are read only when a name, size or time differs,
 * so that the check of an unchanged checkout costs a few milliseconds and a mere `touch` costs no build.
 * @param {string} root project folder
 * @param {string} stampFile written by `record`
 */
export function compareSources(root, stampFile) {
  const list = listSources(root)
  const outside = digest(list.map(({ name, stat }) => `${name} ${stat.size} ${stat.mtimeMs}`))
  const stamp = readStamp(stampFile)
  if (stamp?.outside === outside) return { fresh: true, record: () => {} }
  const inside = digest(list.map(({ name, file }) => `${name} ${digest([fs.readFileSync(file)])}`))
  const record = () => fs.writeFileSync(stampFile, JSON.stringify({ outside, inside }))
  if (stamp?.inside !== inside) return { fresh: false, record }
  record()
  return { fresh: true, record: () => {} }
}

function listSources(root) {
  const found = files.filter(name => fs.existsSync(path.join(root, name)))
  for (const folder of folders) {
    if (!fs.existsSync(path.join(root, folder))) continue
    for (const entry of fs.readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) found.push(path.relative(root, path.join(entry.parentPath, entry.name)))
    }
  }
  const names = found.filter(name => !noSource.test(name)).sort()
  return names.map(name => {
    const file = path.join(root, name)
    return { name, file, stat: fs.statSync(file) }
  })
}

function readStamp(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

function digest(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}
