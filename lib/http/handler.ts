/** What stands around every API route: who asks, from where, with what input; and how errors become responses. */
import { z } from 'zod'
import type { Actor } from '../accounts/actor'
import { type Action, requireCan } from '../accounts/policy'
import { resolveActor } from '../accounts/session'
import { log } from '../shared/log'
import { readJson } from './body'
import { AppError } from './errors'
import { requireOwnHost, requireOwnOrigin } from './origin'

export interface RouteInput<Params, Query, Body> {
  request: Request
  actor: Actor
  params: Params
  query: Query
  body: Body
}

interface RouteOptions<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  /** One line for the API description. */
  summary: string
  /** What the actor must be allowed to do. */
  action: Action
  params?: P
  query?: Q
  /** JSON body. Unknown fields are refused. Routes that read other bodies leave it out and read `request`. */
  body?: B
  /** Shape of the answer. What is not in it does not leave the server. */
  response?: R
  /** Success status; 200 unless said. */
  status?: number
  run(input: RouteInput<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<R> | Response>
}

/** What `GET /api/v1/openapi.json` needs to know of a route. */
export interface RouteDefinition {
  summary: string
  action: Action
  status: number
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  response?: z.ZodType
}

export type RouteHandler = ((
  request: Request,
  context: { params: Promise<Record<string, string | string[]>> },
) => Promise<Response>) & { definition: RouteDefinition }

/** The definition of a handler that `route` made, or nothing. */
export function definitionOf(handler: unknown): RouteDefinition | undefined {
  return typeof handler === 'function' && 'definition' in handler
    ? (handler as RouteHandler).definition
    : undefined
}

/**
 * Makes a route handler: host and origin check, actor, rights, then input, then `run`. Errors of the closed list
 * become their status; anything else is logged and becomes a plain 500.
 */
export function route<
  P extends z.ZodType = z.ZodType<Record<string, string>>,
  Q extends z.ZodType = z.ZodUnknown,
  B extends z.ZodType = z.ZodUnknown,
  R extends z.ZodType = z.ZodUnknown,
>(options: RouteOptions<P, Q, B, R>): RouteHandler {
  const handler = async (
    request: Request,
    context: { params: Promise<Record<string, string | string[]>> },
  ): Promise<Response> => {
    try {
      requireOwnHost(request)
      requireOwnOrigin(request)
      const actor = await resolveActor(request)
      if (!actor) throw new AppError('unauthenticated', 'Sign in, or send an API token.')
      requireCan(actor, options.action)
      const params = parse(options.params, await context.params, 'address') as z.output<P>
      const search = Object.fromEntries(new URL(request.url).searchParams)
      const query = parse(options.query, search, 'query') as z.output<Q>
      const body = (
        options.body ? parse(options.body, await readJson(request), 'body') : undefined
      ) as z.output<B>
      const result = await options.run({ request, actor, params, query, body })
      if (result instanceof Response) return result
      const answer = options.response ? options.response.parse(result) : result
      return Response.json(answer, {
        status: options.status ?? 200,
        headers: { 'cache-control': 'no-store' },
      })
    } catch (error) {
      return errorResponse(error)
    }
  }
  return Object.assign(handler, { definition: definition(options) })
}

/** Turns any thrown value into a response. */
export function errorResponse(error: unknown): Response {
  const known = error instanceof AppError ? error : unexpected(error)
  return Response.json(known.toBody(), { status: known.status, headers: { 'cache-control': 'no-store' } })
}

function unexpected(error: unknown): AppError {
  const id = crypto.randomUUID().slice(0, 8)
  log.error({ id, error }, 'request failed')
  return new AppError('internal', `Something went wrong in Reef itself. Quote ${id} when you report it.`, {
    id,
  })
}

function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return value
  const strict = schema instanceof z.ZodObject && where === 'body' ? schema.strict() : schema
  const result = strict.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.message }))
  const first = issues[0]
  const subject = first?.path ? `${first.path}: ` : ''
  throw new AppError('invalid-input', `The ${where} is not valid. ${subject}${first?.message ?? ''}`.trim(), {
    issues,
  })
}

function definition(options: RouteOptions<z.ZodType, z.ZodType, z.ZodType, z.ZodType>): RouteDefinition {
  const { summary, action, params, query, body, response, status = 200 } = options
  return {
    summary,
    action,
    status,
    ...(params ? { params } : {}),
    ...(query ? { query } : {}),
    ...(body ? { body } : {}),
    ...(response ? { response } : {}),
  }
}
