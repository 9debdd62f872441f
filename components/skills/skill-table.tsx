'use client'

import Link from 'next/link'
import { formatCount, formatWhole } from '../../lib/shared/format'
import type { SkillSummary } from '../../lib/skills/schema'
import { TimeAgo } from '../common/time-ago'
import { Cell, HeaderCell, Row, Table } from '../ui/table'
import { RemarkCounts } from './remark-counts'
import { SkillStatusBadge } from './skill-status'

/** The library as a table: what each skill is, whether runs get it, and what it costs them. */
export function SkillTable({ skills }: { skills: readonly SkillSummary[] }) {
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-auto">
      <Table>
        <thead>
          <tr>
            <HeaderCell className="pl-5 max-md:pl-4">Skill</HeaderCell>
            <HeaderCell>Status</HeaderCell>
            <HeaderCell className="max-md:hidden">Remarks</HeaderCell>
            <HeaderCell className="text-right max-md:hidden" title="Tokens that every request carries">
              Line
            </HeaderCell>
            <HeaderCell className="text-right max-md:hidden" title="Tokens when the agent opens it">
              Opened
            </HeaderCell>
            <HeaderCell className="pr-5 text-right max-lg:hidden">Last used</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {skills.map(skill => (
            <SkillRow key={skill.id} skill={skill} />
          ))}
        </tbody>
      </Table>
    </div>
  )
}

function SkillRow({ skill }: { skill: SkillSummary }) {
  return (
    <Row className="relative [contain-intrinsic-size:auto_48px] [content-visibility:auto]">
      <Cell className="h-12 w-full max-w-0 pl-5 max-md:pl-4">
        <Link
          href={`/skills/${skill.id}`}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {skill.name}
        </Link>
        <span className="block truncate text-meta text-muted" title={skill.description}>
          {skill.description}
        </span>
      </Cell>
      <Cell className="whitespace-nowrap">
        <SkillStatusBadge {...skill} />
      </Cell>
      <Cell className="whitespace-nowrap max-md:hidden">
        <RemarkCounts {...skill} />
      </Cell>
      <Tokens count={skill.lineTokens} what="in every request" />
      <Tokens count={skill.bodyTokens} what="when opened" />
      <Cell className="tabular whitespace-nowrap pr-5 text-right text-muted max-lg:hidden">
        {skill.lastUsedAt ? <TimeAgo at={skill.lastUsedAt} /> : 'Never'}
      </Cell>
    </Row>
  )
}

function Tokens({ count, what }: { count: number; what: string }) {
  return (
    <Cell
      className="tabular whitespace-nowrap text-right text-muted max-md:hidden"
      title={`About ${formatWhole(count)} tokens ${what}`}
    >
      ~{formatCount(count)}
    </Cell>
  )
}
