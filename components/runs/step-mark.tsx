'use client'

import { classNames } from '../ui/class-names'
import { useRun } from './run-context'

/** The number of a step in the margin. It opens the step in the inspector. */
export function StepMark({ step }: { step: number }) {
  const { selectedStep, selectStep } = useRun()
  return (
    <button
      type="button"
      aria-label={`Step ${step}`}
      aria-pressed={selectedStep === step}
      onClick={() => selectStep(selectedStep === step ? null : step)}
      className={classNames(
        'tabular h-5 min-w-6 shrink-0 rounded-sm px-1 text-right font-mono text-micro transition-colors duration-150',
        selectedStep === step
          ? 'bg-accent-soft text-accent-text'
          : 'text-faint hover:bg-hover hover:text-ink',
      )}
    >
      {step}
    </button>
  )
}
