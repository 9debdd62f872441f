/** Describes the API as OpenAPI 3.1, from the same definitions that the routes run on. */
import { z } from 'zod'
import { errorBody } from './error-body'
import { definitionOf, type RouteDefinition } from './handler'

type JsonObject = { [key: string]: unknown }

/** The handlers of one path, as its module exports them. */
export type RouteModule = Readonly<Record<string, unknown>>

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Builds the document. `modules` maps paths as Next writes them (`/api/v1/tasks/[taskId]`) to their handlers. */
export function describeApi(modules: Readonly<Record<string, RouteModule>>, version: string): JsonObject {
  const schemas: JsonObject = {}
  schemas.Error = embed(errorBody, 'output', 'Error', schemas)
  const paths: JsonObject = {}
  for (const [path, module] of Object.entries(modules)) {
    const operations = methods.flatMap(method => {
      const definition = definitionOf(module[method])
      const name = operationName(method, path)
      return definition ? [[method.toLowerCase(), operation(name, definition, schemas)]] : []
    })
    paths[path.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, '{$1}')] = Object.fromEntries(operations)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Reef', version },
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'reef.session_token' },
      },
      schemas,
    },
  }
}

function operation(name: string, definition: RouteDefinition, schemas: JsonObject): JsonObject {
  const { summary, action, status, body } = definition
  const content = definition.response
    ? jsonContent(definition.response, 'output', `${name}Answer`, schemas)
    : {}
  const parameters = [
    ...parametersOf(definition.params, 'path', name, schemas),
    ...parametersOf(definition.query, 'query', name, schemas),
  ]
  return {
    operationId: name,
    summary,
    ...(action ? { description: `Needs the right \`${action}\`.` } : { security: [] }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: true, ...jsonContent(body, 'input', `${name}Body`, schemas) } }
      : {}),
    responses: {
      [status]: { description: 'Done.', ...content },
      default: {
        description: 'Refused.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function parametersOf(
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  name: string,
  schemas: JsonObject,
): JsonObject[] {
  if (!schema) return []
  const { properties = {}, required = [] } = embed(schema, 'input', `${name}${place}`, schemas) as {
    properties?: JsonObject
    required?: string[]
  }
  return Object.entries(properties).map(([key, value]) => ({
    name: key,
    in: place,
    required: place === 'path' || required.includes(key),
    schema: value,
  }))
}

function jsonContent(
  schema: z.ZodType,
  io: 'input' | 'output',
  name: string,
  schemas: JsonObject,
): JsonObject {
  const embedded = embed(schema, io, name, schemas)
  // `route` refuses unknown fields of a body.
  if (io === 'input' && schema instanceof z.ZodObject) embedded.additionalProperties = false
  return { content: { 'application/json': { schema: embedded } } }
}

/**
 * One schema as JSON Schema. Definitions that it refers to move to the document's components, because inside OpenAPI
 * `#` means the whole document.
 */
function embed(schema: z.ZodType, io: 'input' | 'output', name: string, schemas: JsonObject): JsonObject {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  const text = JSON.stringify(made)
    .replaceAll('"$ref":"#/$defs/', `"$ref":"#/components/schemas/${name}.`)
    .replaceAll('"$ref":"#"', `"$ref":"#/components/schemas/${name}"`)
  const { $schema: _, $defs = {}, ...rest } = JSON.parse(text) as JsonObject
  for (const [key, value] of Object.entries($defs as JsonObject)) schemas[`${name}.${key}`] = value
  if (text.includes(`"$ref":"#/components/schemas/${name}"`)) schemas[name] = rest
  return rest
}

/** `GET /api/v1/tasks/[taskId]` is `getTasksTaskId`. */
function operationName(method: string, path: string): string {
  const words = path.replace('/api/v1', '').match(/\w+/g) ?? []
  return method.toLowerCase() + words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
