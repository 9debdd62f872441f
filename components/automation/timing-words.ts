import type { FireKind, Timing } from '../../lib/schedules/schema'
import { formatPlural } from '../../lib/shared/format'

export const fireWords: Record<FireKind, string> = {
  'on-time': 'started',
  'caught-up': 'started late',
  'by-hand': 'started by hand',
  skipped: 'missed',
}

/** A timing as a person says it. */
export function timingWords(timing: Timing): string {
  switch (timing.kind) {
    case 'cron':
      return `${timing.expression} in ${timing.zone}`
    case 'every':
      return `Every ${timing.minutes === 1 ? 'minute' : formatPlural(timing.minutes, 'minute')}`
    case 'at':
      return 'Once'
  }
}
