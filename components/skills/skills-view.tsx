'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus, Sparkles, Upload } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useEffect, useState } from 'react'
import { formatPlural } from '../../lib/shared/format'
import { skillListQuery } from '../../lib/skills/queries'
import { skillStatuses } from '../../lib/skills/rules'
import type { SkillSummary } from '../../lib/skills/schema'
import { PageHeader } from '../common/page-header'
import { usePreferences } from '../common/preferences'
import { QueryError } from '../common/query-error'
import { useAllowed } from '../common/use-allowed'
import { Button, buttonClass } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { SkeletonRows } from '../ui/skeleton'
import { SkillTable } from './skill-table'
import { SkillsToolbar } from './skills-toolbar'

const ImportDialog = dynamic(() => import('./import-dialog').then(module => module.ImportDialog), {
  ssr: false,
})

const icon = { size: 14, strokeWidth: 1.5, 'aria-hidden': true } as const
const parsers = { q: parseAsString.withDefault(''), status: parseAsStringLiteral(skillStatuses) }

/** The library: what agents know how to do, and how to teach them more. */
export function SkillsView() {
  const [values, change] = useQueryStates(parsers)
  const [isImporting, setImporting] = useState(false)
  const filter = { ...(values.q ? { q: values.q } : {}), ...(values.status ? { status: values.status } : {}) }
  const query = useQuery({ ...skillListQuery(filter), placeholderData: previous => previous })
  const skills = query.data?.skills
  const isFiltered = values.q !== '' || values.status !== null
  const openImport = () => setImporting(true)
  const mayWrite = useAllowed('skill:write')
  useSeen()
  return (
    <>
      <PageHeader title="Skills" aside={skills && skills.length > 0 ? <Totals skills={skills} /> : null}>
        {mayWrite ? (
          <>
            <Button onClick={openImport}>
              <Upload {...icon} /> Import
            </Button>
            <Link href="/skills/new" className={buttonClass('primary')}>
              <Plus {...icon} /> New skill
            </Link>
          </>
        ) : null}
      </PageHeader>
      {skills && (skills.length > 0 || isFiltered) ? (
        <SkillsToolbar q={values.q} status={values.status} onChange={next => void change(next)} />
      ) : null}
      {query.isPending ? <SkeletonRows rows={8} label="Loading skills" /> : null}
      {query.error && !skills ? (
        <QueryError
          title="The skills could not be loaded."
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {skills?.length === 0 ? (
        <NoSkills
          isFiltered={isFiltered}
          mayWrite={mayWrite}
          onClear={() => void change({ q: null, status: null })}
          onImport={openImport}
        />
      ) : null}
      {skills && skills.length > 0 ? <SkillTable skills={skills} /> : null}
      {isImporting ? <ImportDialog onClose={() => setImporting(false)} /> : null}
    </>
  )
}

/** Remembers that this person has looked at the library: one of the first steps. */
function useSeen(): void {
  const { preferences, setPreference } = usePreferences()
  const isSeen = preferences.skills === 'seen'
  useEffect(() => {
    if (!isSeen) setPreference('skills', 'seen')
  }, [isSeen, setPreference])
}

/** What the published skills cost every run that may use them all. */
function Totals({ skills }: { skills: readonly SkillSummary[] }) {
  const published = skills.filter(skill => skill.status === 'published')
  const tokens = published.reduce((sum, skill) => sum + skill.lineTokens, 0)
  return (
    <span className="max-md:hidden">
      {formatPlural(skills.length, 'skill')} · {published.length} published, about{' '}
      {formatPlural(tokens, 'token')} in a request
    </span>
  )
}

interface NoSkillsProps {
  isFiltered: boolean
  mayWrite: boolean
  onClear: () => void
  onImport: () => void
}

function NoSkills({ isFiltered, mayWrite, onClear, onImport }: NoSkillsProps) {
  if (isFiltered) {
    return (
      <EmptyState title="No skill fits." actions={<Button onClick={onClear}>Show all skills</Button>}>
        Words are looked for in names and descriptions.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<Sparkles size={24} strokeWidth={1.5} aria-hidden />}
      title="A skill is how your team does one kind of work"
      actions={
        mayWrite ? (
          <>
            <Link href="/skills/new" className={buttonClass('primary')}>
              Write a skill
            </Link>
            <Button onClick={onImport}>Import skills</Button>
          </>
        ) : null
      }
    >
      It is a folder with a SKILL.md: a name, a description and instructions. An agent sees one line for each
      published skill and opens one when the work asks for it. Any folder or zip in the open Agent Skills
      format can be imported.
    </EmptyState>
  )
}
