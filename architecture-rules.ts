// Who may import whom. Checked by architecture.test.ts; explained in ARCHITECTURE.md.
import type { IForbiddenRuleType } from 'dependency-cruiser'

const pure = [
  '^lib/[^/]+/(schema|rules|timeline|model-context|message|recipe|run-state|activity|projection)[.]ts$',
  // Of runs: the facts, the fold, and everything that decides.
  '^lib/runs/[a-z-]*events[.]ts$',
  '^lib/runs/fold[a-z-]*[.]ts$',
  '^lib/runs/(step|next-step|open-calls|limits|stuck|moves|compaction|carried|context-size|same-result|nested-calls|roles|spans|calls|meant-call|server-tool-names|call-words|figures|waiting-messages)[.]ts$',
  '^lib/runs/(delegation|result-shape|child-recipe|tree|approval-rules|rule-call|plan|plan-[a-z]+)[.]ts$',
  '^lib/runs/(after|decide)[a-z-]*[.]ts$',
  // Of the prompt cache and what it costs.
  '^lib/runs/(cache-(facts|lifetime|history)|bust-(cause|words)|shared-prefix|context-(ledger|pieces)|input-cost|compaction-(money|result))[.]ts$',
  '^lib/usage/counter-rate[.]ts$',
]
const test = '[.]test[.]tsx?$'
const testing = `${test}|/testing/|^lib/db/testing|^scripts/|^e2e/|^architecture`

function forbid(name: string, comment: string, from: object, to: object): IForbiddenRuleType {
  return { name, comment, severity: 'error', from, to } as IForbiddenRuleType
}

export const forbidden: IForbiddenRuleType[] = [
  forbid(
    'no-cycles',
    'Two files that need each other are one piece of knowledge.',
    { pathNot: '^prisma/generated/' },
    { circular: true },
  ),
  forbid(
    'lib-never-imports-up',
    'A task has never heard of a button.',
    { path: '^lib/' },
    { path: '^(app|components)/' },
  ),
  forbid(
    'components-never-import-app',
    'Pages compose components, not the other way round.',
    { path: '^components/' },
    { path: '^app/' },
  ),
  forbid(
    'browser-never-reaches-server',
    'Nothing that runs in the browser may pull in the database, the engine or a repository.',
    { path: '^components/', pathNot: test },
    { path: '^lib/(db|engine|queue|launcher|cli)/|^lib/http/handler|/repository[.]ts$', reachable: true },
  ),
  forbid(
    'features-meet-in-app',
    'One feature’s views know only their own, the primitives and the common ones.',
    { path: '^components/([^/]+)/', pathNot: '^components/shell/' },
    { path: '^components/', pathNot: '^components/($1|ui|common)/' },
  ),
  forbid(
    'pure-core',
    'What decides is computed from values: it reaches no database, clock, file or network.',
    { path: pure },
    { pathNot: [...pure, '^lib/shared/', 'node_modules/zod/'] },
  ),
  forbid(
    'one-door-to-prisma',
    'Queries live in repositories.',
    { pathNot: `^lib/db/|/repository[.]ts$|^prisma/|${testing}` },
    { path: '^prisma/generated/' },
  ),
  forbid(
    'routes-do-not-query',
    'A route parses, calls one function and answers.',
    { path: '^app/', pathNot: test },
    { path: '^lib/db/' },
  ),
  forbid(
    'repositories-stand-alone',
    'A repository that calls another hides a join and a rights check.',
    { path: '^lib/([^/]+)/repository[.]ts$' },
    { path: '/repository[.]ts$', pathNot: '^lib/$1/' },
  ),
  forbid(
    'leaves',
    'Primitives and shared helpers know no feature.',
    { path: '^(components/ui|lib/shared)/' },
    { path: '^(app|components|lib)/', pathNot: '^(components/ui|lib/shared)/' },
  ),
  forbid(
    'tests-stay-out',
    'What only tests need is not part of the product.',
    { pathNot: testing },
    { path: `${test}|/testing/|^lib/db/testing` },
  ),
  forbid(
    'one-door-to-the-model-sdk',
    'Only lib/engine speaks with model vendors.',
    { path: '^(app|components|lib)/', pathNot: '^lib/(engine|providers)/' },
    { path: 'node_modules/(ai|@ai-sdk/(?!mcp/)[a-z-]+|@openrouter|ai-sdk-ollama)/' },
  ),
  forbid(
    'one-door-to-tool-servers',
    'What a stranger’s server may do to Reef is decided in one place.',
    { path: '^(app|components|lib)/', pathNot: '^lib/tool-servers/mcp-client[.]ts$' },
    { path: 'node_modules/@ai-sdk/mcp/' },
  ),
]
