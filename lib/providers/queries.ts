/** Where the page gets providers and models from, and how it connects, changes and removes them. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { request } from '../http/client'
import {
  availableModels,
  type CreateProviderInput,
  foundServers,
  provider,
  providerList,
  providerTest,
  type TestProviderInput,
  type UpdateProviderInput,
} from './schema'

export function providerListQuery() {
  return queryOptions({
    queryKey: ['providers', 'list'] as const,
    queryFn: ({ signal }) => request(providerList, '/providers', { signal }),
    select: ({ providers }) => providers,
  })
}

export function foundServersQuery() {
  return queryOptions({
    queryKey: ['providers', 'found'] as const,
    queryFn: ({ signal }) => request(foundServers, '/providers/discover', { signal }),
    select: ({ servers }) => servers,
  })
}

export function availableModelsQuery() {
  return queryOptions({
    queryKey: ['models', 'available'] as const,
    queryFn: ({ signal }) => request(availableModels, '/models', { signal }),
  })
}

export function testProvider(input: TestProviderInput) {
  return request(providerTest, '/providers/test', { method: 'POST', body: input })
}

export function connectProvider(input: CreateProviderInput) {
  return request(provider, '/providers', { method: 'POST', body: input })
}

export function changeProvider(id: string, input: UpdateProviderInput) {
  return request(provider, `/providers/${id}`, { method: 'PATCH', body: input })
}

export function checkProvider(id: string) {
  return request(provider, `/providers/${id}/check`, { method: 'POST' })
}

export function removeProvider(id: string) {
  return request(z.unknown(), `/providers/${id}`, { method: 'DELETE' })
}

export function setDefaultModel(spec: string | null) {
  return request(availableModels, '/models/default', { method: 'PUT', body: { spec } })
}
