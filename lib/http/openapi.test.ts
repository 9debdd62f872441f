import { expect, test } from 'vitest'
import { z } from 'zod'
import { json } from '../shared/json'
import { openRoute, route } from './handler'
import { describeApi } from './openapi'

test('describes a route by its definition', () => {
  const module = {
    GET: route({
      summary: 'Read a thing',
      action: 'task:read',
      params: z.object({ thingId: z.string() }),
      query: z.object({ after: z.coerce.number().int().default(0), kind: z.enum(['a', 'b']).optional() }),
      response: z.object({ thing: json }),
      run: async () => ({ thing: null }),
    }),
    POST: openRoute({
      summary: 'Make a thing',
      openBecause: 'Test.',
      body: z.object({ name: z.string(), size: z.number().default(1) }),
      status: 201,
      run: async () => ({}),
    }),
  }
  const document = describeApi({ '/api/v1/things/[thingId]': module }, '1.2.3') as never as Document
  const path = document.paths['/api/v1/things/{thingId}']
  expect(path?.get).toMatchObject({
    operationId: 'getThingsThingId',
    summary: 'Read a thing',
    description: 'Needs the right `task:read`.',
    parameters: [
      { name: 'thingId', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'after', in: 'query', required: false, schema: { type: 'integer', default: 0 } },
      { name: 'kind', in: 'query', required: false, schema: { type: 'string', enum: ['a', 'b'] } },
    ],
  })
  expect(path?.post).toMatchObject({
    security: [],
    requestBody: {
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { name: { type: 'string' }, size: { type: 'number', default: 1 } },
            required: ['name'],
            additionalProperties: false,
          },
        },
      },
    },
    responses: { 201: { description: 'Done.' } },
  })
  expect(danglingReferences(document)).toEqual([])
  expect(JSON.stringify(document)).toContain('#/components/schemas/getThingsThingIdAnswer.')
})

interface Document {
  paths: Record<string, Record<string, object>>
  components: { schemas: Record<string, object> }
}

/** References that lead to nothing in the document. */
function danglingReferences(document: Document): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(match => match[1] ?? '')
  const prefix = '#/components/schemas/'
  return references.filter(
    text => !text.startsWith(prefix) || !document.components.schemas[text.slice(prefix.length)],
  )
}
