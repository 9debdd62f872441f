/** What stands around every API route: who asks, from where, with what input; and how errors become responses. */
import { z } from 'zod'
import type { Actor } from '../accounts/actor'
import { type Action, requireCan } from '../accounts/policy'
import { hasOwner, resolveActor } from '../accounts/session'
import { log } from '../shared/log'
import { isStorable } from '../shared/storable'
import { readJson } from './body'
import { markBuild } from './build'
import { AppError } from './errors'
import { requireOwnHost, requireOwnOrigin } from './origin'

interface OpenRouteInput<Params, Query, Body> {
  request: Request
  params: Params
  query: Query
  body: Body
}

interface RouteInput<Params, Query, Body> extends OpenRouteInput<Params, Query, Body> {
  actor: Actor
}

interface Shape<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  /** One line for the API description. */
  summary: string
  params?: P
  query?: Q
  /** JSON body. Unknown fields are refused. Routes that read other bodies leave it out and read `request`. */
  body?: B
  /** Shape of the answer. What is not in it does not leave the server. */
  response?: R
  /** Success status; 200 unless said. 204 sends no body. */
  status?: number
}

interface RouteOptions<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>
  extends Shape<P, Q, B, R> {
  /** What the actor must be allowed to do. */
  action: Action
  run(input: RouteInput<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<R> | Response>
}

interface OpenRouteOptions<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>
  extends Shape<P, Q, B, R> {
  /** Why anybody may call this route: what stands in the place of an actor. */
  openBecause: string
  run(input: OpenRouteInput<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<R> | Response>
}

/** What `GET /api/v1/openapi.json` and the tests need to know of a route. Either `action` or `openBecause` is there. */
export interface RouteDefinition {
  summary: string
  action?: Action
  openBecause?: string
  status: number
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  response?: z.ZodType
}

interface Context {
  params: Promise<Record<string, string | string[]>>
}

export type RouteHandler = ((request: Request, context: Context) => Promise<Response>) & {
  definition: RouteDefinition
}

/** The definition of a handler that `route` or `openRoute` made, or nothing. */
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
  const handler = (request: Request, context: Context) =>
    guard(request, async () => {
      const actor = await requireActor(request)
      requireCan(actor, options.action)
      const input = await readInput(options, request, context)
      return answer(options, await options.run({ ...input, actor }))
    })
  return Object.assign(handler, { definition: { ...definition(options), action: options.action } })
}

/** Makes a handler for one of the few routes that anybody may call. Host, origin and input are checked as ever. */
export function openRoute<
  P extends z.ZodType = z.ZodType<Record<string, string>>,
  Q extends z.ZodType = z.ZodUnknown,
  B extends z.ZodType = z.ZodUnknown,
  R extends z.ZodType = z.ZodUnknown,
>(options: OpenRouteOptions<P, Q, B, R>): RouteHandler {
  const handler = (request: Request, context: Context) =>
    guard(request, async () => answer(options, await options.run(await readInput(options, request, context))))
  return Object.assign(handler, {
    definition: { ...definition(options), openBecause: options.openBecause },
  })
}

async function guard(request: Request, serve: () => Promise<Response>): Promise<Response> {
  const response = await answerOrError(request, serve)
  // Whatever a route sends, a browser takes it for what it says it is.
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}

async function answerOrError(request: Request, serve: () => Promise<Response>): Promise<Response> {
  try {
    requireOwnHost(request)
    requireOwnOrigin(request)
    return await serve()
  } catch (error) {
    return errorResponse(error)
  }
}

/** The actor. Throws `unauthenticated`, or `not-ready` while nobody owns this installation. */
async function requireActor(request: Request): Promise<Actor> {
  const actor = await resolveActor(request)
  if (actor) return actor
  if (await hasOwner()) throw new AppError('unauthenticated', 'Sign in, or send an API token.')
  throw new AppError('not-ready', 'Reef is not set up yet. Open the set-up link printed in the terminal.')
}

async function readInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  shape: Shape<P, Q, B, R>,
  request: Request,
  context: Context,
): Promise<OpenRouteInput<z.output<P>, z.output<Q>, z.output<B>>> {
  const params = parse(shape.params, await context.params, 'address') as z.output<P>
  const search = Object.fromEntries(new URL(request.url).searchParams)
  const query = parse(shape.query, search, 'query') as z.output<Q>
  const body = (shape.body ? parse(shape.body, await readJson(request), 'body') : undefined) as z.output<B>
  return { request, params, query, body }
}

function answer(shape: { response?: z.ZodType; status?: number }, result: unknown): Response {
  if (result instanceof Response) return result
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (shape.response || shape.status === 204) markBuild(headers)
  if (shape.status === 204) return new Response(null, { status: 204, headers })
  const body = shape.response ? shape.response.parse(result) : result
  return Response.json(body, { status: shape.status ?? 200, headers })
}

/** Turns any thrown value into a response. */
function errorResponse(error: unknown): Response {
  const known = error instanceof AppError ? error : unexpected(error)
  const headers = new Headers({ 'cache-control': 'no-store' })
  const seconds = known.code === 'rate-limited' ? retryAfter.safeParse(known.details).data : undefined
  if (seconds) headers.set('retry-after', String(seconds.retryAfterSeconds))
  return Response.json(known.toBody(), { status: known.status, headers })
}

const retryAfter = z.object({ retryAfterSeconds: z.number() })

function unexpected(error: unknown): AppError {
  const id = crypto.randomUUID().slice(0, 8)
  log.error({ id, error }, 'request failed')
  return new AppError('internal', `Something went wrong in Reef itself. Quote ${id} when you report it.`, {
    id,
  })
}

function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!isStorable(value))
    throw new AppError(
      'invalid-input',
      `The ${where} holds a NUL character, half of a character, or a name that no field may have.`,
    )
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

function definition(shape: Shape<z.ZodType, z.ZodType, z.ZodType, z.ZodType>): RouteDefinition {
  const { summary, params, query, body, response, status = 200 } = shape
  return {
    summary,
    status,
    ...(params ? { params } : {}),
    ...(query ? { query } : {}),
    ...(body ? { body } : {}),
    ...(response ? { response } : {}),
  }
}
