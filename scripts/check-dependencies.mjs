// Each package declares what it imports and imports what it declares, packages agree on versions, and every dependency has its reason in docs/decisions/.
import { readFileSync, readdirSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const problems = []
const versions = new Map()
const decisions = readdirSync(join(root, 'docs/decisions'))
  .map((name) => readFileSync(join(root, 'docs/decisions', name), 'utf8'))
  .join('\n')

for (const name of readdirSync(join(root, 'packages'))) {
  const folder = join(root, 'packages', name)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const runtime = { ...manifest.dependencies }
  const declared = { ...runtime, ...manifest.devDependencies }
  const used = new Set()
  for (const file of sources(join(folder, 'src'))) {
    const isTest = file.endsWith('.test.ts') || file.includes('/testing/')
    for (const specifier of imports(readFileSync(file, 'utf8'))) {
      const target = packageOf(specifier)
      if (target === undefined || target === manifest.name) continue
      used.add(target)
      if (!isTest && !(target in declared))
        problems.push(`${manifest.name} imports ${target} without declaring it (${file.slice(root.length)})`)
    }
  }
  for (const [dependency, version] of Object.entries(declared)) {
    const isTypesOnly = dependency.startsWith('@types/') && used.has(dependency.slice('@types/'.length))
    if (dependency in runtime && !used.has(dependency) && !isTypesOnly)
      problems.push(`${manifest.name} declares ${dependency} and never imports it`)
    if (!/^\d/.test(version)) problems.push(`${manifest.name} does not pin ${dependency}: ${version}`)
    if (versions.has(dependency) && versions.get(dependency) !== version)
      problems.push(`${dependency} is ${version} in ${manifest.name} and ${versions.get(dependency)} elsewhere`)
    versions.set(dependency, version)
    if (dependency in runtime && !dependency.startsWith('@iot-core-local/') && !decisions.includes(`\`${dependency}\``))
      problems.push(`${dependency} has no reason in docs/decisions/`)
  }
}

for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (entry.name.endsWith('.ts')) yield path
  }
}

function imports(text) {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3])
}

function packageOf(specifier) {
  if (specifier.startsWith('.') || specifier.startsWith('node:') || builtinModules.includes(specifier)) return undefined
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
