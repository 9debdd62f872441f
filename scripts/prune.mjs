// Files of installed packages that Reef never opens: about half of what npm puts on the disk.
// Removed once, right after an install, by name and with the reason; nothing is removed by guessing at use.
import fs from 'node:fs'
import path from 'node:path'

// Prisma ships the same compiler for five databases, in two speeds.
const otherCompilers =
  /^@prisma\/client\/runtime\/(query_compiler_small_|query_compiler_fast_bg\.(?!postgresql)|wasm-compiler-edge)/
// `next dev` and its validation workers; Reef is built and started, never served from sources.
const developmentBundles = /^next\/dist\/compiled\/next-server\/.*\.runtime\.dev\.js$/
// just-bash loads the main file of sql.js, which is sql-wasm.js with sql-wasm.wasm.
const otherSqlBuilds = /^sql\.js\/dist\/(?!sql-wasm\.(js|wasm)$)/
// Browsers and bundlers take the ES modules; nothing of ours requires icons or picks them by name at run time.
const otherIconForms = /^lucide-react\/(dist\/cjs\/|dist\/lucide-react\.(pre|suf)fixed\.d\.ts$|dynamic)/
// Node refuses to run TypeScript below node_modules, so sources beside the compiled files have no reader.
const typescriptSources = /(?<!\.d)\.[mc]?tsx?$/
// tsc's messages in other languages; objects left from compiling node-liblzma; the command line of just-bash.
const others =
  /^(typescript\/lib\/[a-z]{2}(-[a-z]+)?\/|node-liblzma\/build\/.*\.(o|a)$|just-bash\/dist\/bin\/)/

// Luxon for browsers and other loaders; browser shares by country, asked for by no query of ours.
const otherBuilds = /^luxon\/build\/(amd|global|cjs-browser)\/|^caniuse-lite\/data\/regions\//

const unusedFiles = [
  otherCompilers,
  developmentBundles,
  otherSqlBuilds,
  otherIconForms,
  typescriptSources,
  others,
  otherBuilds,
]
const sourceMap = /\.(js|mjs|cjs|ts|mts|cts|css)\.map$/
const readme = /\/(readme|changelog|history)(\.[a-z-]+)?\.md$/i

/** Folders that hold no code that runs, each known by name. */
const unusedFolders = [
  'ai/docs',
  'ai/src',
  'next/dist/docs',
  '@mixmark-io/domino/test',
  'zod/src',
  'undici/docs',
  // Images are served as they are (next.config.ts: images.unoptimized), so the image library has no caller.
  'sharp',
  '@img',
]

/** What peers of ours would use in tests; npm keeps it even with `--omit=dev`. */
const testTools = [
  'vitest',
  '@vitest',
  'vite',
  'rolldown',
  '@rolldown',
  'playwright',
  'playwright-core',
  '@playwright/test',
]

/**
 * Makes the installed packages small.
 * @param {string} modules the node_modules folder
 * @param {{ development: boolean }} options `development` keeps the tools that tests need
 */
export function prune(modules, { development }) {
  linkNode(modules)
  const folders = development ? unusedFolders : [...unusedFolders, ...testTools]
  for (const folder of folders) fs.rmSync(path.join(modules, folder), { recursive: true, force: true })
  for (const entry of fs.readdirSync(modules, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    const name = path.relative(modules, file)
    if (sourceMap.test(name) || readme.test(name) || unusedFiles.some(unused => unused.test(name)))
      fs.rmSync(file)
  }
}

// The package `node` fetches the binary in a package of its own and links it: headers and a second name remain.
function linkNode(modules) {
  const own = path.join(modules, 'node', 'node_modules')
  if (!fs.existsSync(path.join(modules, 'node', 'bin', 'node')) || !fs.existsSync(own)) return
  for (const name of fs.readdirSync(own)) {
    if (/^node-(bin-)?(linux|darwin)-/.test(name)) fs.rmSync(path.join(own, name), { recursive: true })
  }
}
