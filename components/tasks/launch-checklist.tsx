'use client'

import { useQuery } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import Link from 'next/link'
import { modelChoicesQuery, skillChoicesQuery } from '../../lib/tasks/choices'
import type { Task } from '../../lib/tasks/schema'
import { usePreferences } from '../common/preferences'
import { classNames } from '../ui/class-names'
import { IconButton } from '../ui/icon-button'

interface LaunchStep {
  title: string
  href: string
  done: boolean
}

/** What is left until Reef works for the team: ticked from what is really there. Gone once all of it is. */
export function LaunchChecklist({ tasks }: { tasks: readonly Task[] }) {
  const steps = useLaunchSteps(tasks)
  const { preferences, setPreference } = usePreferences()
  if (preferences.checklist === 'hidden' || !steps || steps.every(step => step.done)) return null
  return (
    <section aria-label="Getting started" className="flex items-center gap-2 max-md:items-start">
      <ol className="flex flex-wrap items-center gap-x-4 gap-y-1">
        {steps.map((step, index) => (
          <li key={step.title}>
            <Link
              href={step.href}
              className={classNames(
                'group flex h-7 items-center gap-1.5 rounded-control transition-colors duration-150',
                step.done ? 'text-faint' : 'text-muted hover:text-ink',
              )}
            >
              <StepMark number={index + 1} done={step.done} />
              {step.title}
            </Link>
          </li>
        ))}
      </ol>
      <IconButton label="Hide the first steps" onClick={() => setPreference('checklist', 'hidden')}>
        <X size={14} strokeWidth={1.5} aria-hidden />
      </IconButton>
    </section>
  )
}

function StepMark({ number, done }: { number: number; done: boolean }) {
  return (
    <span
      className={classNames(
        'tabular inline-flex size-4 items-center justify-center rounded-full font-medium text-[10px]',
        done ? 'bg-succeeded-soft text-succeeded' : 'border border-strong text-muted',
      )}
    >
      {done ? <Check size={11} strokeWidth={2.5} role="img" aria-label="Done:" /> : number}
    </span>
  )
}

function useLaunchSteps(tasks: readonly Task[]): LaunchStep[] | null {
  const { data: models } = useQuery(modelChoicesQuery())
  const { data: skills } = useQuery(skillChoicesQuery())
  const { preferences } = usePreferences()
  if (!models || !skills) return null
  return [
    {
      title: 'Connect a model',
      href: '/settings/models',
      done: models.models.some(model => !model.scripted),
    },
    { title: 'Watch a run', href: '/tasks', done: tasks.some(task => task.run?.status === 'succeeded') },
    { title: 'Start your own task', href: '/tasks?new=1', done: tasks.some(task => !task.scripted) },
    {
      title: 'Look at the skills',
      href: '/skills',
      // Whoever has one of their own has looked; those that come with Reef say nothing.
      done: preferences.skills === 'seen' || skills.skills.some(skill => skill.origin !== 'builtin'),
    },
  ]
}
