/** Where the page gets policy rules from, and how it changes and tries them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { request, requestDone } from '../http/client'
import type { createRuleInput, PreviewInput, TryInput } from './schema'

const schemas = () => import('./schema')

export const rulesKey = ['policy', 'rules'] as const

export function ruleListQuery() {
  return queryOptions({
    queryKey: rulesKey,
    queryFn: ({ signal }) => request(async () => (await schemas()).ruleList, '/policy/rules', { signal }),
  })
}

export function rulePreviewQuery(input: PreviewInput) {
  return queryOptions({
    queryKey: ['policy', 'preview', input] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).rulePreview, '/policy/preview', {
        method: 'POST',
        body: input,
        signal,
      }),
  })
}

export function tryCall(input: TryInput) {
  return request(async () => (await schemas()).verdict, '/policy/try', { method: 'POST', body: input })
}

export function createRule(input: z.input<typeof createRuleInput>) {
  return request(async () => (await schemas()).policyRule, '/policy/rules', { method: 'POST', body: input })
}

export function removeRule(id: string) {
  return requestDone(`/policy/rules/${id}`, { method: 'DELETE' })
}
