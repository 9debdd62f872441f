/**
 * A small S3 over real HTTP: one bucket, objects by path, and every request's Signature Version 4 computed anew from
 * the specification (docs.aws.amazon.com: Signature Calculations for the Authorization Header), independent of the
 * client. It can be out of order on purpose.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface S3Keys {
  region: string
  accessKeyId: string
  secretAccessKey: string
}

export interface S3Server {
  url: string
  objects: Map<string, Buffer>
  /** Method, path and status of each answer, in order. */
  answers: string[]
  /** What it does instead of its work: a status to answer with, `cut` for a connection that breaks. */
  trouble: number | 'cut' | null
  close(): Promise<void>
}

/** Starts one on an address (loopback) with a bucket. */
export async function startS3Server(bucket: string, keys: S3Keys, host = '127.0.0.1'): Promise<S3Server> {
  const objects = new Map<string, Buffer>()
  const answers: string[] = []
  const state: Pick<S3Server, 'trouble'> = { trouble: null }
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    if (state.trouble === 'cut') return void request.socket.destroy()
    const [status, content] = state.trouble
      ? ([state.trouble, failure('SlowDown')] as const)
      : serve(request, body, bucket, keys, objects)
    answers.push(`${request.method} ${request.url} ${status}`)
    response.writeHead(status).end(content)
  })
  await new Promise<void>(done => server.listen(0, host, done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    objects,
    answers,
    get trouble() {
      return state.trouble
    },
    set trouble(trouble) {
      state.trouble = trouble
    },
    close: () =>
      new Promise(done => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

type Answer = readonly [status: number, content: Buffer | string]

function serve(
  request: IncomingMessage,
  body: Buffer,
  bucket: string,
  keys: S3Keys,
  objects: Map<string, Buffer>,
): Answer {
  const { pathname } = new URL(request.url ?? '/', 'http://here')
  const problem = signatureProblem(request, body, keys)
  if (problem) return [403, failure(problem)]
  if (!pathname.startsWith(`/${bucket}/`)) return [404, failure('NoSuchBucket')]
  const key = pathname.slice(bucket.length + 2)
  if (request.method === 'PUT') {
    objects.set(key, body)
    return [200, '']
  }
  const found = objects.get(key)
  return found ? [200, found] : [404, failure('NoSuchKey')]
}

function failure(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`
}

/** The code of what is wrong with a request's signature, date or content; null when all is right. */
function signatureProblem(request: IncomingMessage, body: Buffer, keys: S3Keys): string | null {
  const { authorization = '' } = request.headers
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    )
  const [, credential = '', signedHeaders = '', signature = ''] = parts ?? []
  const [accessKeyId, day = '', region, service, terminator] = credential.split('/')
  if (!parts || service !== 's3' || terminator !== 'aws4_request') return 'AuthorizationHeaderMalformed'
  if (accessKeyId !== keys.accessKeyId) return 'InvalidAccessKeyId'
  if (region !== keys.region) return 'AuthorizationHeaderMalformed'
  const date = header(request, 'x-amz-date')
  if (Math.abs(Date.now() - parseDate(date)) > 15 * 60_000) return 'RequestTimeTooSkewed'
  const contentHash = header(request, 'x-amz-content-sha256')
  const isHashed = contentHash !== 'UNSIGNED-PAYLOAD'
  if (isHashed && contentHash !== createHash('sha256').update(body).digest('hex'))
    return 'XAmzContentSHA256Mismatch'
  const names = signedHeaders.split(';')
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every(name => names.includes(name)))
    return 'AccessDenied'
  const canonical = canonicalRequest(request, names, contentHash)
  const scope = `${day}/${region}/s3/aws4_request`
  const hashed = createHash('sha256').update(canonical).digest('hex')
  const toSign = ['AWS4-HMAC-SHA256', date, scope, hashed].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${keys.secretAccessKey}`,
  )
  const expected = createHmac('sha256', key).update(toSign).digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch'
}

function canonicalRequest(request: IncomingMessage, names: readonly string[], contentHash: string): string {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here')
  const query = [...searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&')
  const headers = names.map(name => `${name}:${header(request, name).trim().replace(/ +/g, ' ')}\n`).join('')
  return [request.method, pathname, query, headers, names.join(';'), contentHash].join('\n')
}

function header(request: IncomingMessage, name: string): string {
  return String(request.headers[name] ?? '')
}

/** `20261122T120000Z` as milliseconds. */
function parseDate(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}
