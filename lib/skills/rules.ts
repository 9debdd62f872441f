/** What is known of skills without their schemas. Pure. */

export const skillStatuses = ['draft', 'published', 'archived'] as const

/** Whether a remark is a finding of the static scan, which is shown and never blocks anything by itself. */
export function isFinding(item: { code: string }): boolean {
  return item.code.startsWith('scan-')
}

export function hasErrors(items: readonly { severity: string }[]): boolean {
  return items.some(item => item.severity === 'error')
}
