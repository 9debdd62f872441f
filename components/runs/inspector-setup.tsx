'use client'

import type { ReactNode } from 'react'
import { checkName } from '../../lib/checks/words'
import { exportAddress } from '../../lib/runs/queries'
import type { RunState } from '../../lib/runs/run-state'
import { formatCount, formatPlural } from '../../lib/shared/format'
import { useMoney } from '../common/money'
import { Badge } from '../ui/badge'
import { buttonClass } from '../ui/button'
import { RunLimitsPart } from './run-limits'

/** The recipe the run was launched with: frozen, whatever the agent has become since. */
export function InspectorSetup({ state }: { state: RunState }) {
  const money = useMoney()
  const { recipe } = state.created
  const opened = new Set(state.openedSkills.map(skill => skill.versionId))
  return (
    <div className="scroll-quiet flex-1 overflow-y-auto px-4 py-3.5">
      <dl className="grid grid-cols-[88px_1fr] gap-x-3 gap-y-2">
        <Fact name="Agent">{recipe.agent.name}</Fact>
        <Fact name="Model">
          <span className="break-all font-mono text-meta">{state.model?.spec ?? 'none connected yet'}</span>
        </Fact>
        {recipe.fallbackModels?.length ? (
          <Fact name="Then">
            {recipe.fallbackModels.map(model => (
              <span key={model.spec} className="block break-all font-mono text-meta">
                {model.spec}
              </span>
            ))}
          </Fact>
        ) : null}
        {Object.entries(recipe.roles ?? {}).map(([role, choice]) => (
          <Fact key={role} name={`To ${role}`}>
            {choice?.model ? (
              <span className="block break-all font-mono text-meta">{choice.model.spec}</span>
            ) : null}
            {choice?.effort ? `${choice.effort} effort` : null}
          </Fact>
        ))}
        <Fact name="Budget">
          {recipe.budget.usd === undefined ? 'No limit in dollars' : money.limit(recipe.budget.usd)}
          {recipe.budget.tokens === undefined ? '' : `, ${formatCount(recipe.budget.tokens)} tokens`}
        </Fact>
        <Fact name="Limits">
          <RunLimitsPart state={state} />
        </Fact>
        <Fact name="Tools">
          <span className="font-mono text-meta">{recipe.tools.join(', ')}</span>
        </Fact>
        {recipe.catalogue ? (
          <Fact name="Servers">
            {recipe.catalogue.servers.map(({ id, name, tools }) => (
              <span key={id} className="block">
                {name} <span className="tabular text-muted">{formatPlural(tools, 'tool')}</span>
              </span>
            ))}
            <span className="block text-meta text-muted">
              {recipe.catalogue.searched ? 'Found by a search' : 'Listed in every request'}, about{' '}
              {formatCount(recipe.catalogue.tokens)} tokens if listed
            </span>
          </Fact>
        ) : null}
      </dl>
      <SetupChecks state={state} />
      <h2 className="mt-5 text-body">Skills</h2>
      {recipe.skills.length === 0 ? <p className="mt-1 text-muted">This run has no skills.</p> : null}
      <ul className="mt-1">
        {recipe.skills.map(skill => (
          <li key={skill.versionId} className="border-b py-2 last:border-b-0">
            <p className="flex items-center gap-2">
              <span className="font-medium">{skill.name}</span>
              <span className="font-mono text-faint text-micro" title={skill.hash}>
                {skill.hash.slice(0, 8)}
              </span>
              {opened.has(skill.versionId) ? <Badge tone="succeeded">opened</Badge> : null}
            </p>
            <p className="line-clamp-2 text-meta text-muted">{skill.description}</p>
          </li>
        ))}
      </ul>
      <h2 className="mt-5 text-body">Export</h2>
      <p className="mt-1.5 flex gap-2">
        <a href={exportAddress(state.runId, 'md')} download className={buttonClass('secondary', 'small')}>
          Markdown
        </a>
        <a href={exportAddress(state.runId, 'json')} download className={buttonClass('secondary', 'small')}>
          JSON
        </a>
      </p>
    </div>
  )
}

/** What must hold before the work counts as done, with what the last round said. */
function SetupChecks({ state }: { state: RunState }) {
  const checks = state.created.recipe.checks ?? []
  const last = new Map(state.checkRounds.at(-1)?.results.map(result => [result.index, result]))
  if (checks.length === 0) return null
  return (
    <>
      <h2 className="mt-5 text-body">Checks</h2>
      <ul className="mt-1">
        {checks.map((check, index) => {
          const result = last.get(index)
          return (
            <li key={checkName(check)} className="flex items-center gap-2 border-b py-2 last:border-b-0">
              <span className="min-w-0 flex-1 break-words">{checkName(check)}</span>
              {check.required ? null : <Badge>not required</Badge>}
              {result ? (
                <Badge tone={result.passed ? 'succeeded' : 'failed'}>
                  {result.passed ? 'passed' : 'failed'}
                </Badge>
              ) : null}
            </li>
          )
        })}
      </ul>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}
